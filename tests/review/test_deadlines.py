"""Deadlines of assignments, and the page from which the work group gives opinions out."""
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.review import models
from services.review.operations.assignment import assignments
from tests.builders import NOON
from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.council import Council
from tests.review.desk import WHO

LAW, WATER = "罚款应当依法处罚，写明责任。", "水源的污染和水质要管。"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """Two experts, and an opinion for each."""
    with a_house(tmp_path, "review") as house:
        council = Council(house)
        council.join("法甲", "法学")
        council.join("环乙", "环境保护")
        council.hear(LAW, WATER)
        yield council


def test_what_is_late_is_reminded_of_reported_and_given_to_the_next(council: Council) -> None:
    """By themselves, each at its time; who was late is not asked again."""
    [row] = council.open("法甲")
    seen = []
    for days in (4.9, 1.2, 2.9, 3):
        council.later(days=days)
        [now] = [each for each in council.rows() if each.id == row.id]
        seen.append((now.reminded_at is not None, now.escalated_at is not None, now.state))
    assert seen == [(False, False, "offered"), (True, False, "offered"), (True, True, "offered"),
                    (True, True, "offered")]
    council.later(days=1)
    [was, heir] = [each for each in council.rows() if each.opinion_id == row.opinion_id]
    assert (was.closed_why, heir.replaces_id, heir.source) == ("overdue", row.id, "alternate")
    assert council.who(row.opinion_id) == ["环乙"] and heir.due_at is not None and heir.due_at > council.house.clock()
    with council.database.reading() as session:
        jobs = session.query(council.post.tables.jobs).filter_by(kind="deadlines", done_at=None).all()
    assert len(jobs) == 1 and jobs[0].due_at > council.house.clock()


def test_a_late_one_that_nobody_can_take_stays_and_is_looked_at_again(council: Council) -> None:
    council.plan(reassign_days=1)
    council.recuse("环乙", "文化", "sector")
    [row] = council.open("法甲")
    council.later(days=9)
    assert [each.state for each in council.rows() if each.id == row.id] == ["offered"]
    council.join("法丙", "法学")
    council.later(days=1)
    assert council.who(row.opinion_id) == ["法丙"]


def test_a_person_decides_where_the_plan_says_so(council: Council) -> None:
    council.plan(reassign_days=None)
    council.later(days=60)
    assert {each.state for each in council.rows()} == {"offered"}
    group = Browser(council.house, "group")
    home = group.get("/review/").text
    assert "件评议逾期" in home and "法甲" in home and "/assign#late" in home
    path = f"/review/consultations/{council.consultation}/assign"
    page = group.get(path).text
    late = re.findall(r'name="assignment_ids" value="([0-9a-f-]{36})"', page)
    assert len(late) == 2 and "已报工作小组" in page
    assert "请至少勾选一件" in group.post(path, {"act": "late"}).text
    council.join("法丙", "法学")
    assert group.post(path, {"act": "late", "assignment_ids": late}).status_code == 303
    assert "已改派 2 件" in group.get(path).text
    again = group.post(path, {"act": "late", "assignment_ids": late})
    assert again.status_code == 409 and "没有改派" in again.text


def test_the_page_shows_numbers_before_and_makes_what_was_shown(council: Council) -> None:
    council.plan(reviews=2)
    group, path = Browser(council.house, "group"), f"/review/consultations/{council.consultation}/assign"
    page = group.get(f"{path}?dry=1").text
    assert all(words in page for words in ("最不合适的在前", "上限 10", "分派：新分 2 件，改派 0 件", "试算结果"))
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest and len(council.open()) == 2
    stale = group.post(path, {"act": "give", "digest": "0" * 16})
    assert stale.status_code == 409 and "情况变了" in stale.text and len(council.open()) == 2
    assert group.post(path, {"act": "give", "digest": digest[1]}).status_code == 303
    assert len(council.open()) == 4 and "新分 2 件" in group.get(path).text


def test_the_page_says_why_it_cannot_be_done_and_who_has_nobody(council: Council) -> None:
    council.plan(reviews=3)
    council.route()
    group, path = Browser(council.house, "group"), f"/review/consultations/{council.consultation}/assign"
    page = group.get(f"{path}?dry=1")
    assert page.status_code == 409 and "第1条·第 1 件" in page.text and "<title>错误：" in page.text
    assert "没有专家可分 <small>2 件" in page.text and "需要" in page.text
    council.join("法丙", "法学")
    key = re.search(r"\?give=([0-9a-f-]{36})", page.text)
    assert key and "法丙" in group.get(f"{path}?give={key[1]}").text
    fields = {"act": "unit", "key": key[1], "expert_id": council.experts["法丙"]}
    assert group.post(path, fields).status_code == 303
    assert group.post(path, fields).status_code == 409  # twice is once


