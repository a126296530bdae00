"""Forms and submissions of OpenRosa clients: what is counted once, what is kept aside, what is refused."""
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from lxml import etree
from sqlalchemy import delete, func, select

from services.intake.models import Attachment, Blob, Device, Opinion
from services.intake.models import Submission as Body
from shared.contracts import ConsultationClosed, OpinionProgressed
from shared.ids import receipt_of
from tests.builders import NOON, a_consultation
from tests.house import House
from tests.intake.phones import PNG, SOUND, Phone, a_phone, an_instance, message
from tests.statements import statements

MOST = 6


@pytest.fixture
def phone(house: House) -> Phone:
    """A phone, enrolled."""
    return a_phone(house)


def opinions(phone: Phone) -> list[Opinion]:
    """What was counted."""
    with phone.house.sites["intake"].database.reading() as session:
        return list(session.scalars(select(Opinion)))


def asides(phone: Phone) -> list[tuple[str | None, str | None]]:
    """What was kept and not counted, with its reason."""
    with phone.house.sites["intake"].database.reading() as session:
        rows = session.execute(select(Body.aside, Body.reason).where(Body.aside.is_not(None)))
        return [(row[0], row[1]) for row in rows]


def count(phone: Phone, model: type[Attachment] | type[Blob]) -> int:
    """The rows of a table."""
    with phone.house.sites["intake"].database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def closed(phone: Phone) -> Iterator[Phone]:
    """A phone whose consultation has closed a day ago."""
    facts = {each.name: getattr(phone.asked, each.name) for each in fields(ConsultationClosed) if each.init}
    phone.house.hear("intake", ConsultationClosed(**facts | {"revision": 2, "state": "closed", "closes_at": NOON}))
    phone.house.clock.moment = NOON + timedelta(days=1)
    yield phone


def test_a_new_form_is_counted_and_its_receipt_stands_in_the_answer(phone: Phone) -> None:
    """201; the id is the instance's own UUID, the station is the device's."""
    instance = str(uuid4())
    answer = phone.send(an_instance(phone.form, f"uuid:{instance}", provision="art_1", stance="oppose"))
    assert answer.status_code == 201 and receipt_of(instance) in message(answer)
    [opinion] = opinions(phone)
    assert (opinion.id, opinion.channel, opinion.station_id, opinion.provision, opinion.stance) == (
        instance, "openrosa", phone.station, "art_1", "oppose")


def test_the_same_form_again_gets_the_same_receipt(phone: Phone) -> None:
    """202, as often as it comes; it is counted once."""
    xml = an_instance(phone.form)
    first, second, third = (phone.send(xml) for _ in range(3))
    assert [each.status_code for each in (first, second, third)] == [201, 202, 202]
    assert message(first) == message(second) == message(third) and len(opinions(phone)) == 1


def test_a_form_that_tells_no_moment_is_the_same_body_when_it_comes_again(phone: Phone) -> None:
    xml = an_instance(phone.form, written=None)
    assert phone.send(xml).status_code == 201
    phone.house.clock.moment += timedelta(hours=1)
    assert phone.send(xml).status_code == 202 and not asides(phone)


def test_other_words_under_the_same_instance_are_kept_for_a_clerk(phone: Phone) -> None:
    """409, also when they come again; the clerk sees both."""
    instance = f"uuid:{uuid4()}"
    phone.send(an_instance(phone.form, instance))
    other = an_instance(phone.form, instance, text="别的话")
    assert [phone.send(other).status_code for _ in range(2)] == [409, 409]
    assert [kind for kind, _ in asides(phone)] == ["conflict"] and len(opinions(phone)) == 1
    page = phone.house.client("intake").get("/staff/forms", headers=phone.house.bearer("officer"))
    assert "别的话" in page.text and "建议把井台" in page.text


def test_the_same_instance_of_another_form_is_another_opinion(phone: Phone) -> None:
    other, instance = a_phone_at(phone), f"uuid:{uuid4()}"
    assert phone.send(an_instance(phone.form, instance)).status_code == 201
    assert other.send(an_instance(other.form, instance)).status_code == 201
    assert len({each.id for each in opinions(phone)}) == 2


