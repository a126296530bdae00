"""Consolidating by samples: one step takes in or sets aside everybody who said these things and waits, few or
60,000, in a handful of statements; whom it was about stands in a table of its own."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from services.review.models import Issue, Member, Opinion, Sample, Step, StepOpinion, Suggestion
from services.review.operations.consolidation.opinions import LIVE, retire_empty, tell_progress
from services.review.operations.consolidation.steps import record_step
from services.review.operations.consolidation.suggestions import before_of, begin_suggestion, find_live, touch
from services.review.queries.consolidation.underway import list_under_way
from services.review.queries.drafting.consultations import find_consultation, lock_consultation
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

PORTION = 2_000  # so many at once; a step on more is carried out by a job: telling three services takes its time
NAMED = 500
OPINIONS, MEMBERS, LISTED = table_of(Opinion), table_of(Member), table_of(StepOpinion)
# Said so that no database takes the index of answered opinions for it: nearly all are unanswered.
UNANSWERED = func.coalesce(OPINIONS.c.release_id, "") == ""
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
STAGES = {"waiting": "restored", "in_suggestions": "in_suggestions", "set_aside": "set_aside"}


def take_samples(session: Session, post: Postbox, sample_ids: Sequence[str], suggestion_id: str, version: int,
                 who: Identity, now: datetime) -> Suggestion:
    """Put all that wait in these samples behind a suggestion."""
    suggestion = find_live(session, suggestion_id, version)
    step_id = _list(session, suggestion.consultation_id, sample_ids, "members", who, now, suggestion_id=suggestion_id,
                    before=before_of(suggestion) | {"added": [], "removed": []})
    touch(suggestion)
    session.flush()
    _begin(session, post, step_id, now)
    return suggestion


def make_of_samples(session: Session, post: Postbox, consultation_id: str, sample_ids: Sequence[str],
                    values: Mapping[str, Any], who: Identity, now: datetime) -> Suggestion:
    """Make a suggestion of all that wait in these samples; *values* are title, text, reason and provision."""
    suggestion = begin_suggestion(session, consultation_id, values, who, now)
    step_id = _list(session, consultation_id, sample_ids, "create", who, now, suggestion_id=suggestion.id,
                    before=before_of(suggestion) | {"version": 0})
    _begin(session, post, step_id, now)
    return suggestion


def set_aside_samples(session: Session, post: Postbox, consultation_id: str, sample_ids: Sequence[str], reason: str,
                      who: Identity, now: datetime) -> int:
    """Set all that wait in these samples aside with one reason; returns how many."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if not reason.strip():
        raise Invalid(WRONG, {"reason": ["请写明不列入的理由，提意见的人会看到。"]})
    step_id = _list(session, consultation_id, sample_ids, "set_aside", who, now, why=reason, before={})
    _begin(session, post, step_id, now)
    if consultation.state == "settled" or _is_issued(session, consultation_id):
        want(session, post, "answer_aside", consultation_id)
    return count_listed(session, step_id)


def leave_listed(session: Session, post: Postbox, suggestion_id: str, step_id: str, now: datetime) -> None:
    """Take what a step on many has put behind a suggestion away again; those that stand behind nothing else wait."""
    if not _is_much(session, post, step_id):
        _leave(session, post, suggestion_id, list(session.scalars(listed(step_id))), now)
        retire_empty(session, [suggestion_id])


def restore_listed(session: Session, post: Postbox, step_id: str, now: datetime) -> None:
    """Whoever a step on many has set aside waits again."""
    if not _is_much(session, post, step_id):
        _shift(session, post, list(session.scalars(listed(step_id))), "set_aside", "waiting", now)
        want(session, post, "route", session.get_one(Step, step_id).consultation_id)


def carry_out(session: Session, post: Postbox, step_id: str, now: datetime, after: str = "") -> str | None:
    """Do the next portion of a step on many, or of its undoing if it was undone meanwhile; where to go on, None at the
    end. Each portion is whole in itself: whoever is not reached yet still waits, in sight and in the balance."""
    step = session.get_one(Step, step_id)
    lock_consultation(session, step.consultation_id)
    session.refresh(step)
    ids: list[str] = list(session.scalars(listed(step_id).where(LISTED.c.opinion_id > after)
                                          .order_by(LISTED.c.opinion_id).limit(PORTION)))
    _do(session, post, step, ids, now)
    retire_empty(session, [step.suggestion_id] if step.suggestion_id else [])
    return ids[-1] if len(ids) == PORTION else None


def listed(step_id: str) -> Select[Any]:
    """The opinions that a step on many was about."""
    return select(LISTED.c.opinion_id).where(LISTED.c.step_id == step_id)


def count_listed(session: Session, step_id: str) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).select_from(LISTED).where(LISTED.c.step_id == step_id)) or 0


