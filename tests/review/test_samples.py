"""Grouping in the service: one sample for each thing said, voices, steps on whole samples."""
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy.orm import Session

from services.review.jobs import decide_withdrawals
from services.review.models import Consultation, Opinion, Step, Suggestion
from services.review.operations.consolidation import taking
from services.review.operations.consolidation.suggestions import change_members
from services.review.operations.consolidation.undo import undo_last, undo_step
from services.review.operations.outgoing.gate import gate_suggestion
from services.review.queries.consolidation.backing import list_backing
from services.review.queries.consolidation.samples import Voice, list_voices
from services.review.queries.consolidation.underway import list_under_way
from shared.contracts import WithdrawalAsked
from shared.migrate import configuration
from shared.refusals import Invalid, Refused
from tests.builders import NOON
from tests.house import a_house
from tests.review.desk import WHO, Desk
from tests.review.test_pages_work import heard

GUARD = "建议把井台周围三米划为保护范围，由村里负责打扫。"
FIVE = "建议把井台周围五米划为保护范围，由村里负责打扫。"
NEARLY = "建议把井台周围三米划为保护的范围，由村里来负责打扫。"
SIGN = "井边应当立牌子，写明这口井的来历和年代。"
WORDS = {"title": "划定范围", "text": "井台周围三米为保护范围。", "reason": "便于保护。", "provision": "art_1"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An open consultation of one article."""
    with a_house(tmp_path, "review") as house:
        yield Desk(house, random.Random(1))


def arrive(desk: Desk, *texts: str, provision: str | None = "art_1", stance: str = "amend") -> list[str]:
    """These words arrive, each from somebody, and everything settles."""
    events = [replace(heard(desk.consultation, each, provision), proposed_text=None, reason=None, stance=stance)
              for each in texts]
    desk.house.hear("review", *events)
    desk.house.settle()
    desk.heard_of += [each.opinion_id for each in events]
    return [each.opinion_id for each in events]


def consultation_of(session: Session, desk: Desk) -> Consultation:
    """The desk's consultation."""
    return session.get_one(Consultation, desk.consultation)


def voices(desk: Desk, key: str = "art_1", **rest: Any) -> list[Voice]:
    """What waits in one block."""
    found: list[Voice] = desk.ask(
        lambda session: list_voices(session, consultation_of(session, desk), key, **rest))["items"]
    return found


def suggestion_of(desk: Desk, suggestion_id: str) -> Suggestion:
    """A suggestion as it is now."""
    found: Suggestion = desk.ask(lambda session: session.get_one(Suggestion, suggestion_id))
    return found


def take(desk: Desk, suggestion: Suggestion, *samples: str) -> Suggestion:
    """Take samples into a suggestion."""
    found: Suggestion = desk.do(lambda session: taking.take_samples(
        session, desk.post, samples, suggestion.id, suggestion.version, WHO, desk.house.clock()))
    return found


def make(desk: Desk, *samples: str) -> Suggestion:
    """Make a suggestion of samples."""
    found: Suggestion = desk.do(lambda session: taking.make_of_samples(
        session, desk.post, desk.consultation, samples, WORDS, WHO, desk.house.clock()))
    return found


def test_unique_voices_come_first_and_a_flood_is_one_voice_with_its_true_count(desk: Desk) -> None:
    arrive(desk, *[GUARD] * 7, NEARLY, SIGN)
    sign, flood = voices(desk)
    assert (sign.opinion.text, sign.count, sign.total) == (SIGN, 1, 1)
    assert (flood.opinion.text, flood.count, flood.total) == (GUARD, 7, 8)
    assert [(each.opinion.text, each.count) for each in flood.near] == [(NEARLY, 1)]
    assert {piece.kind for piece in flood.near[0].pieces} >= {"same", "added"}
    assert [each.count for each in voices(desk, order="many")] == [7, 1]


def test_what_differs_by_a_number_is_a_voice_of_its_own_and_shown_beside(desk: Desk) -> None:
    arrive(desk, GUARD)
    arrive(desk, FIVE)
    three, five = sorted(voices(desk), key=lambda each: each.opinion.received_at)
    assert {three.opinion.text, five.opinion.text} == {GUARD, FIVE}
    beside = next(each.beside for each in (three, five) if each.beside)
    assert "number" in beside.differs and {"removed", "added"} <= {piece.kind for piece in beside.pieces}


def test_the_same_words_at_another_article_or_with_another_stance_are_other_samples(desk: Desk) -> None:
    arrive(desk, GUARD, stance="support")
    arrive(desk, GUARD, provision=None)
    arrive(desk, GUARD, stance="oppose")
    assert len({sample for each in voices(desk) for sample in each.sample_ids}) == 2
    assert len(voices(desk, "whole")) == 1


def test_a_withdrawn_opinion_leaves_the_count_and_keeps_its_sample(desk: Desk) -> None:
    one, _ = arrive(desk, GUARD, GUARD)
    desk.house.hear("review", WithdrawalAsked(opinion_id=one, revision=1, asked_at=desk.house.clock()))
    desk.house.settle()
    assert [each.count for each in voices(desk)] == [1]
    assert desk.ask(lambda session: session.get_one(Opinion, one)).sample_id == voices(desk)[0].sample_id


def test_taking_a_sample_takes_all_that_wait_in_it_in_one_step_that_is_undone_at_once(desk: Desk) -> None:
    ids = arrive(desk, *[GUARD] * 3)
    made = make(desk, voices(desk)[0].sample_id)
    arrive(desk, SIGN)
    sign = next(each for each in voices(desk) if each.opinion.text == SIGN)
    taken = take(desk, made, sign.sample_id)
    assert set(desk.members(made.id)) == {*ids, *[sign.opinion.opinion_id]} and not voices(desk)
    backing = desk.ask(lambda session: list_backing(session, [taken]))[made.id]
    assert (backing.opinions, backing.samples, [each.count for each in backing.said]) == (4, 2, [3, 1])
    desk.do(lambda session: undo_last(session, desk.post, made.id, WHO, desk.house.clock()))
    assert [each.opinion.text for each in voices(desk)] == [SIGN]
    desk.do(lambda session: undo_last(session, desk.post, made.id, WHO, desk.house.clock()))
    assert desk.balance()["waiting"] == 4 and desk.balance()["suggestions"] == 0
    assert set(desk.last_told().values()) == {"restored"}


def test_samples_are_set_aside_with_one_reason_and_taken_back_at_once(desk: Desk) -> None:
    arrive(desk, *[GUARD] * 3)
    sample = voices(desk)[0].sample_id
    count = desk.do(lambda session: taking.set_aside_samples(
        session, desk.post, desk.consultation, [sample], "与本条无关。", WHO, desk.house.clock()))
    assert count == 3 and desk.balance()["set_aside"] == 3 and set(desk.last_told().values()) == {"set_aside"}
    step = desk.ask(lambda session: session.query(Step).where(Step.kind == "set_aside").one())
    desk.do(lambda session: undo_step(session, desk.post, desk.consultation, step.id, WHO, desk.house.clock()))
    assert desk.balance()["waiting"] == 3


def test_what_somebody_else_has_taken_is_refused_with_what_to_do(desk: Desk) -> None:
    arrive(desk, GUARD)
    sample = voices(desk)[0].sample_id
    made = make(desk, sample)
    with pytest.raises(Refused, match="已经有人处理了，请刷新"):
        take(desk, made, sample)
    with pytest.raises(Refused, match="重新归了组，请刷新"):
        take(desk, made, "unknown")
    with pytest.raises(Invalid):
        take(desk, made)


def test_a_suggestion_across_two_drafts_is_refused(desk: Desk) -> None:
    arrive(desk, GUARD)
    made = make(desk, voices(desk)[0].sample_id)
    other = Desk(desk.house, desk.chance)
    arrive(other, SIGN)
    with pytest.raises(Invalid) as refused:
        take(desk, made, voices(other)[0].sample_id)
    assert "另一部草案" in str(refused.value.errors)


def test_identical_arrivals_join_by_themselves_the_suggestion_that_holds_all_of_their_sample(desk: Desk) -> None:
    arrive(desk, GUARD, GUARD)
    made = make(desk, voices(desk)[0].sample_id)
    new = arrive(desk, GUARD, f"{GUARD}谢谢！")
    assert set(new) <= set(desk.members(made.id)) and not voices(desk)
    step = desk.ask(lambda session: session.query(Step).where(Step.who == "system").one())
    assert (step.who_name, step.why) == ("系统", "自动归入：与已归入的意见逐字相同。")
    assert set(desk.last_told().values()) == {"in_suggestions"}
    desk.do(lambda session: undo_last(session, desk.post, made.id, WHO, desk.house.clock()))
    assert [each.count for each in voices(desk)] == [2]
    take(desk, suggestion_of(desk, made.id), voices(desk)[0].sample_id)
    assert arrive(desk, GUARD) == [voices(desk)[0].opinion.opinion_id]  # a person has undone it: never again


def test_nothing_but_identical_words_joins_by_itself(desk: Desk) -> None:
    arrive(desk, GUARD)
    made = make(desk, voices(desk)[0].sample_id)
    new = arrive(desk, NEARLY, FIVE, SIGN) + arrive(desk, GUARD, stance="oppose") + arrive(desk, GUARD, provision=None)
    assert set(desk.members(made.id)).isdisjoint(new) and desk.balance()["waiting"] == len(new)


def test_identical_arrivals_wait_where_a_person_has_kept_one_out(desk: Desk) -> None:
    one, _ = arrive(desk, GUARD, GUARD)
    made = make(desk, voices(desk)[0].sample_id)
    desk.do(lambda session: change_members(session, desk.post, made.id, 1, [], [one], WHO, desk.house.clock()))
    arrive(desk, GUARD)
    assert [each.count for each in voices(desk)] == [2] and len(desk.members(made.id)) == 1


def test_identical_arrivals_wait_where_the_suggestion_has_passed_the_gate(desk: Desk) -> None:
    arrive(desk, GUARD)
    made = make(desk, voices(desk)[0].sample_id)
    desk.do(lambda session: gate_suggestion(session, made.id, "pass", None, WHO, desk.house.clock()))
    arrive(desk, GUARD)
    assert [each.count for each in voices(desk)] == [1]


def test_what_stands_behind_a_suggestion_is_told_by_its_new_samples_after_a_next_version(desk: Desk) -> None:
    arrive(desk, *[GUARD] * 3)
    made = make(desk, voices(desk)[0].sample_id)
    desk.reissue()
    behind = desk.ask(lambda session: list_backing(session, [session.get_one(Suggestion, made.id)]))[made.id]
    assert behind.opinions == 3 and {each.sample_id for each in behind.said} == {None}
    desk.house.settle()
    behind = desk.ask(lambda session: list_backing(session, [session.get_one(Suggestion, made.id)]))[made.id]
    members = desk.ask(lambda session: [session.get_one(Opinion, each) for each in desk.members(made.id)])
    samples = {each.sample_id for each in members}
    assert [(each.sample_id, each.count) for each in behind.said] == [(*samples, 3)]


def test_programs_are_told_what_is_tied_to_what_and_where_it_may_belong(desk: Desk) -> None:
    arrive(desk, GUARD)
    made = make(desk, voices(desk)[0].sample_id)
    arrive(desk, *[FIVE] * 3, NEARLY, SIGN)
    arrive(desk, SIGN, provision=None)
    client, officer = desk.house.client("review"), desk.house.bearer("officer")
    path = f"/review/api/v1/consultations/{desk.consultation}/proposals"
    found = client.get(f"{path}?provision=art_1", headers=officer).json
    five = next(each for each in found["items"] if each["words"] == FIVE)
    assert (five["provision"], five["count"], five["total"]) == ("art_1", 3, 3)
    assert (five["ties"][0]["tier"], five["ties"][0]["score"], len(five["ties"][0]["opinion_ids"])) == (
        "identical", 1.0, 3)
    assert five["proposals"][0]["suggestion_id"] == made.id and five["beside"]["differs"] == ["number"]
    assert {each["kind"] for each in five["beside"]["differences"]} == {"same", "removed", "added"}
    everything = client.get(path, headers=officer).json
    assert everything["total"] == found["total"] + 1 and None in [each["provision"] for each in everything["items"]]
    assert client.get(f"{path}?provision=x", headers=officer).status_code == 422


def test_a_step_on_very_many_is_carried_out_in_portions_and_its_undoing_too(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PORTION", 4)
    arrive(desk, *[GUARD] * 10, SIGN)
    guard, sign = voices(desk, order="many")
    made = make(desk, sign.sample_id)
    take(desk, made, guard.sample_id)
    assert desk.balance()["waiting"] == 10  # nobody is moved yet, all are in sight
    under_way = desk.ask(lambda session: list_under_way(session, desk.consultation))
    assert [(each.no, each.done, each.count) for each in under_way] == [(made.no, 0, 10)]
    with pytest.raises(Refused, match=f"正在归入第 {made.no} 条建议（0 / 10 条），请等它完成"):
        make(desk, guard.sample_id)
    with pytest.raises(Refused, match="请等它完成再把关"):
        desk.do(lambda session: gate_suggestion(session, made.id, "pass", None, WHO, desk.house.clock()))
    desk.house.settle()
    assert len(desk.members(made.id)) == 11 and desk.balance()["waiting"] == 0
    assert not desk.ask(lambda session: list_under_way(session, desk.consultation))
    desk.do(lambda session: undo_last(session, desk.post, made.id, WHO, desk.house.clock()))
    desk.house.settle()
    assert desk.members(made.id) == [sign.opinion.opinion_id] and desk.balance()["waiting"] == 10
    assert Counter(desk.last_told().values()) == {"restored": 10, "in_suggestions": 1}


def test_a_step_that_is_undone_while_it_is_carried_out_leaves_nothing_behind(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PORTION", 4)
    arrive(desk, *[GUARD] * 10)
    made = make(desk, voices(desk)[0].sample_id)
    step = desk.ask(lambda session: session.query(Step).where(Step.kind == "create").one())
    after = desk.do(lambda session: taking.carry_out(session, desk.post, step.id, desk.house.clock()))
    assert desk.balance()["in_suggestions"] == 4
    desk.do(lambda session: undo_last(session, desk.post, made.id, WHO, desk.house.clock()))
    desk.do(lambda session: taking.carry_out(session, desk.post, step.id, desk.house.clock(), after))
    desk.house.settle()
    assert desk.balance() == desk.balance() | {"waiting": 10, "in_suggestions": 0, "suggestions": 0}


def test_those_who_withdraw_before_their_portion_comes_stay_away(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PORTION", 2)
    one, *_ = arrive(desk, *[GUARD] * 5)
    made = make(desk, voices(desk)[0].sample_id)
    desk.house.hear("review", WithdrawalAsked(opinion_id=one, revision=1, asked_at=desk.house.clock()))
    desk.do(lambda session: decide_withdrawals(session, desk.post, desk.house.clock()))
    desk.house.settle()
    assert len(desk.members(made.id)) == 4 and one not in desk.members(made.id)


def test_what_was_heard_before_there_were_samples_is_grouped_when_the_tables_are_there(tmp_path: Path) -> None:
    """History: the migration itself asks for the job."""
    url, folder = f"sqlite:///{tmp_path / 'review.sqlite'}", Path("services/review").resolve()
    command.upgrade(configuration(folder, url), "5d3f8a1c7e20")
    with sqlite3.connect(tmp_path / "review.sqlite") as old:
        row = {"opinion_id": "o1", "revision": 1, "consultation_id": "c1", "draft_version": 1, "stance": "amend",
               "text": GUARD, "answers": "{}", "channel": "web", "language": "zh-CN", "submitter_kind": "person",
               "late": 0, "written_at": str(NOON), "received_at": str(NOON), "state": "waiting", "stage": "received",
               "said": 0, "decided": 0}
        marks = ", ".join(f":{name}" for name in row)
        old.execute(f"INSERT INTO opinions ({', '.join(row)}) VALUES ({marks})", row)
    command.upgrade(configuration(folder, url), "head")
    with sqlite3.connect(tmp_path / "review.sqlite") as new:
        assert new.execute("SELECT kind, key FROM jobs").fetchall() == [("group", "c1")]