def test_the_same_instance_of_another_form_may_come_again(phone: Phone) -> None:
    other, instance = a_phone_at(phone), f"uuid:{uuid4()}"
    phone.send(an_instance(phone.form, instance))
    xml = an_instance(other.form, instance, text="同一个编号，另一份表单")
    assert [other.send(xml).status_code for _ in range(2)] == [201, 202]


def a_phone_at(phone: Phone) -> Phone:
    """The same phone, asked about something else."""
    asked = a_consultation()
    phone.house.hear("intake", asked)
    return Phone(phone.house, phone.token, phone.station, phone.device, asked)


def test_an_instance_id_that_is_no_uuid_gives_an_id_of_its_form(phone: Phone) -> None:
    xml = an_instance(phone.form, "imei:358240051111110/2026-11-24")
    assert [phone.send(xml).status_code for _ in range(2)] == [201, 202]
    assert re.fullmatch(r"[0-9a-f-]{36}", opinions(phone)[0].id)


def test_missing_files_are_named_and_taken_when_they_come(phone: Phone) -> None:
    """The list comes from the XML; the same XML with a file more is 201, with nothing more 202."""
    xml = an_instance(phone.form, recording="话.ogg", photo="井.png")
    first = phone.send(xml, ("*isIncomplete*", b"yes", "text/plain"))
    assert first.status_code == 201 and "话.ogg" in message(first) and "井.png" in message(first)
    second = phone.send(xml, ("话.ogg", SOUND, "audio/ogg"))
    assert second.status_code == 201 and "话.ogg" not in message(second) and "井.png" in message(second)
    third = phone.send(xml, ("话.ogg", SOUND, "audio/ogg"), ("井.png", PNG, "image/png"))
    assert third.status_code == 201 and "井.png" not in message(third)
    assert phone.send(xml, ("井.png", PNG, "image/png")).status_code == 202


def test_other_bytes_under_a_files_name_are_kept_beside_the_first(phone: Phone) -> None:
    xml = an_instance(phone.form, recording="a.ogg")
    phone.send(xml, ("a.ogg", SOUND, "audio/ogg"))
    answer = phone.send(xml, ("a.ogg", SOUND + b"more", "audio/ogg"))
    assert answer.status_code == 409 and "a.ogg" in message(answer) and count(phone, Attachment) == 2


def test_a_recording_without_words_is_an_opinion(phone: Phone) -> None:
    assert phone.send(an_instance(phone.form, text="", recording="a.ogg"), ("a.ogg", SOUND, "")).status_code == 201
    assert "录音" in opinions(phone)[0].text


@pytest.mark.parametrize(("said", "word"), [({"text": ""}, "您的意见"), ({"text": "字" * 5001}, "您的意见"),
                                            ({"provision": "art_99"}, "art_99"), ({"stance": "angry"}, "您的态度")])
def test_what_cannot_be_counted_is_kept_aside_with_its_reason(phone: Phone, said: dict[str, str], word: str) -> None:
    """202: a refusal would stay red on the phone for ever."""
    xml = an_instance(phone.form, None, "1.1", NOON, "", **said)
    first, second = phone.send(xml), phone.send(xml)
    assert (first.status_code, second.status_code) == (202, 202)
    assert word in message(first) and message(first) == message(second)
    assert [kind for kind, _ in asides(phone)] == ["invalid"] and not opinions(phone)


def test_a_version_that_was_never_issued_is_kept_aside(phone: Phone) -> None:
    for version in ("7.1", "1.99", "2026112401", "", "版" * 300):
        assert phone.send(an_instance(phone.form, version=version)).status_code == 202
    assert {kind for kind, _ in asides(phone)} == {"version"} and not opinions(phone)


def test_what_was_written_in_time_and_comes_late_is_taken(closed: Phone) -> None:
    """202, flagged, and the same again."""
    xml = an_instance(closed.form, written=NOON - timedelta(hours=2))
    first, second = closed.send(xml), closed.send(xml)
    assert (first.status_code, second.status_code) == (202, 202) and "迟到" in message(first)
    assert [each.late for each in opinions(closed)] == [True]


def test_what_was_written_after_the_closing_is_kept_aside(closed: Phone) -> None:
    assert closed.send(an_instance(closed.form, written=NOON + timedelta(hours=2))).status_code == 202
    assert [kind for kind, _ in asides(closed)] == ["closed"] and not opinions(closed)


