"""Two people key a slip, the second blind; two that agree make one opinion, and only one, whatever is repeated."""
from datetime import timedelta
from typing import Any

import pytest

from services.intake.models import Keying, Opinion, Scan, Slip
from tests.house import House
from tests.intake.slip_desk import TEXT, WRITTEN, Table, a_slip, a_table, as_bytes

SECRET_WORDS = "只有第一个人看得到的话"


@pytest.fixture
def table(house: House) -> Table:
    """Three slips, scanned."""
    found = a_table(house)
    found.scan_all()
    return found


def opinions(table: Table) -> list[Opinion]:
    """All opinions that intake holds."""
    with table.house.sites["intake"].database.reading() as session:
        return list(session.query(Opinion))


def read(table: Table, path: str, by: str) -> str:
    """A page as a browser sees it."""
    answer = table.client.get(path, headers=table.people[by] | {"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_two_keys_that_agree_make_the_opinion(table: Table) -> None:
    assert table.key(1, "甲").json["state"] == "keyed"
    assert opinions(table) == []
    assert table.key(1, "乙").json["state"] == "forwarded"
    opinion, = opinions(table)
    assert (opinion.text, opinion.provision, opinion.stance, opinion.channel) == (TEXT, "art_1", "amend", "box")
    assert (opinion.station_id, opinion.written_at) == (table.station_id, table.house.clock.moment)


def test_one_person_cannot_key_both_halves(table: Table) -> None:
    table.key(1, "甲")
    answer = table.key(1, "甲")
    assert answer.status_code == 409 and "另一个人" in answer.json["detail"]
    assert opinions(table) == []


def test_nothing_shows_the_first_key_before_the_second_is_in(table: Table) -> None:
    table.key(1, "甲", text=SECRET_WORDS, stance="oppose")
    slip, place = table.slips[1], f"/api/v1/openings/{table.opening_id}"
    for by in ("甲", "乙", "丙"):
        answers = [table.get(path, by).get_data(as_text=True) for path in (
            f"{place}/keyings", f"{place}/keyings/next", f"/api/v1/slips/{slip}/differences", "/api/v1/slips/audit",
            place)]
        pages = [read(table, path, by) for path in (
            "/staff/slips", f"/staff/slips/{table.opening_id}/key", f"/staff/slips/{table.opening_id}/differences",
            f"/staff/slips/{table.opening_id}/scan", "/staff/slips/audit", "/staff/slips/audit/key")]
        assert not [each for each in answers + pages if SECRET_WORDS in each]
    assert table.get(f"/api/v1/slips/{slip}/differences", "乙").json["differences"] == []
    assert table.post(f"/slips/{slip}/resolution", "丙", **WRITTEN).status_code == 409


def test_a_key_that_differs_does_not_show_the_other_in_its_answer(table: Table) -> None:
    table.key(1, "甲", text=SECRET_WORDS)
    answer = table.key(1, "乙", text="别的")
    assert answer.json["state"] == "differs" and SECRET_WORDS not in answer.text


def test_differences_are_shown_by_character_and_decided_by_either_or_a_third(table: Table) -> None:
    table.key(1, "甲", text="井台三米", stance="amend")
    table.key(1, "乙", text="井台五米", stance="amend")
    found = table.get(f"/api/v1/slips/{table.slips[1]}/differences", "丙").json["differences"]
    assert [each["field"] for each in found] == ["text"]
    assert found[0]["pieces"] == [["same", "井台"], ["deleted", "三"], ["inserted", "五"], ["same", "米"]]
    assert opinions(table) == []
    page = read(table, f"/staff/slips/{table.opening_id}/differences", "丙")
    assert "<del>三</del><ins>五</ins>" in page
    answer = table.post(f"/slips/{table.slips[1]}/resolution", "丙", text="井台五米", stance="amend")
    assert answer.json["state"] == "forwarded"
    assert [each.text for each in opinions(table)] == ["井台五米"]


def test_white_space_and_width_are_no_difference(table: Table) -> None:
    table.key(1, "甲", text="井台，三米 范围", stance="amend")
    assert table.key(1, "乙", text="井台,三米\n范围", stance="amend").json["state"] == "forwarded"


def test_a_slip_is_counted_once_however_often_it_is_scanned_and_keyed(table: Table) -> None:
    table.key(1, "甲")
    table.key(1, "乙")
    again = table.scan(as_bytes(a_slip(table.batch_id, 1, dpi=120)))
    assert again.json["results"][0]["status"] == "kept" and again.json["results"][0]["strip"] is None
    assert [table.key(1, by).status_code for by in ("甲", "乙", "丙")] == [409, 409, 409]
    assert len(opinions(table)) == 1


def test_blank_and_spoilt_slips_are_marked_by_two_people_who_agree(table: Table) -> None:
    table.key(1, "甲", kind="blank")
    assert table.key(1, "乙", kind="blank").json["kind"] == "blank"
    table.key(2, "甲", kind="spoilt")
    assert table.key(2, "乙", kind="foreign").json["state"] == "differs"
    table.post(f"/slips/{table.slips[2]}/resolution", "甲", kind="foreign")
    with table.house.sites["intake"].database.reading() as session:
        kinds = [session.get_one(Slip, table.slips[serial]).kind for serial in (1, 2, 3)]
    assert kinds == ["blank", "foreign", "opinion"] and opinions(table) == []


def test_nobody_decides_alone_that_a_slip_is_no_opinion(table: Table) -> None:
    table.key(1, "甲", kind="blank")
    table.key(1, "乙")
    path = f"/slips/{table.slips[1]}/resolution"
    answer = table.post(path, "甲", kind="blank")
    assert answer.status_code == 409 and "另一个人" in answer.json["detail"]
    assert table.post(path, "丙", kind="blank").json["kind"] == "blank"


@pytest.mark.parametrize(("fields", "name"), [
    ({"provision": "art_99", "text": "一"}, "provision"), ({"text": ""}, "text"), ({"text": "长" * 5001}, "text"),
    ({"kind": "blank", "text": "有字"}, "kind"), ({"stance": "maybe", "text": "一"}, "stance"),
    ({"texts": "一"}, "texts")])
def test_what_cannot_be_on_a_slip_is_refused_with_its_field(table: Table, fields: dict[str, Any], name: str) -> None:
    answer = table.key(1, "甲", **fields)
    assert answer.status_code == 422 and list(answer.json["errors"]) == [name]


def test_a_slip_with_a_mark_and_no_words_makes_an_opinion_that_says_so(table: Table) -> None:
    for by in ("甲", "乙"):
        table.key(1, by, stance="support", provision="art_2")
    assert [each.text for each in opinions(table)] == ["（表上没有写字，勾选：赞成）"]


def test_the_sealed_contact_travels_with_the_opinion(table: Table) -> None:
    keys = table.house.sites["intake"].keys
    assert table.seal(table.slips[1], "AAAA", "0123456789abcdef").status_code == 422
    assert table.seal(table.slips[1], "AAAA", keys.contact_current).json["has_contact"]
    for by in ("甲", "乙"):
        table.key(1, by)
    with table.house.sites["intake"].database.reading() as session:
        told = session.execute(table.house.sites["intake"].post.tables.outbox.select()).all()
    assert sum('"sealed_contact":"AAAA"' in str(each).replace(" ", "") for each in told) == 1
    assert table.seal(table.slips[1], "BBBB", keys.contact_current).status_code == 409


def test_a_slip_is_not_keyed_before_its_strip_was_looked_at(house: House) -> None:
    table = a_table(house)
    table.scan(as_bytes(a_slip(table.batch_id, 1)))
    answer = table.key(1, "甲")
    assert answer.status_code == 409 and "联系栏" in answer.json["detail"]
    assert table.get(f"/api/v1/openings/{table.opening_id}/keyings/next", "甲").json["slip_id"] is None


def test_a_box_opened_after_the_closing_brings_late_opinions(house: House) -> None:
    table = a_table(house, closes_at=house.clock.moment - timedelta(days=2),
                    opens_at=house.clock.moment - timedelta(days=30))
    table.scan_all()
    for by in ("甲", "乙"):
        table.key(1, by)
    opinion, = opinions(table)
    assert opinion.late and opinion.written_at == house.clock.moment - timedelta(days=2)


def test_keys_stay_where_the_door_refuses_the_opinion(house: House) -> None:
    table = a_table(house)
    table.scan_all()
    with house.sites["intake"].database.writing() as session:  # sealed for a key that is no longer known
        slip = session.get_one(Slip, table.slips[1])
        slip.sealed_contact, slip.contact_key = "AAAA", "0123456789abcdef"
    table.key(1, "甲")
    answer = table.key(1, "乙")
    assert answer.json["state"] == "settled" and "公钥" in answer.json["hindered"]
    with house.sites["intake"].database.reading() as session:
        assert session.query(Keying).count() == 2
    assert opinions(table) == []


def test_a_box_opened_long_after_the_closing_still_balances(house: House) -> None:
    table = a_table(house, closes_at=house.clock.moment - timedelta(days=40), number=1,
                    opens_at=house.clock.moment - timedelta(days=70))
    table.scan_all()
    for by in ("甲", "乙"):
        table.key(1, by)
    opinion, = opinions(table)
    assert opinion.late
    assert table.get(f"/api/v1/openings/{table.opening_id}", "甲").json["balance"]["faults"] == []


def test_staff_of_another_station_neither_see_nor_key_a_slip(table: Table) -> None:
    stranger = table.house.bearer("officer", stations=("0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f",))
    table.people["外"] = stranger
    assert table.key(1, "外").status_code == 403
    assert table.get(f"/api/v1/openings/{table.opening_id}/keyings", "外").status_code == 403
    with table.house.sites["intake"].database.reading() as session:
        scan = session.query(Scan).first()
    assert scan and table.get(f"/api/v1/scans/{scan.id}/picture", "外").status_code == 403


QUESTION = {"id": "q1", "text": "井口要不要加盖？", "kind": "single", "provision": None, "options": [
    {"id": "yes", "text": "要", "retired": False}, {"id": "no", "text": "不要", "retired": False}], "retired": False}


def post_page(table: Table, path: str, by: str, **form: str) -> None:
    """Post a page's form; where it leads is looked at too."""
    page = read(table, path, by)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = table.client.post(path, data=form | {"csrf_token": token}, headers=table.people[by] | {
        "Accept": "text/html"})
    assert answer.status_code == 303, answer.text


def test_the_pages_lead_a_slip_with_an_answer_from_two_keys_through_a_decision_to_its_opinion(house: House) -> None:
    table = a_table(house, number=1, questions=[QUESTION])
    table.scan_all()
    place = f"/staff/slips/{table.opening_id}"
    slip = {"slip_id": table.slips[1], "kind": "opinion"}
    post_page(table, f"{place}/key", "甲", **slip, provision="1", stance="amend", text="三米", **{"answer-q1": "yes"})
    post_page(table, f"{place}/key", "乙", **slip, provision="2", stance="amend", text="五米", **{"answer-q1": "no"})
    page = read(table, f"{place}/differences", "丙")
    assert "井口要不要加盖？" in page and "<del>要</del> <ins>不要</ins>" in page
    post_page(table, f"{place}/differences", "丙", slip_id=table.slips[1], **{
        "choice-provision": "edit", "edit-provision": "3", "choice-text": "second", "choice-answers.q1": "first"})
    opinion, = opinions(table)
    assert (opinion.provision, opinion.text, opinion.answers) == ("art_3", "五米", {"q1": "yes"})


def test_an_answer_to_a_question_that_was_never_put_is_refused(house: House) -> None:
    table = a_table(house, number=1, questions=[QUESTION])
    table.scan_all()
    answer = table.key(1, "甲", text="一", answers={"q1": "perhaps"})
    assert answer.status_code == 422 and "answers.q1" in answer.json["errors"]
