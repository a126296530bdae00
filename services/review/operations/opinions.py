"""What is done to single opinions: their progress is told, they are set aside with a reason, taken back, withdrawn."""
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.review.models import Issue, Member, Opinion, Suggestion, Withdrawal
from services.review.operations.steps import record_step
from services.review.queries.opinions import find_opinion
from shared.contracts import OpinionProgressed
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Refused

OPINIONS = table_of(Opinion)
LIVE = ("drafted", "returned", "gated")


def tell_progress(session: Session, post: Postbox, ids: Iterable[str], stage: str, now: datetime,
                  reason: str | None = None) -> None:
    """Say that opinions have reached *stage*, each with its next revision; one statement for all of them."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    rows = session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id.in_(wanted)).values(said=OPINIONS.c.said + 1)
                           .returning(OPINIONS.c.opinion_id, OPINIONS.c.consultation_id, OPINIONS.c.said)).all()
    post.say(session, *(OpinionProgressed(opinion_id=row.opinion_id, revision=row.said, stage=stage, reason=reason,
                                          consultation_id=row.consultation_id, at=now) for row in rows))


def move(session: Session, ids: Sequence[str], state: str, aside_reason: str | None = None) -> None:
    """Put opinions into a bucket of the balance."""
    if ids:
        session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id.in_(sorted(ids)))
                        .values(state=state, aside_reason=aside_reason))


def set_aside(session: Session, post: Postbox, opinion_id: str, reason: str, who: Identity, now: datetime) -> Opinion:
    """Set a waiting opinion aside with the reason its submitter will read."""
    opinion = find_opinion(session, opinion_id, lock=True)
    if opinion.state == "set_aside" and opinion.aside_reason == reason:
        return opinion
    if opinion.state != "waiting":
        raise Refused("只有待处理的意见才能不予采用；已纳入建议的请先从建议中移出。")
    record_step(session, opinion.consultation_id, "set_aside", who, now, opinion_id=opinion_id, why=reason)
    move(session, [opinion_id], "set_aside", reason)
    tell_progress(session, post, [opinion_id], "set_aside", now, reason)
    if session.scalar(select(Issue.submission_id).where(Issue.consultation_id == opinion.consultation_id).limit(1)):
        want(session, post, "answer_aside", opinion.consultation_id)
    session.expire(opinion)
    return opinion


def restore_opinion(session: Session, post: Postbox, opinion_id: str, who: Identity, now: datetime) -> Opinion:
    """Take an opinion that was set aside back to those that wait; once it was answered it stays."""
    opinion = find_opinion(session, opinion_id, lock=True)
    if opinion.state != "set_aside":
        raise Refused("这条意见没有被搁置，不用恢复。")
    if opinion.release_id:
        raise Refused("这条意见已经答复，不能再恢复。")
    record_step(session, opinion.consultation_id, "restore", who, now, opinion_id=opinion_id,
                before={"reason": opinion.aside_reason})
    move(session, [opinion_id], "waiting")
    tell_progress(session, post, [opinion_id], "restored", now)
    session.expire(opinion)
    return opinion


def decide_withdrawal(session: Session, post: Postbox, withdrawal: Withdrawal, now: datetime) -> bool:
    """Let an opinion go if the leader has not approved it yet; after that it stays in the count. False: it is not
    here yet."""
    opinion = session.get(Opinion, withdrawal.opinion_id, with_for_update=True)
    if opinion is None:
        return False
    withdrawal.settled_at = now
    withdrawal.granted = opinion.release_id is None and not _approved(session, opinion.opinion_id)
    if withdrawal.granted and opinion.state != "withdrawn":
        leave_suggestions(session, [opinion.opinion_id])
        move(session, [opinion.opinion_id], "withdrawn")
        tell_progress(session, post, [opinion.opinion_id], "withdrawn", now)
    return True


def leave_suggestions(session: Session, ids: Sequence[str]) -> None:
    """Take opinions out of all unapproved suggestions; one that is emptied by it is retired."""
    behind = select(Member.suggestion_id).distinct().join(Suggestion, Suggestion.id == Member.suggestion_id)
    touched = list(session.scalars(behind.where(Member.opinion_id.in_(ids), Suggestion.state.in_(LIVE))))
    session.execute(delete(Member).where(Member.opinion_id.in_(ids), Member.suggestion_id.in_(touched)))
    retire_empty(session, touched)


def retire_empty(session: Session, suggestion_ids: Sequence[str]) -> None:
    """Retire those of the suggestions that no opinion stands behind any more; raise the version of all."""
    if suggestion_ids:
        session.execute(update(Suggestion).where(Suggestion.id.in_(suggestion_ids))
                        .values(version=Suggestion.version + 1))
        filled = select(Member.suggestion_id).where(Member.suggestion_id.in_(suggestion_ids))
        session.execute(update(Suggestion).where(Suggestion.id.in_(suggestion_ids), Suggestion.id.not_in(filled))
                        .values(state="retired"))


def _approved(session: Session, opinion_id: str) -> bool:
    return session.scalar(select(Member.suggestion_id).join(Suggestion, Suggestion.id == Member.suggestion_id).where(
        Member.opinion_id == opinion_id, Suggestion.state.not_in(LIVE)).limit(1)) is not None
