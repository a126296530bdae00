"""Opinions are given to experts: limits, recusals, quotas, identical words read once, what is over closes."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.review import models
from services.review.operations import approval, assignments, consultations, opinions, suggestions
from shared.contracts import WithdrawalAsked
from shared.refusals import Invalid, NotAllowed, Refused
from tests.builders import NOON
from tests.house import a_house
from tests.review.desk import WHO
from tests.review.panel import Panel
from tests.statements import statements

LAW, WATER, BUILD = "罚款应当依法处罚，写明责任。", "水源的污染和水质要管。", "施工和道路规划要改。"


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[Panel]:
    """Three experts of three fields."""
    with a_house(tmp_path, "review") as house:
        panel = Panel(house)
        panel.join("法甲", "法学")
        panel.join("环乙", "环境保护")
        panel.join("建丙", "工程建设")
        yield panel


def test_each_opinion_goes_to_whoever_knows_its_field(panel: Panel) -> None:
    law, water, build = panel.hear(LAW, WATER, BUILD)
    assert [panel.who(each) for each in (law, water, build)] == [["法甲"], ["环乙"], ["建丙"]]
    [row] = panel.open("法甲")
    assert row.fit == 1 and row.alternates and row.due_at is not None and panel.stage(law) == "routed"
    assert (row.due_at - NOON).days == 7


def test_the_same_words_are_read_once_and_all_who_said_them_follow(panel: Panel) -> None:
    first, second = panel.hear(LAW, LAW)
    [row] = panel.rows()
    assert panel.stage(second) == panel.stage(first) == "routed"
    panel.assess("法甲", row.id)
    panel.house.settle()
    assert panel.stage(second) == panel.stage(first) == "assessed"
    [late] = panel.hear(LAW)
    assert panel.stage(late) == "assessed" and len(panel.rows()) == 1


def test_an_assignment_goes_on_for_another_who_said_the_same(panel: Panel) -> None:
    """And ends with the last one."""
    first, second = panel.hear(LAW, LAW)
    [row] = panel.rows()
    for opinion, state in ((row.opinion_id, "offered"), ({first, second} - {row.opinion_id}, "closed")):
        gone = opinion if isinstance(opinion, str) else opinion.pop()
        panel.house.hear("review", WithdrawalAsked(opinion_id=gone, revision=1, asked_at=NOON))
        panel.house.settle()
        [now] = panel.rows()
        assert now.id == row.id and now.state == state
    assert now.closed_why == "withdrawn"
    with pytest.raises(Refused, match="已经撤回"):
        panel.assess("法甲", row.id)


def test_limits_hold_over_all_matters_and_both_kinds_of_task(panel: Panel) -> None:
    other = Panel(panel.house, experts=panel.experts)
    filing = models.Filing(id="f" * 36, title="办法", issuer="县政府", text="", sector="文化", received_on=NOON.date(),
                           due_on=NOON.date(), created_by="", created_at=NOON)

    def add(session: object) -> None:
        session.add(filing)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        session.add(models.FilingReview(id="r" * 36, filing_id=filing.id, expert_id=panel.experts["法甲"],  # type: ignore[attr-defined]
                                        offered_at=NOON))
    panel.do(add)
    panel.hear(*(f"第 {n} 条罚款依法处罚。" for n in range(20)))
    other.hear(*(f"另 {n} 条罚款依法处罚。" for n in range(20)))
    assert [len(panel.open(name)) for name in panel.experts] == [9, 10, 10]


def test_what_nobody_can_take_is_left_with_its_reason_and_taken_when_there_is_room(panel: Panel) -> None:
    ids = panel.hear(*(f"第 {n} 条。" for n in range(32)))
    left = [each for each in ids if not panel.who(each)]
    assert len(left) == 2 and {panel.stage(each) for each in left} == {"received"}
    with panel.database.reading() as session:
        ran = session.get_one(models.Plan, panel.consultation).ran
    assert ran["left"] == 2 and "上限合计" in ran["reasons"][0]
    panel.assess("法甲", panel.open("法甲")[0].id)
    panel.house.settle()
    assert sum(not panel.who(each) for each in ids) == 1


def test_everything_anew_is_refused_with_who_is_in_the_way(panel: Panel) -> None:
    for name in ("法甲", "环乙", "建丙"):
        panel.recuse(name, "文化", "sector")
    panel.hear(LAW)
    assert not panel.rows()
    with pytest.raises(Refused) as refused:
        panel.assign()
    assert "第1条·第 1 件" in str(refused.value.errors["assign"])


def test_a_quota_is_kept_and_one_that_cannot_be_met_is_named(panel: Panel) -> None:
    panel.plan(reviews=2, quotas=[{"specialty": "law", "least": 1}])
    ids = panel.hear(LAW, WATER, BUILD)
    assert all("法甲" in panel.who(each) and len(panel.who(each)) == 2 for each in ids)
    panel.recuse("法甲", "井台合作社")
    [barred] = panel.hear("井台要修。", public_name="井台合作社", submitter_kind="organisation")
    assert len(panel.who(barred)) == 2 and "法甲" not in panel.who(barred)
    with pytest.raises(Refused) as refused:
        panel.assign()
    assert "法学" in str(refused.value.errors["assign"]) and "第1条·第 4 件" in str(refused.value.errors["assign"])


def test_a_recusal_that_comes_later_takes_the_opinion_away(panel: Panel) -> None:
    """Also when somebody else, whom it touches, says the same words."""
    [opinion] = panel.hear(LAW, public_name="张三丰", submitter_kind="person")
    assert panel.who(opinion) == ["法甲"]
    panel.recuse("法甲", "井台合作社")
    panel.hear(LAW, public_name="井台合作社", submitter_kind="organisation")
    [was] = [each for each in panel.rows() if each.expert_id == panel.experts["法甲"]]
    assert (was.state, was.closed_why) == ("closed", "recused") and len(panel.who(opinion)) == 1
    with pytest.raises(Refused, match="回避"):
        panel.assess("法甲", was.id)


def test_whoever_is_away_gets_nothing_new_and_whoever_left_the_pool_loses_what_is_open(panel: Panel) -> None:
    [before] = panel.hear(LAW)
    today = NOON.date()

    def leave(session: object) -> None:
        session.add(models.Absence(id="a" * 36, expert_id=panel.experts["法甲"], from_on=today, to_on=today))  # type: ignore[attr-defined]
        expert = session.get_one(models.Expert, panel.experts["环乙"])  # type: ignore[attr-defined]
        expert.left_on, expert.left_why = today, "调离"
    [water] = panel.hear(WATER)
    assert panel.who(water) == ["环乙"]
    panel.do(leave)
    [after] = panel.hear("依法处罚，罚款要写明。")
    assert panel.who(before) == ["法甲"] and panel.who(after) == ["建丙"] and panel.who(water) == ["建丙"]


def test_a_new_solution_moves_almost_nobody(panel: Panel) -> None:
    for number in range(5):
        panel.join(f"新{number}", "法学", "工程建设", most=10)
    ids = panel.hear(*(f"{text}{number}" for number in range(12) for text in (LAW, WATER, BUILD)))
    before = {each: panel.who(each) for each in ids}
    assert panel.assign().allotment.moved == 0
    panel.do(lambda session: setattr(session.get_one(models.Account, panel.experts["新0"]), "closed_at", NOON))
    mine = [each for each in ids if before[each] == ["新0"]]
    panel.route()
    moved = [each for each in ids if panel.who(each) != before[each]]
    assert mine and set(moved) == set(mine)
    panel.assign()
    assert len([each for each in ids if panel.who(each) != before[each]]) <= len(mine) + 1


def test_what_was_chosen_by_hand_or_begun_stays_where_it_is(panel: Panel) -> None:
    law, water = panel.hear(LAW, WATER)
    [row] = [each for each in panel.rows() if each.opinion_id == law]
    panel.do(lambda session: assignments.move_assignment(session, panel.post, row.id, panel.experts["建丙"], "换人",
                                                         WHO, NOON))
    panel.do(lambda session: session.add(models.DeskDraft(assignment_id=panel.open("环乙")[0].id, version=1,
                                                          given={"note": "想"}, saved_at=NOON)))
    panel.do(lambda session: setattr(session.get_one(models.Expert, panel.experts["环乙"]), "specialties", ["法学"]))
    panel.assign()
    assert panel.who(law) == ["建丙"] and panel.who(water) == ["环乙"]
    with panel.database.reading() as session:
        step = session.scalars(select(models.Step).where(models.Step.kind == "reassign")).one()
    assert step.why == "换人" and step.before["to"] == panel.experts["建丙"]


def test_a_dry_run_that_has_been_overtaken_is_not_made(panel: Panel) -> None:
    panel.plan(reviews=2)
    panel.hear(LAW)
    panel.join("新甲", "法学")
    drawn = panel.assign()
    panel.hear(WATER)
    with pytest.raises(Refused, match="情况变了"):
        panel.assign(drawn.digest)


def test_decided_matters_close_what_is_open(panel: Panel) -> None:
    """Approved, not forwarded, set aside, settled: each with its reason, and off the desk."""
    ids = panel.hear(LAW, WATER, BUILD, "依法。")
    values = {"title": "写明责任", "text": "写明。", "reason": "便于。", "provision": "art_1"}
    now = panel.house.clock

    def make(opinion: str) -> str:
        made = panel.do(lambda session: suggestions.create_suggestion(
            session, panel.post, panel.consultation, values | {"opinion_ids": [opinion]}, WHO, now()))
        panel.do(lambda session: suggestions.gate_suggestion(session, made.id, "pass", None, WHO, now()))
        return str(made.id)

    one, other = make(ids[0]), make(ids[1])
    panel.do(lambda session: approval.approve_suggestions(session, panel.post, panel.consultation, [one], WHO, now()))
    panel.do(lambda session: approval.decline_to_forward(session, other, "已有规定。", WHO, now()))
    panel.do(lambda session: opinions.set_aside(session, panel.post, ids[2], "无关。", WHO, now()))
    panel.house.settle()
    state = {each.opinion_id: (each.state, each.closed_why) for each in panel.rows()}
    assert [state[each] for each in ids] == [("closed", "approved"), ("closed", "approved"), ("closed", "set_aside"),
                                             ("offered", None)]
    with pytest.raises(Refused, match="已经有了答复"):
        panel.assess("建丙", next(each.id for each in panel.rows() if each.opinion_id == ids[2]))
    panel.do(lambda session: opinions.restore_opinion(session, panel.post, ids[2], WHO, now()))
    panel.house.settle()
    assert len(panel.who(ids[2])) == 1
    panel.do(lambda session: opinions.set_aside(session, panel.post, ids[2], "无关。", WHO, now()))
    panel.do(lambda session: opinions.set_aside(session, panel.post, ids[3], "无关。", WHO, now()))
    panel.do(lambda session: consultations.settle_consultation(session, panel.post, panel.consultation, now()))
    assert not panel.open()


def test_an_assessment_before_the_closing_job_ran_is_refused_with_the_reason(panel: Panel) -> None:
    [opinion] = panel.hear(LAW)
    panel.do(lambda session: opinions.set_aside(session, panel.post, opinion, "无关。", WHO, NOON))
    [row] = panel.rows()
    assert row.state == "offered"
    with pytest.raises(Refused, match="已经有了答复"):
        panel.assess("法甲", row.id)
    with pytest.raises(NotAllowed, match="不是分给您的"):
        panel.assess("环乙", row.id)


def test_whoever_declines_may_propose_somebody_who_gets_it(panel: Panel) -> None:
    [opinion] = panel.hear(LAW)
    panel.decline("法甲", panel.open("法甲")[0].id, instead="建丙")
    assert panel.who(opinion) == ["建丙"] and panel.open("建丙")[0].source == "proposed"
    panel.decline("建丙", panel.open("建丙")[0].id, instead="法甲")  # who has declined himself: the next alternate
    assert panel.who(opinion) == ["环乙"] and panel.open("环乙")[0].source == "alternate"
    panel.decline("环乙", panel.open("环乙")[0].id)
    panel.house.settle()
    assert not panel.who(opinion) and panel.stage(opinion) == "received" and len(panel.rows()) == 3
    with panel.database.reading() as session:
        assert session.get_one(models.Plan, panel.consultation).ran["left"] == 1
    panel.join("法丁", "法学")
    panel.route()
    assert panel.who(opinion) == ["法丁"]


def test_a_bad_proposal_is_named_and_nothing_is_declined(panel: Panel) -> None:
    panel.hear(LAW)
    [row] = panel.open("法甲")
    for instead, words in (("法甲", "不能是您自己"), ("0" * 36, "没有这位专家")):
        with pytest.raises(Invalid) as wrong:
            panel.decline("法甲", row.id, instead)
        assert words in wrong.value.errors["instead"][0]
    panel.decline("法甲", row.id)
    for act in (panel.decline, panel.assess):
        with pytest.raises(Refused, match="推辞"):
            act("法甲", row.id)


def test_nothing_is_moved_to_who_may_not_have_it_or_when_it_is_over(panel: Panel) -> None:
    [opinion] = panel.hear(LAW)
    [row] = panel.rows()
    panel.recuse("环乙", "文化", "sector")
    panel.join("满丁", "法学", most=0)

    def move(to: str) -> None:
        panel.do(lambda session: assignments.move_assignment(session, panel.post, row.id, to, None, WHO, NOON))

    for name, words in (("法甲", "已经在审查"), ("环乙", "要回避"), ("满丁", "不能接")):
        with pytest.raises(Refused, match=f"{name}.*{words}"):
            move(panel.experts[name])
    panel.assess("法甲", row.id)
    with pytest.raises(Refused, match="刷新"):
        move(panel.experts["建丙"])
    for key, words in ((panel.key(opinion), "法甲已经在审查"), ("0" * 36, "刷新")):
        with pytest.raises(Refused, match=words):
            panel.do(lambda session, key=key: assignments.give_unit(session, panel.post, panel.consultation, key,
                                                                    panel.experts["法甲"], WHO, NOON))


def test_the_questions_to_the_database_do_not_grow_with_the_opinions(panel: Panel) -> None:
    for number in range(60):
        panel.join(f"专{number}", "法学", most=40)
    counts = []
    for many in (50, 450):
        panel.hear(*(f"{LAW}{many}-{number}" for number in range(many)), settle=False)
        with statements(panel.database) as said:
            panel.route()
        counts.append(len(said))
    assert len(panel.open()) == 500 and counts[1] <= counts[0] + 2 and counts[1] < 60, counts