def _list(session: Session, consultation_id: str, sample_ids: Sequence[str], kind: str, who: Identity, now: datetime,
          *, before: Mapping[str, Any], suggestion_id: str | None = None, why: str | None = None) -> str:
    """Write the step, and whom it is about: all that wait in the samples. They may not be empty."""
    wanted, step_id = _samples(session, consultation_id, sample_ids), new_id()
    if busy := [each for each in list_under_way(session, consultation_id) if each.samples & set(wanted)]:
        raise Refused(f"这些意见正在{busy[0].sentence}，请等它完成再看。")
    there = and_(OPINIONS.c.consultation_id == consultation_id, OPINIONS.c.sample_id.in_(wanted),
                 OPINIONS.c.state == "waiting", UNANSWERED)
    count = session.scalar(select(func.count()).select_from(OPINIONS).where(there))
    if not count:
        raise Refused("这些意见刚刚已经有人处理了，请刷新后再看。")
    record_step(session, consultation_id, kind, who, now, suggestion_id=suggestion_id, why=why, step_id=step_id,
                before={**before, "samples": wanted[:NAMED], "list": step_id, "count": count})
    session.execute(insert(LISTED).from_select(["step_id", "opinion_id"],
                                               select(literal(step_id), OPINIONS.c.opinion_id).where(there)))
    return step_id


def _samples(session: Session, consultation_id: str, sample_ids: Sequence[str]) -> list[str]:
    wanted = sorted(set(sample_ids))
    if not wanted:
        raise Invalid(WRONG, {"sample_ids": ["请先选意见。"]})
    found = {row.id: row.consultation_id for row in session.execute(
        select(Sample.id, Sample.consultation_id).where(Sample.id.in_(wanted)))}
    if len(found) < len(wanted):
        raise Refused("这些意见刚刚重新归了组，请刷新后再选。")
    if set(found.values()) != {consultation_id}:
        raise Invalid(WRONG, {"sample_ids": ["这些意见属于另一部草案的征求意见，请在那里归纳成建议。"]})
    return wanted


def _begin(session: Session, post: Postbox, step_id: str, now: datetime) -> None:
    """Do it at once, or let a job do it in portions if they are many."""
    if not _is_much(session, post, step_id):
        _do(session, post, session.get_one(Step, step_id), list(session.scalars(listed(step_id))), now)


def _do(session: Session, post: Postbox, step: Step, ids: Sequence[str], now: datetime) -> None:
    """What a step means for these opinions, or its undoing."""
    undone = step.undone_at is not None
    if step.kind == "set_aside":
        was, state, reason = ("set_aside", "waiting", None) if undone else ("waiting", "set_aside", step.why)
        _shift(session, post, ids, was, state, now, reason)
        want(session, post, "route", step.consultation_id)  # what the experts have of it is over, or goes on
    elif step.suggestion_id:
        (_leave if undone else _join)(session, post, step.suggestion_id, ids, now)


def _is_much(session: Session, post: Postbox, step_id: str) -> bool:
    much = count_listed(session, step_id) >= PORTION
    if much:
        want(session, post, "carry_out", step_id)
    return much


def _join(session: Session, post: Postbox, suggestion_id: str, ids: Sequence[str], now: datetime) -> None:
    """Those that still wait, if the suggestion may still be changed."""
    state = session.scalar(select(Suggestion.state).where(Suggestion.id == suggestion_id))
    free = and_(OPINIONS.c.opinion_id.in_(ids), OPINIONS.c.state == "waiting", UNANSWERED)
    if state in LIVE:
        new = select(literal(suggestion_id), OPINIONS.c.opinion_id, OPINIONS.c.sample_id).where(free)
        session.execute(insert(MEMBERS).from_select(["suggestion_id", "opinion_id", "sample_id"], new))
        _shift(session, post, ids, "waiting", "in_suggestions", now)


def _leave(session: Session, post: Postbox, suggestion_id: str, ids: Sequence[str], now: datetime) -> None:
    session.execute(delete(MEMBERS).where(MEMBERS.c.suggestion_id == suggestion_id, MEMBERS.c.opinion_id.in_(ids)))
    behind = exists().where(MEMBERS.c.opinion_id == OPINIONS.c.opinion_id)
    free = session.scalars(select(OPINIONS.c.opinion_id).where(OPINIONS.c.opinion_id.in_(ids), ~behind)).all()
    _shift(session, post, free, "in_suggestions", "waiting", now)


def _shift(session: Session, post: Postbox, ids: Sequence[str], was: str, state: str, now: datetime,
           reason: str | None = None) -> None:
    """From one bucket of the balance to another, those that are in it and were not answered; and say so."""
    moved = session.scalars(update(OPINIONS).where(
        OPINIONS.c.opinion_id.in_(ids), OPINIONS.c.state == was, UNANSWERED)
        .values(state=state, aside_reason=reason).returning(OPINIONS.c.opinion_id)).all()
    tell_progress(session, post, moved, STAGES[state], now, reason)


def _is_issued(session: Session, consultation_id: str) -> bool:
    return session.scalar(select(Issue.submission_id).where(Issue.consultation_id == consultation_id)
                          .limit(1)) is not None
