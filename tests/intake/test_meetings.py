"""The meetings desk: rows go through the door of every opinion; contacts are sealed, minutes kept, receipts printed."""
import json
import re
from base64 import b64decode
from typing import Any

import pytest
from nacl.public import PrivateKey, SealedBox

from services.intake.domain.entries import read_article, read_contact, write_article
from services.intake.models import Entry, Opinion
from shared.ids import new_id
from shared.refusals import Invalid
from tests.builders import NOON
from tests.house import House
from tests.intake.registry import PAGE, Registry, a_registry

STATION_ID = "0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"


@pytest.fixture
def registry(house: House) -> Registry:
    """One station, one consultation."""
    return a_registry(house)


def a_meeting(registry: Registry, **other: Any) -> str:
    """A solicitation meeting that was held yesterday evening."""
    values = {"station_id": registry.station, "kind": "solicitation", "title": "古井边的征集会",
              "held_at": "2026-11-23T19:30:00+08:00", "place": "村委会", "attendees": 20,
              "consultation_id": registry.asked}
    return str(registry.post("/activities", 201, **values | other)["id"])


def enter(registry: Registry, meeting: str, accept: str = "application/json", **values: str) -> Any:
    """Post one row as the desk's script does."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', registry.look(f"/staff/meetings/{meeting}"))
    given = {"id": new_id(), "draft_version": "1", "article": "2", "stance": "support", "text": "井台要修。"}
    return registry.client.post(f"/staff/meetings/{meeting}/opinions", headers={"Accept": accept} | registry.admin,
                                data=given | {"csrf_token": token[1] if token else ""} | values)


def the_opinion(registry: Registry, id_: str) -> Opinion:
    """What was kept under an id."""
    with registry.house.sites["intake"].database.reading() as session:
        return session.get_one(Opinion, id_)


@pytest.mark.parametrize("typed, eid", [
    ("12", "art_12"), ("１２", "art_12"), ("第12条", "art_12"), ("12-1", "art_12_1"), ("12之1", "art_12_1"),
    ("第12条之1", "art_12_1"), ("f1", "annex_1"), ("附件2", "annex_2"), ("0", None), (" ", None)])
def test_an_article_is_named_by_its_number(typed: str, eid: str | None) -> None:
    assert read_article(typed) == eid
    assert eid is None or read_article(write_article(eid)) == eid


@pytest.mark.parametrize("typed", ["abc", "-1", "12-", "12345", "art_12"])
def test_what_is_no_number_of_an_article_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_article(typed)
    assert "例如 12" in refused.value.errors["article"][0]


def test_a_contact_is_known_by_its_form() -> None:
    assert read_contact("", "", STATION_ID) is None
    assert read_contact("王", "138 0000 0000", STATION_ID) == {
        "channel": "sms", "phone": "138 0000 0000", "name": "王"}
    assert read_contact("", "w@example.org", STATION_ID) == {"channel": "email", "email": "w@example.org", "name": None}
    assert read_contact("王", "", STATION_ID) == {"channel": "slip", "name": "王", "station_id": STATION_ID}
    with pytest.raises(Invalid):
        read_contact("王", "老街口", STATION_ID)


def test_a_row_is_an_opinion_of_the_meetings_channel_station_and_time(registry: Registry) -> None:
    meeting = a_meeting(registry)
    answer = enter(registry, meeting, stance="amend", proposed_text="井台三米。", reason="踩坏了", public_name="王某")
    kept = the_opinion(registry, answer.json["id"])
    assert (kept.channel, kept.station_id, kept.provision, kept.stance) == (
        "meeting", registry.station, "art_2", "amend")
    assert (kept.written_at.isoformat(), kept.received_at) == ("2026-11-23T11:30:00+00:00", NOON)
    assert (kept.proposed_text, kept.reason, kept.public_name) == ("井台三米。", "踩坏了", "王某")
    assert answer.json["receipt"] == kept.receipt in registry.look(f"/staff/meetings/{meeting}")


def test_a_row_sent_twice_is_one_opinion(registry: Registry) -> None:
    meeting, id_ = a_meeting(registry), new_id()
    answers = [enter(registry, meeting, id=id_) for _ in range(2)]
    assert [each.json["status"] for each in answers] == ["created", "repeated"]
    with registry.house.sites["intake"].database.reading() as session:
        assert session.query(Entry).count() == session.query(Opinion).count() == 1


def test_another_body_under_a_rows_id_is_kept_aside(registry: Registry) -> None:
    meeting, id_ = a_meeting(registry), new_id()
    answers = [enter(registry, meeting, id=id_, text=text) for text in ("先", "后")]
    assert [each.status_code for each in answers] == [200, 409] and "已另存" in answers[1].json["detail"]
    assert "后" in registry.look("/staff/conflicts")


def test_without_a_script_a_contact_is_sealed_at_the_door(registry: Registry) -> None:
    meeting = a_meeting(registry)
    answer = enter(registry, meeting, "text/html", contact_name="王小明", contact_to="13800000000")
    assert answer.status_code == 303
    kept = (registry.house.folder / "intake.sqlite").read_bytes()
    assert "王小明".encode() not in kept and b"13800000000" not in kept
    assert opened(registry.house)[0] | {"opinion_id": "", "fingerprint": ""} == {
        "opinion_id": "", "fingerprint": "", "name": "王小明", "phone": "13800000000", "email": None, "address": None,
        "station_id": None, "channel": "sms"}


def test_a_fault_keeps_what_was_typed_but_not_the_contact(registry: Registry) -> None:
    answer = enter(registry, a_meeting(registry), "text/html", article="99", contact_to="13800000000")
    assert answer.status_code == 422 and "井台要修。" in answer.text and "13800000000" not in answer.text
    assert 'href="#article"' in answer.text and "联系方式已加密" in answer.text


def test_a_consultation_that_is_over_takes_what_was_said_before(registry: Registry) -> None:
    early, late = a_meeting(registry), a_meeting(registry, held_at="2027-01-02T09:00:00+08:00")
    registry.house.clock.moment = NOON.replace(year=2027, month=1, day=3)
    registry.admin = registry.house.bearer("admin")
    assert enter(registry, early).json["status"] == "late"
    assert enter(registry, late).status_code == 409


def test_an_officer_enters_at_his_own_stations_only(registry: Registry) -> None:
    meeting = a_meeting(registry)
    registry.admin = registry.house.bearer("officer", stations=[STATION_ID])
    assert enter(registry, meeting).status_code == 403


def test_only_a_solicitation_meeting_about_a_draft_takes_opinions(registry: Registry) -> None:
    training = a_meeting(registry, kind="training")
    assert "只有为某次征求意见开的意见征集会" in registry.look(f"/staff/meetings/{training}", 409)


def test_minutes_are_kept_and_shown_again(registry: Registry) -> None:
    meeting = a_meeting(registry, minutes="先念草案。")
    page = registry.look(f"/staff/meetings/{meeting}")
    assert "先念草案。" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    done = registry.client.post(f"/staff/meetings/{meeting}/minutes", headers=PAGE | registry.admin, data={
        "csrf_token": token[1] if token else "", "minutes": "先念草案，\r\n再逐条说。"})
    assert done.status_code == 303 and "再逐条说。" in registry.look(f"/staff/meetings/{meeting}")


def test_receipts_of_a_meeting_stand_on_one_sheet_without_what_was_said(registry: Registry) -> None:
    meeting = a_meeting(registry)
    said = {"text": "不该印的话", "contact_name": "不该印的人"}
    receipts = [enter(registry, meeting, **said).json["receipt"] for _ in range(3)]
    sheet = registry.look(f"/staff/meetings/{meeting}/receipts")
    assert all(receipt in sheet for receipt in receipts) and sheet.count("data:image/svg+xml") == 3
    assert "不该印" not in sheet


def opened(house: House) -> list[dict[str, Any]]:
    """The sealed contacts that intake has passed on, opened with notify's key."""
    keys = json.loads((house.folder / "keys" / "notify.json").read_text())["contact_private"]
    box = SealedBox(PrivateKey(b64decode(next(iter(keys.values())))))
    with house.sites["intake"].database.reading() as session:
        bodies = [row[0] for row in session.connection().exec_driver_sql("SELECT body FROM outbox")]
    found = re.findall(r'"sealed_contact":\s*"([^"]+)"', " ".join(map(str, bodies)))
    return [json.loads(box.decrypt(b64decode(each))) for each in found]