def test_a_plan_is_checked_field_by_field_and_a_stale_one_is_not_kept(council: Council) -> None:
    group, path = Browser(council.house, "group"), f"/review/consultations/{council.consultation}/assign"
    group.get(path)
    good = {"act": "plan", "version": "1", "reviews": "2", "days": "5", "remind_days": "1", "escalate_days": "1",
            "reassign_days": "", "quota_law": "1"}
    for wrong, words in (({"reviews": "9"}, "应为 1 到 5 的整数"), ({"remind_days": "5"}, "要少于评议期限"),
                         ({"quota_law": "3"}, "每条意见只有 2 人评议"), ({"days": "x"}, "应为 1 到 90 的整数"),
                         ({"escalate_days": "9", "reassign_days": "2"}, "自动改派不能早于")):
        answer = group.post(path, good | wrong)
        assert answer.status_code == 422 and words in answer.text, (wrong, answer.text)
    assert group.post(path, good).status_code == 303
    assert group.post(path, good).status_code == 409
    with council.database.reading() as session:
        kept = session.get_one(models.Plan, council.consultation)
    assert (kept.reviews, kept.reassign_days, kept.quotas) == (2, None, [{"specialty": "law", "least": 1}])
    council.house.settle()
    assert len(council.open()) == 4


def test_the_page_names_who_would_lose_what_to_whom(council: Council) -> None:
    council.join("法丙", "法学")
    council.do(lambda session: setattr(session.get_one(models.Expert, council.experts["法甲"]), "specialties",
                                       ["交通"]))
    group, path = Browser(council.house, "group"), f"/review/consultations/{council.consultation}/assign"
    page = group.get(f"{path}?dry=1").text
    assert re.search(r"要改派的.*第1条·第 [12] 件.*法甲</td><td data-label=\"到\">法丙", page, re.DOTALL)
    assert "新分 0 件，改派 1 件" in page


def test_one_is_moved_by_hand_from_the_page(council: Council) -> None:
    group, path = Browser(council.house, "group"), f"/review/consultations/{council.consultation}/assign"
    [row] = council.open("法甲")
    assert f"?move={row.id}" in group.get(path).text
    assert "环乙（手上 1，上限 10）" in group.get(f"{path}?move={row.id}").text
    fields = {"act": "move", "assignment": row.id, "expert_id": council.experts["环乙"], "why": "请假"}
    assert "请选一位专家" in group.post(path, fields | {"expert_id": ""}).text
    assert group.post(path, fields).status_code == 303 and len(council.open("环乙")) == 2
    stale = group.post(path, fields)
    assert stale.status_code == 409 and "刷新页面" in stale.text
    assert "人工指定" in group.get(path).text and "不用再派" in group.get(f"{path}?move={row.id}").text


def test_programs_plan_look_assign_and_move(council: Council) -> None:
    client, group = council.house.client("review"), council.house.bearer("group")
    path = f"/review/api/v1/consultations/{council.consultation}"
    plan = client.put(f"{path}/assignment-plan", json={"reviews": 2, "quotas": [{"specialty": "法学"}]}, headers=group)
    assert plan.status_code == 200 and plan.json["quotas"] == [{"specialty": "law", "least": 1}]
    dry = client.post(f"{path}/assign", json={"dry_run": True}, headers=group).json
    assert len(dry["assignments"]) == 4 and dry["moved"] == 0
    assert dry["worst"] == dry["worst_matches"][0]["fit"] / 2 + .5
    assert len(council.open()) == 2
    made = client.post(f"{path}/assign", json={"digest": dry["digest"]}, headers=group)
    assert made.status_code == 200 and len(council.open()) == 4
    assert client.post(f"{path}/assign", json={"digest": dry["digest"]}, headers=group).status_code in (200, 409)
    listed = client.get(f"/review/api/v1/assignments?consultation={council.consultation}", headers=group).json["items"]
    assert {each["expert_id"] for each in listed} == set(council.experts.values()) and listed[0]["due_at"]
    moved = client.post(f"/review/api/v1/assignments/{listed[0]['id']}/move", headers=group,
                        json={"expert_id": listed[1]["expert_id"]})
    assert moved.status_code == 409 and "已经在评议" in moved.text
    late = client.post(f"{path}/reassign", json={"assignment_ids": [listed[0]["id"]]}, headers=group)
    assert late.status_code == 409
    assert client.post(f"{path}/assign", headers=council.house.bearer("expert")).status_code == 403


def test_the_deadline_of_who_takes_over_is_a_new_one(council: Council) -> None:
    [row] = council.open("法甲")
    council.house.clock.moment += timedelta(days=3)
    council.do(lambda session: assignments.move_assignment(
        session, council.post, row.id, council.experts["环乙"], None, WHO, council.house.clock()))
    due = {each.opinion_id: each.due_at for each in council.open()}
    assert row.due_at and row.offered_at == NOON
    assert due[row.opinion_id] == row.due_at + timedelta(days=3)
