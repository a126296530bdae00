"""Answers: what became of a suggestion becomes what became of each opinion behind it, released as whole batches."""
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from services.review.domain.answers import FINAL, answer_of, summary_of
from services.review.models import Issue, Member, Opinion, Outcome, Release, Suggestion
from services.review.queries.drafting.consultations import lock_consultation
from shared.contracts import OpinionDecided
from shared.db import table_of
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

CHUNK = 500
OPINIONS, SUGGESTIONS, RELEASES = table_of(Opinion), table_of(Suggestion), table_of(Release)


def release_aside(session: Session, post: Postbox, consultation_id: str, now: datetime) -> int:
    """Once a submission is issued, what was set aside is answered with its reason."""
    lock_consultation(session, consultation_id)
    return _release(session, post, consultation_id, "aside", Opinion.state == "set_aside", now)


def release_rest(session: Session, post: Postbox, consultation_id: str, now: datetime) -> int:
    """When the matter is settled: all that is final and has no answer yet."""
    final = or_(Opinion.state == "set_aside", and_(Opinion.state == "in_suggestions", ~_unfinished()))
    return _release(session, post, consultation_id, "settled", final, now)


def mark_forwarded(session: Session, issue: Issue) -> None:
    """The suggestions of an issued submission are forwarded."""
    for start in range(0, len(issue.suggestion_ids), CHUNK):
        session.execute(update(SUGGESTIONS).where(
            SUGGESTIONS.c.id.in_(issue.suggestion_ids[start : start + CHUNK]), SUGGESTIONS.c.state == "approved")
            .values(state="forwarded"))


def apply_outcomes(session: Session, post: Postbox, batch_id: str, now: datetime) -> bool:
    """Take a batch of outcomes over once it is whole, and release the answers that follow from it; False: not yet."""
    outcomes = session.scalars(select(Outcome).where(Outcome.batch_id == batch_id)).all()
    if not outcomes or len(outcomes) < outcomes[0].batch_size:
        return False
    if session.scalar(select(Release.id).where(Release.cause == batch_id)):
        return True
    lock_consultation(session, outcomes[0].consultation_id)
    for each in outcomes:
        if not _is_overtaken(session, each):
            session.execute(update(SUGGESTIONS).where(SUGGESTIONS.c.id == each.suggestion_id).values(
                state="decided", outcome=each.outcome, outcome_reason=each.reason,
                enacted_provision=each.enacted_provision))
    touched = exists().where(Member.opinion_id == Opinion.opinion_id, Member.suggestion_id.in_(
        select(Outcome.suggestion_id).where(Outcome.batch_id == batch_id)))
    final = and_(Opinion.state == "in_suggestions", touched, ~_unfinished())
    _release(session, post, outcomes[0].consultation_id, batch_id, final, now, again=True)
    return True


def say_answers(session: Session, post: Postbox, release_id: str) -> bool:
    """Say the next answers of a release; True if there are more."""
    release = session.get_one(Release, release_id, with_for_update=True)
    opinions = session.scalars(select(Opinion).where(Opinion.release_id == release_id, Opinion.decided < 0)
                               .order_by(Opinion.opinion_id).limit(CHUNK)).all()
    answers = _answers(session, [each.opinion_id for each in opinions])
    post.say(session, *(_decision(each, answers.get(each.opinion_id, []), release) for each in opinions))
    for each in opinions:
        each.decided = -each.decided
    release.left -= len(opinions)
    return release.left > 0


def _release(session: Session, post: Postbox, consultation_id: str, cause: str, which: ColumnElement[bool],
             now: datetime, again: bool = False) -> int:
    """Mark the opinions that are answered together; a negative ``decided`` is a revision still to be said."""
    release_id = new_id()
    fresh = and_(Opinion.consultation_id == consultation_id, which, Opinion.decided >= 0)
    fresh = fresh if again else and_(fresh, Opinion.release_id.is_(None))
    marked: Any = session.execute(update(Opinion).where(fresh).values(
        release_id=release_id, decided=-(Opinion.decided + 1)).execution_options(synchronize_session=False))
    size = int(marked.rowcount)
    if size or again:
        insert_new(session, RELEASES, [{"id": release_id, "consultation_id": consultation_id, "cause": cause,
                                        "size": size, "left": size, "made_at": now}])
    if size:
        want(session, post, "say_answers", release_id)
    return size


def _unfinished() -> ColumnElement[bool]:
    """Whether an opinion stands behind a suggestion that has no end yet."""
    return exists().where(Member.opinion_id == Opinion.opinion_id, Suggestion.id == Member.suggestion_id,
                          Suggestion.state.not_in((*FINAL, "retired")))


def _is_overtaken(session: Session, outcome: Outcome) -> bool:
    """Whether a later revision of the same suggestion's outcome has been applied already."""
    newest = session.scalar(select(func.max(Outcome.revision)).where(
        Outcome.suggestion_id == outcome.suggestion_id, Outcome.batch_id.in_(select(Release.cause))))
    return newest is not None and newest > outcome.revision


def _answers(session: Session, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    names = ("no", "title", "state", "outcome", "outcome_reason", "enacted_provision")
    rows = session.execute(select(Member.opinion_id, *(SUGGESTIONS.c[name] for name in names)).join(
        SUGGESTIONS, SUGGESTIONS.c.id == Member.suggestion_id).where(
        Member.opinion_id.in_(ids), SUGGESTIONS.c.state.in_(FINAL)).order_by(SUGGESTIONS.c.no)).mappings()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["opinion_id"], []).append(answer_of(dict(row)))
    return found


def _decision(opinion: Opinion, answers: list[dict[str, Any]], release: Release) -> OpinionDecided:
    aside = opinion.state == "set_aside"
    summary = "set_aside" if aside else summary_of([each["outcome"] for each in answers])
    return OpinionDecided(
        opinion_id=opinion.opinion_id, revision=-opinion.decided, consultation_id=opinion.consultation_id,
        answers=[] if aside else answers, summary=summary, reason=opinion.aside_reason if aside else None,
        decided_at=release.made_at, batch_id=release.id, batch_size=release.size)