def test_an_edit_waits_for_a_clerk(phone: Phone) -> None:
    """202; of something that never came 404; a second edit of the same 409."""
    first, second = f"uuid:{uuid4()}", f"uuid:{uuid4()}"
    meta = "<orx:deprecatedID>{}</orx:deprecatedID>"
    assert phone.send(an_instance(phone.form, meta=meta.format("uuid:nobody"))).status_code == 404
    phone.send(an_instance(phone.form, first))
    edit = an_instance(phone.form, second, meta=meta.format(first), text="改过的话")
    assert [phone.send(edit).status_code for _ in range(2)] == [202, 202]
    assert phone.send(an_instance(phone.form, meta=meta.format(first))).status_code == 409
    assert phone.send(an_instance(phone.form, meta=meta.format(second))).status_code == 202
    assert sorted(str(kind) for kind, _ in asides(phone)) == ["conflict", "edit", "edit"] and len(opinions(phone)) == 1


def test_a_form_that_was_written_without_its_opinion_is_finished_when_it_comes_again(phone: Phone) -> None:
    """The server was stopped between the two."""
    xml = an_instance(phone.form)
    assert phone.send(xml).status_code == 201
    with phone.house.sites["intake"].database.writing() as session:
        session.execute(delete(Opinion))
    assert [phone.send(xml).status_code for _ in range(2)] == [201, 202] and len(opinions(phone)) == 1


def test_a_phone_that_was_heard_is_noted_once_a_minute(phone: Phone) -> None:
    def heard() -> datetime | None:
        with phone.house.sites["intake"].database.reading() as session:
            return session.scalar(select(Device.heard_at).where(Device.id == phone.device))

    assert heard() is None
    for after, seen in ((0, 0), (30, 0), (61, 61)):
        phone.house.clock.moment = NOON + timedelta(seconds=after)
        phone.ask("formList")
        assert heard() == NOON + timedelta(seconds=seen)


def test_who_tells_which_phone_it_was_is_remembered(phone: Phone) -> None:
    """deviceID, as the client calls itself."""
    phone.send(an_instance(phone.form))
    with phone.house.sites["intake"].database.reading() as session:
        assert session.scalars(select(Body.client_id)).all() == ["collect:abc"]


def test_d5_a_retried_report_makes_no_second_row(phone: Phone) -> None:
    """apollo made a row of every POST."""
    xml = an_instance(phone.form)
    for _ in range(5):
        phone.send(xml)
    assert len(opinions(phone)) == 1


def test_d7_what_was_withdrawn_and_comes_again_is_answered_and_stays_withdrawn(phone: Phone) -> None:
    """Central says 409, and the phone keeps it red for ever."""
    instance = str(uuid4())
    xml = an_instance(phone.form, f"uuid:{instance}", recording="a.ogg")
    phone.send(xml)
    phone.house.hear("intake", OpinionProgressed(
        opinion_id=instance, consultation_id=phone.form, revision=1, stage="withdrawn", reason=None, at=NOON))
    answer = phone.send(xml, ("a.ogg", SOUND, "audio/ogg"))
    assert answer.status_code == 202 and "撤回" in message(answer) and count(phone, Attachment) == 0


def test_d8_a_form_without_an_instance_id_is_refused_in_plain_words(phone: Phone) -> None:
    """Central makes one up, and then cannot know a repeat."""
    answer = phone.send(an_instance(phone.form, ""))
    assert answer.status_code == 400 and "instanceID" in message(answer)


def test_d9_the_date_a_client_sends_is_ignored(phone: Phone) -> None:
    """Collect writes 12-hour clock times without saying which half of the day."""
    for date in ("Tue, 24 Nov 2026 04:00:00 GMT", "Tue, 24 Nov 2026 25:00:00", "yesterday", ""):
        assert phone.send(an_instance(phone.form), headers={"Date": date}).status_code == 201


