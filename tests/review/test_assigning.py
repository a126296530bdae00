"""Opinions are given to experts: limits, recusals, quotas, identical words read once, what is over closes."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import models
from services.review.operations.assignment import assignments
from services.review.operations.consolidation import opinions, suggestions
from services.review.operations.drafting import consultations
from services.review.operations.outgoing import approval, gate
from shared.contracts import OutcomeRecorded, WithdrawalAsked
from shared.refusals import Invalid, NotAllowed, Refused
from tests.builders import NOON
from tests.house import a_house
from tests.review.council import Council
from tests.review.desk import WHO
from tests.statements import statements

LAW, WATER, BUILD = "罚款应当依法处罚，写明责任。", "水源的污染和水质要管。", "施工和道路规划要改。"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """Three experts of three fields."""
    with a_house(tmp_path, "review") as house:
        council = Council(house)
        council.join("法甲", "法学")
        council.join("环乙", "环境保护")
        council.join("建丙", "工程建设")
        yield council


def test_each_opinion_goes_to_whoever_knows_its_field(council: Council) -> None:
    law, water, build = council.hear(LAW, WATER, BUILD)
    assert [council.who(each) for each in (law, water, build)] == [["法甲"], ["环乙"], ["建丙"]]
    [row] = council.open("法甲")
    assert row.fit == 1 and row.alternates and row.due_at is not None and council.stage(law) == "routed"
    assert (row.due_at - NOON).days == 7


def test_the_same_words_are_read_once_and_all_who_said_them_follow(council: Council) -> None:
    first, second = council.hear(LAW, LAW)
    [row] = council.rows()
    assert council.stage(second) == council.stage(first) == "routed"
    council.assess("法甲", row.id)
    council.house.settle()
    assert council.stage(second) == council.stage(first) == "assessed"
    [late] = council.hear(LAW)
    assert council.stage(late) == "assessed" and len(council.rows()) == 1


def test_what_was_not_grouped_yet_is_not_given_out(council: Council) -> None:
    """Arrivals overtake the grouping while it routes: a flood of one text is read once all the same."""
    council.hear(*[LAW] * 5, settle=False)
    council.route()
    assert not council.rows()
    council.house.settle()
    assert len(council.rows()) == 1


def test_an_assignment_goes_on_for_another_who_said_the_same(council: Council) -> None:
    """And ends with the last one."""
    first, second = council.hear(LAW, LAW)
    [row] = council.rows()
    for opinion, state in ((row.opinion_id, "offered"), ({first, second} - {row.opinion_id}, "closed")):
        gone = opinion if isinstance(opinion, str) else opinion.pop()
        council.house.hear("review", WithdrawalAsked(opinion_id=gone, revision=1, asked_at=NOON))
        council.house.settle()
        [now] = council.rows()
        assert now.id == row.id and now.state == state
    assert now.closed_why == "withdrawn"
    with pytest.raises(Refused, match="已经撤回"):
        council.assess("法甲", row.id)


def test_limits_hold_over_all_matters_and_both_kinds_of_task(council: Council) -> None:
    other = Council(council.house, experts=council.experts)
    filing = models.Filing(id="f" * 36, title="办法", issuer="县政府", text="", sector="文化", received_on=NOON.date(),
                           due_on=NOON.date(), created_by="", created_at=NOON)

    def add(session: Session) -> None:
        session.add(filing)
        session.flush()
        session.add(models.FilingReview(id="r" * 36, filing_id=filing.id, expert_id=council.experts["法甲"],
                                        offered_at=NOON))
    council.do(add)
    council.hear(*(f"第 {n} 条罚款依法处罚。" for n in range(20)))
    other.hear(*(f"另 {n} 条罚款依法处罚。" for n in range(20)))
    assert [len(council.open(name)) for name in council.experts] == [9, 10, 10]


def test_what_nobody_can_take_is_left_with_its_reason_and_taken_when_there_is_room(council: Council) -> None:
    ids = council.hear(*(f"第 {n} 条。" for n in range(32)))
    left = [each for each in ids if not council.who(each)]
    assert len(left) == 2 and {council.stage(each) for each in left} == {"received"}
    with council.database.reading() as session:
        ran = session.get_one(models.Plan, council.consultation).ran
    assert ran["left"] == 2 and "上限合计" in ran["reasons"][0]
    council.assess("法甲", council.open("法甲")[0].id)
    council.house.settle()
    assert sum(not council.who(each) for each in ids) == 1


def test_everything_anew_is_refused_with_who_is_in_the_way(council: Council) -> None:
    for name in ("法甲", "环乙", "建丙"):
        council.recuse(name, "文化", "sector")
    council.hear(LAW)
    assert not council.rows()
    with pytest.raises(Refused) as refused:
        council.assign()
    assert "第1条·第 1 件" in str(refused.value.errors["assign"])


def test_a_quota_is_kept_and_one_that_cannot_be_met_is_named(council: Council) -> None:
    council.plan(reviews=2, quotas=[{"specialty": "law", "least": 1}])
    ids = council.hear(LAW, WATER, BUILD)
    assert all("法甲" in council.who(each) and len(council.who(each)) == 2 for each in ids)
    council.recuse("法甲", "井台合作社")
    [barred] = council.hear("井台要修。", public_name="井台合作社", submitter_kind="organisation")
    assert len(council.who(barred)) == 2 and "法甲" not in council.who(barred)
    with pytest.raises(Refused) as refused:
        council.assign()
    assert "法学" in str(refused.value.errors["assign"]) and "第1条·第 4 件" in str(refused.value.errors["assign"])


def test_a_recusal_that_comes_later_takes_the_opinion_away(council: Council) -> None:
    """Also when somebody else, whom it touches, says the same words."""
    [opinion] = council.hear(LAW, public_name="张三丰", submitter_kind="person")
    assert council.who(opinion) == ["法甲"]
    council.recuse("法甲", "井台合作社")
    council.hear(LAW, public_name="井台合作社", submitter_kind="organisation")
    [was] = [each for each in council.rows() if each.expert_id == council.experts["法甲"]]
    assert (was.state, was.closed_why) == ("closed", "recused") and len(council.who(opinion)) == 1
    with pytest.raises(Refused, match="回避"):
        council.assess("法甲", was.id)


def test_whoever_is_away_gets_nothing_new_and_whoever_left_the_pool_loses_what_is_open(council: Council) -> None:
    [before] = council.hear(LAW)
    today = NOON.date()

    def leave(session: Session) -> None:
        session.add(models.Absence(id="a" * 36, expert_id=council.experts["法甲"], from_on=today, to_on=today))
        expert = session.get_one(models.Expert, council.experts["环乙"])
        expert.left_on, expert.left_why = today, "调离"
    [water] = council.hear(WATER)
    assert council.who(water) == ["环乙"]
    council.do(leave)
    [after] = council.hear("依法处罚，罚款要写明。")
    assert council.who(before) == ["法甲"] and council.who(after) == ["建丙"] and council.who(water) == ["建丙"]


def test_a_new_solution_moves_almost_nobody(council: Council) -> None:
    for number in range(5):
        council.join(f"新{number}", "法学", "工程建设", most=10)
    ids = council.hear(*(f"{text}{number}" for number in range(12) for text in (LAW, WATER, BUILD)))
    before = {each: council.who(each) for each in ids}
    assert council.assign().allotment.moved == 0
    gone = max(("新0", "新1", "新2", "新3", "新4"), key=lambda name: len(council.open(name)))
    mine = {row.opinion_id for row in council.open(gone)}
    council.do(lambda session: setattr(session.get_one(models.Account, council.experts[gone]), "closed_at", NOON))
    council.route()
    assert mine and moved_of(council, before) == mine
    council.assign()
    assert len(moved_of(council, before)) <= len(mine) + 1


def moved_of(council: Council, before: dict[str, list[str]]) -> set[str]:
    """Opinions that others read than before."""
    return {each for each, readers in before.items() if council.who(each) != readers}


def test_what_was_chosen_by_hand_or_begun_stays_where_it_is(council: Council) -> None:
    law, water = council.hear(LAW, WATER)
    [row] = [each for each in council.rows() if each.opinion_id == law]
    council.do(lambda session: assignments.move_assignment(
        session, council.post, row.id, council.experts["建丙"], "换人", WHO, NOON))
    council.do(lambda session: session.add(models.DeskDraft(assignment_id=council.open("环乙")[0].id, version=1,
                                                          given={"note": "想"}, saved_at=NOON)))
    council.do(lambda session: setattr(session.get_one(models.Expert, council.experts["环乙"]), "specialties",
                                       ["法学"]))
    council.assign()
    assert council.who(law) == ["建丙"] and council.who(water) == ["环乙"]
    with council.database.reading() as session:
        step = session.scalars(select(models.Step).where(models.Step.kind == "reassign")).one()
    assert step.why == "换人" and step.before["to"] == council.experts["建丙"]


def test_a_dry_run_that_has_been_overtaken_is_not_made(council: Council) -> None:
    council.plan(reviews=2)
    council.hear(LAW)
    council.join("新甲", "法学")
    drawn = council.assign()
    council.hear(WATER)
    with pytest.raises(Refused, match="情况变了"):
        council.assign(drawn.digest)


def test_decided_matters_close_what_is_open(council: Council) -> None:
    """Approved, not forwarded, set aside, settled: each with its reason, and off the desk."""
    ids = council.hear(LAW, WATER, BUILD, "依法。")
    values = {"title": "写明责任", "text": "写明。", "reason": "便于。", "provision": "art_1"}
    now = council.house.clock

    def make(opinion: str) -> str:
        made = council.do(lambda session: suggestions.create_suggestion(
            session, council.post, council.consultation, values | {"opinion_ids": [opinion]}, WHO, now()))
        council.do(lambda session: gate.gate_suggestion(session, made.id, "pass", None, WHO, now()))
        return str(made.id)

    one, other = make(ids[0]), make(ids[1])
    council.do(lambda session: approval.approve_suggestions(
        session, council.post, council.consultation, [one], WHO, now()))
    council.do(lambda session: approval.decline_to_forward(session, other, "已有规定。", WHO, now()))
    council.do(lambda session: opinions.set_aside(session, council.post, ids[2], "无关。", WHO, now()))
    council.house.settle()
    state = {each.opinion_id: (each.state, each.closed_why) for each in council.rows()}
    assert [state[each] for each in ids] == [("closed", "approved"), ("closed", "approved"), ("closed", "set_aside"),
                                             ("offered", None)]
    with pytest.raises(Refused, match="已经有了答复"):
        council.assess("建丙", next(each.id for each in council.rows() if each.opinion_id == ids[2]))
    council.do(lambda session: opinions.restore_opinion(session, council.post, ids[2], WHO, now()))
    council.house.settle()
    assert len(council.who(ids[2])) == 1
    council.do(lambda session: opinions.set_aside(session, council.post, ids[2], "无关。", WHO, now()))
    council.do(lambda session: opinions.set_aside(session, council.post, ids[3], "无关。", WHO, now()))
    council.house.hear("review", OutcomeRecorded(
        suggestion_id=one, suggestion_no=1, submission_id=one, revision=1, consultation_id=council.consultation,
        outcome="adopted", reason=None,
        enacted_provision=None, recorded_at=now(), batch_id=one, batch_size=1))
    council.house.settle()
    council.do(lambda session: consultations.settle_consultation(session, council.post, council.consultation, WHO,
                                                                 now()))
    assert not council.open()


def test_an_assessment_before_the_closing_job_ran_is_refused_with_the_reason(council: Council) -> None:
    [opinion] = council.hear(LAW)
    council.do(lambda session: opinions.set_aside(session, council.post, opinion, "无关。", WHO, NOON))
    [row] = council.rows()
    assert row.state == "offered"
    with pytest.raises(Refused, match="已经有了答复"):
        council.assess("法甲", row.id)
    with pytest.raises(NotAllowed, match="不是分给您的"):
        council.assess("环乙", row.id)


def test_whoever_declines_may_propose_somebody_who_gets_it(council: Council) -> None:
    [opinion] = council.hear(LAW)
    council.decline("法甲", council.open("法甲")[0].id, instead="建丙")
    assert council.who(opinion) == ["建丙"] and council.open("建丙")[0].source == "proposed"
    council.decline("建丙", council.open("建丙")[0].id, instead="法甲")  # who has declined himself: the next alternate
    assert council.who(opinion) == ["环乙"] and council.open("环乙")[0].source == "alternate"
    council.decline("环乙", council.open("环乙")[0].id)
    council.house.settle()
    assert not council.who(opinion) and council.stage(opinion) == "received" and len(council.rows()) == 3
    with council.database.reading() as session:
        assert session.get_one(models.Plan, council.consultation).ran["left"] == 1
    council.join("法丁", "法学")
    council.route()
    assert council.who(opinion) == ["法丁"]


def test_a_bad_proposal_is_named_and_nothing_is_declined(council: Council) -> None:
    council.hear(LAW)
    [row] = council.open("法甲")
    for instead, words in (("法甲", "不能是您自己"), ("0" * 36, "没有这位专家")):
        with pytest.raises(Invalid) as wrong:
            council.decline("法甲", row.id, instead)
        assert words in wrong.value.errors["instead"][0]
    council.decline("法甲", row.id)
    for act in (council.decline, council.assess):
        with pytest.raises(Refused, match="推辞"):
            act("法甲", row.id)


def test_nothing_is_moved_to_who_may_not_have_it_or_when_it_is_over(council: Council) -> None:
    [opinion] = council.hear(LAW)
    [row] = council.rows()
    council.recuse("环乙", "文化", "sector")
    council.join("满丁", "法学", most=0)

    def move(to: str) -> None:
        council.do(lambda session: assignments.move_assignment(session, council.post, row.id, to, None, WHO, NOON))

    for name, words in (("法甲", "已经在评议"), ("环乙", "要回避"), ("满丁", "不能接")):
        with pytest.raises(Refused, match=f"{name}.*{words}"):
            move(council.experts[name])
    council.assess("法甲", row.id)
    with pytest.raises(Refused, match="刷新"):
        move(council.experts["建丙"])
    for key, words in ((council.key(opinion), "法甲已经在评议"), ("0" * 36, "刷新")):
        with pytest.raises(Refused, match=words):
            council.do(lambda session, key=key: assignments.give_unit(session, council.post, council.consultation, key,
                                                                    council.experts["法甲"], WHO, NOON))


def test_the_questions_to_the_database_do_not_grow_with_the_opinions(council: Council) -> None:
    for number in range(60):
        council.join(f"专{number}", "法学", most=40)
    counts = []
    for many in (50, 450):
        council.hear(*(f"{LAW}{many}-{number}" for number in range(many)), settle=False)
        council.group()
        with statements(council.database) as said:
            council.route()
        counts.append(len(said))
    assert len(council.open()) == 500 and counts[1] <= counts[0] + 2 and counts[1] < 60, counts
