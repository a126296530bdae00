"""Consolidating by samples: one step takes in or sets aside everybody who said these things and waits, few or
60,000, in a handful of statements; whom it was about stands in a table of its own."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from services.review.models import Issue, Member, Opinion, Sample, Step, StepOpinion, Suggestion
from services.review.operations.opinions import retire_empty, tell_progress
from services.review.operations.steps import record_step
from services.review.operations.suggestions import before_of, begin_suggestion, find_live, touch
from services.review.queries.consultations import find_consultation, lock_consultation
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

AT_ONCE = 500  # progress of more than these is told by a job, in portions: three messages for each take their time
OPINIONS, MEMBERS, LISTED = table_of(Opinion), table_of(Member), table_of(StepOpinion)
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
    _join(session, post, suggestion_id, step_id, now)
    return suggestion


def make_of_samples(session: Session, post: Postbox, consultation_id: str, sample_ids: Sequence[str],
                    values: Mapping[str, Any], who: Identity, now: datetime) -> Suggestion:
    """Make a suggestion of all that wait in these samples; *values* are title, text, reason and provision."""
    suggestion = begin_suggestion(session, consultation_id, values, who, now)
    step_id = _list(session, consultation_id, sample_ids, "create", who, now, suggestion_id=suggestion.id,
                    before=before_of(suggestion) | {"version": 0})
    _join(session, post, suggestion.id, step_id, now)
    return suggestion


def set_aside_samples(session: Session, post: Postbox, consultation_id: str, sample_ids: Sequence[str], reason: str,
                      who: Identity, now: datetime) -> int:
    """Set all that wait in these samples aside with one reason; returns how many."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if not reason.strip():
        raise Invalid(WRONG, {"reason": ["请写明不予采用的理由，提意见的人会看到。"]})
    step_id = _list(session, consultation_id, sample_ids, "set_aside", who, now, why=reason, before={})
    _move(session, step_id, "waiting", "set_aside", reason)
    _tell(session, post, step_id, now)
    if consultation.state == "settled" or _is_issued(session, consultation_id):
        want(session, post, "answer_aside", consultation_id)
    return count_listed(session, step_id)


def restore_listed(session: Session, post: Postbox, step_id: str, now: datetime) -> None:
    """Whoever a step on many has set aside waits again."""
    _move(session, step_id, "set_aside", "waiting")
    _tell(session, post, step_id, now)


def leave_listed(session: Session, post: Postbox, suggestion_id: str, step_id: str, now: datetime) -> None:
    """Take what a step on many has put behind a suggestion away again; those that stand behind nothing else wait."""
    session.execute(delete(MEMBERS).where(MEMBERS.c.suggestion_id == suggestion_id,
                                          MEMBERS.c.opinion_id.in_(listed(step_id))))
    behind = exists().where(MEMBERS.c.opinion_id == OPINIONS.c.opinion_id)
    session.execute(update(OPINIONS).where(
        OPINIONS.c.opinion_id.in_(listed(step_id)), OPINIONS.c.state == "in_suggestions", ~behind)
        .values(state="waiting"))
    _tell(session, post, step_id, now)
    retire_empty(session, [suggestion_id])


def tell_listed(session: Session, post: Postbox, step_id: str, now: datetime, after: str = "",
                most: int = 2_000) -> str | None:
    """Say of the next opinions that a step was about where they stand now; where to go on, None at the end."""
    lock_consultation(session, session.scalar(select(Step.consultation_id).where(Step.id == step_id)) or "")
    rows = session.execute(select(OPINIONS.c.opinion_id, OPINIONS.c.state, OPINIONS.c.aside_reason).join(
        LISTED, LISTED.c.opinion_id == OPINIONS.c.opinion_id).where(
        LISTED.c.step_id == step_id, LISTED.c.opinion_id > after).order_by(LISTED.c.opinion_id).limit(most)).all()
    groups: dict[tuple[str, str | None], list[str]] = {}
    for row in rows:
        if row.state in STAGES:  # whoever has withdrawn was told so
            groups.setdefault((STAGES[row.state], row.aside_reason), []).append(row.opinion_id)
    for (stage, reason), ids in groups.items():
        tell_progress(session, post, ids, stage, now, reason)
    return rows[-1].opinion_id if len(rows) == most else None


def listed(step_id: str) -> Select[tuple[str]]:
    """The opinions that a step on many was about."""
    return select(LISTED.c.opinion_id).where(LISTED.c.step_id == step_id)


def count_listed(session: Session, step_id: str) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).select_from(LISTED).where(LISTED.c.step_id == step_id)) or 0


def _list(session: Session, consultation_id: str, sample_ids: Sequence[str], kind: str, who: Identity, now: datetime,
          *, before: Mapping[str, Any], suggestion_id: str | None = None, why: str | None = None) -> str:
    """Write the step, and whom it is about: all that wait in the samples. They may not be empty."""
    wanted, step_id = _samples(session, consultation_id, sample_ids), new_id()
    there = and_(OPINIONS.c.consultation_id == consultation_id, OPINIONS.c.sample_id.in_(wanted),
                 OPINIONS.c.state == "waiting", OPINIONS.c.release_id.is_(None))
    count = session.scalar(select(func.count()).select_from(OPINIONS).where(there))
    if not count:
        raise Refused("这些意见刚刚已经有人处理了，请刷新后再看。")
    record_step(session, consultation_id, kind, who, now, suggestion_id=suggestion_id, why=why, step_id=step_id,
                before={**before, "samples": wanted[:AT_ONCE], "list": step_id, "count": count})
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


def _join(session: Session, post: Postbox, suggestion_id: str, step_id: str, now: datetime) -> None:
    new = select(literal(suggestion_id), LISTED.c.opinion_id).where(LISTED.c.step_id == step_id)
    session.execute(insert(MEMBERS).from_select(["suggestion_id", "opinion_id"], new))
    _move(session, step_id, "waiting", "in_suggestions")
    _tell(session, post, step_id, now)


def _move(session: Session, step_id: str, was: str, state: str, reason: str | None = None) -> None:
    session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id.in_(listed(step_id)), OPINIONS.c.state == was)
                    .values(state=state, aside_reason=reason))


def _tell(session: Session, post: Postbox, step_id: str, now: datetime) -> None:
    if count_listed(session, step_id) > AT_ONCE:
        want(session, post, "tell", step_id)
    else:
        tell_listed(session, post, step_id, now)


def _is_issued(session: Session, consultation_id: str) -> bool:
    return session.scalar(select(Issue.submission_id).where(Issue.consultation_id == consultation_id)
                          .limit(1)) is not None