def test_a_contact_is_closed_at_once_and_stands_nowhere_in_the_clear(phone: Phone) -> None:
    """Not in a body, not in what was kept aside, not in what the others are told."""
    needle, house = "13912345678", phone.house
    for said in ({}, {"text": ""}, {"provision": "art_99"}):
        phone.send(an_instance(phone.form, None, "1.1", NOON, "", contact=f"王井生 {needle}", **said))
    phone.send(an_instance(phone.form, contact=f"{needle}@example.org").decode()
               .replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"))
    site = house.sites["intake"]
    site.database.close()
    held = b"".join(path.read_bytes() for path in house.folder.glob("intake.sqlite*"))
    assert needle.encode() not in held and needle.encode("utf-16-le") not in held and "王井生".encode() not in held
    with site.database.reading() as session:
        wanted = session.connection().exec_driver_sql(
            "SELECT count(*) FROM outbox WHERE body LIKE '%sealed_contact\":\"%'").scalar()
    assert wanted == 2


def test_the_body_is_kept_byte_for_byte_but_for_the_contact(phone: Phone) -> None:
    bare, told = an_instance(phone.form), an_instance(phone.form, contact="a@example.org")
    phone.send(bare)
    phone.send(told)
    with phone.house.sites["intake"].database.reading() as session:
        held = {each.body for each in session.scalars(select(Blob))}
    assert held == {bare, told.replace(b"a@example.org", b"[13]")}


def test_only_the_contact_differs_and_it_is_another_body(phone: Phone) -> None:
    """Told by the digest of the exact bytes, which a bare hash of them is not."""
    instance = f"uuid:{uuid4()}"
    assert phone.send(an_instance(phone.form, instance, contact="a@example.org")).status_code == 201
    assert phone.send(an_instance(phone.form, instance, contact="b@example.org")).status_code == 409


def test_a_revoked_token_opens_nothing(phone: Phone) -> None:
    """403 with an envelope at every door, never 401; the same as for nobody's token."""
    phone.house.client("intake").delete(f"/api/v1/devices/{phone.device}", headers=phone.house.bearer("admin"))
    for token in (phone.token, "x" * 43):
        for path in ("formList", f"forms/{phone.form}/1.1", f"manifest/{phone.form}/1.1"):
            answer = phone.ask(path, token=token)
            assert answer.status_code == 403 and "令牌" in message(answer)
        assert phone.ask("submission", token=token, method="HEAD").status_code == 403
        assert phone.send(an_instance(phone.form), token=token).status_code == 403
    assert not opinions(phone)


def test_the_answer_speaks_the_clients_language(phone: Phone) -> None:
    for asked, word in (("en-US,en;q=0.8", "Received"), ("zh-CN", "已收到"), ("fr", "已收到")):
        assert word in message(phone.send(an_instance(phone.form), headers={"Accept-Language": asked}))


def test_what_is_no_place_or_no_method_is_answered_in_an_envelope(phone: Phone) -> None:
    for path, method, status in (("nothing", "GET", 404), ("submission", "GET", 405), ("formList", "DELETE", 405)):
        answer = phone.ask(path, method=method, headers={"Accept": "text/html"})
        assert answer.status_code == status and message(answer)


def test_no_cookie_is_asked_for_or_believed(phone: Phone) -> None:
    """A browser on the same machine may be signed in; the token in the path is the key."""
    client = phone.house.client("intake")
    client.set_cookie("minyi_token", phone.house.token("admin"))
    answer = client.post(f"/openrosa/{phone.token}/submission", headers={"X-OpenRosa-Version": "1.0"},
                         data={"xml_submission_file": an_instance(phone.form).decode()})
    assert answer.status_code == 201


def test_one_submission_costs_six_statements_at_most(phone: Phone) -> None:
    """The first of a fresh process and those after it; the marks that begin a transaction on SQLite apart."""
    phone.ask("formList")
    counts = []
    with statements(phone.house.sites["intake"].database) as said:
        for _ in range(3):
            assert phone.send(an_instance(phone.form, contact="13912345678")).status_code == 201
            counts.append([each for each in said if not each.startswith("BEGIN")])
            said.clear()
    assert max(map(len, counts)) <= MOST + 1 and max(map(len, counts[1:])) <= MOST, counts


def test_the_list_names_open_forms_of_the_station(phone: Phone) -> None:
    """By formID one of them; what other stations ask is not shown, nor what is over."""
    phone.house.hear("intake", a_consultation(stations=[str(uuid4())]), a_consultation(closes_at=NOON - timedelta(1)))
    root = etree.fromstring(phone.ask("formList").data)
    assert [each.text for each in root.iterfind(".//{*}formID")] == [phone.form]
    assert len(etree.fromstring(phone.ask("formList?formID=other").data)) == 0
