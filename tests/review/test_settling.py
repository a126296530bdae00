"""办结: a matter ends only when nobody is left without an answer, and whoever comes later is answered too."""
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from shared.refusals import Refused
from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.desk import Desk
from tests.review.office import API, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open consultation."""
    with a_house(tmp_path, "review") as house:
        yield Office(house)


def aside(office: Office, opinion: str, reason: str = "与本条例无关。") -> None:
    """The officer sets an opinion aside."""
    office.send("officer", f"{API}/opinions/{opinion}/set-aside", {"reason": reason})


def test_each_thing_that_is_left_is_named_with_where_to_go(office: Office) -> None:
    ids = office.hear("甲", "乙", "丙")
    made = office.suggest(ids[:1], title="管好古井")
    left = office.send("group", f"{office.path}/settle", status=409)
    assert "2 条意见待处理（到“整理”" in left["detail"] and "1 条建议没有审定" in left["detail"]
    assert left["errors"] == {"opinions": ids[1:], "suggestions": ["第 1 号：管好古井"]}
    for each in ids[1:]:
        aside(office, each)
    page = Browser(office.house, "leader").get(f"{office.page}/settle").text
    assert "去审定" in page and "1. 管好古井" in page and "办结并答复" not in page
    office.judge(made)
    office.approve(made)
    assert "还没有结果" in office.send("group", f"{office.path}/settle", status=409)["detail"]
    office.issue(made)
    assert "还没有结果" in office.send("group", f"{office.path}/settle", status=409)["detail"]
    office.decide(made)
    office.send("group", f"{office.path}/settle")
    assert all(each.decided > 0 for each in office.opinions().values())


def test_settling_answers_who_has_no_answer_yet_each_by_its_reason_and_tells_who_settled(office: Office) -> None:
    ids = office.hear("甲", "乙")
    made = office.suggest(ids[:1])
    office.send("leader", f"{API}/suggestions/{made['id']}/not-forward", {"reason": "已有上位法。"})
    aside(office, ids[1])
    browser = Browser(office.house, "group")
    page = browser.get(f"{office.page}/settle").text
    assert "办结并答复 2 条意见" in page and "还没有截止" in page
    assert browser.post(f"{office.page}/settle").status_code == 303
    office.house.settle()
    said = "".join(office.said("opinion.decided", "notify"))
    assert "已有上位法。" in said and "与本条例无关。" in said and said.count('"opinion_id"') == 2
    assert office.steps("settle")[0].before["balance"]["received"] == 2
    office.send("group", f"{office.path}/settle")
    office.house.settle()
    assert len(office.said("opinion.decided", "notify")) == 2, "settled again, nobody hears a second time"


def test_what_was_set_aside_stays_so_once_the_matter_is_settled(office: Office) -> None:
    ids = office.hear("甲")
    aside(office, ids[0])
    office.send("group", f"{office.path}/settle")
    assert "不能再恢复" in office.send("officer", f"{API}/opinions/{ids[0]}/restore", status=409)["detail"]
    late = office.hear("乙")
    aside(office, late[0])
    assert "已经办结" in office.send("officer", f"{API}/opinions/{late[0]}/restore", status=409)["detail"]


def test_who_arrives_after_the_end_is_seen_and_answered(office: Office) -> None:
    """Laws 1 and 2: in the balance, on the home page and the overview; set aside with a reason it is answered."""
    office.send("group", f"{office.path}/settle")
    late = office.hear("路上走了一个月。", late=True)
    assert office.get("officer", f"{office.path}/balance").json["waiting"] == 1
    officer = Browser(office.house, "officer")
    assert "条意见待整理" in officer.get("/review/").text
    assert "办结后又收到 1 条：写明理由，照样答复" in officer.get(office.page).text
    refused = office.send("officer", f"{office.path}/suggestions", {
        "title": "甲", "text": "乙", "reason": "丙", "provision": None, "opinion_ids": late}, 409)
    assert "写明理由不列入，照样会答复" in refused["detail"]
    aside(office, late[0], "逾期：收到时已经办结。")
    office.house.settle()
    assert "逾期：收到时已经办结。" in "".join(office.said("opinion.decided", "notify"))
    assert office.opinions()[late[0]].decided == 1


@pytest.mark.parametrize("seed", range(3))
def test_after_any_hands_a_settled_matter_has_an_answer_for_everybody(tmp_path: Path, seed: int) -> None:
    """Law 2: whatever was done before, either settling is refused or all who stayed are answered."""
    with a_house(tmp_path, "review") as house:
        office = Office(house)
        desk = office.desk
        desk.chance = Random(seed)
        desk.receive()
        for _ in range(40):
            _do(desk, desk.chance.choice(("receive", "withdraw", "create", "regroup", "set_aside", "gate", "approve")))
        office.send("group", f"{office.path}/settle", status=409)
        for opinion, state in desk.states().items():
            if state == "waiting":
                aside(office, opinion)
        for each in office.get("officer", f"{office.path}/suggestions").json["items"]:
            if each["state"] in ("drafted", "returned", "gated"):
                office.send("leader", f"{API}/suggestions/{each['id']}/not-forward", {"reason": "已有规定。"})
            elif each["state"] == "approved":
                office.issue(each)
                office.decide(each, "not_adopted")
        office.send("group", f"{office.path}/settle")
        house.settle()
        found = office.opinions().values()
        assert found and {each.decided > 0 for each in found if each.state != "withdrawn"} <= {True}


def _do(desk: Desk, act: str) -> None:
    with suppress(Refused):
        getattr(desk, act)()
