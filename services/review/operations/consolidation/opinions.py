"""What is done to single opinions: their progress is told, they are set aside with a reason, taken back, withdrawn."""
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.review.models import Issue, Member, Opinion, Suggestion, Withdrawal
from services.review.operations.consolidation.steps import record_step
from services.review.queries.consolidation.opinions import find_opinion
from services.review.queries.drafting.consultations import lock_consultation
from services.review.queries.portions import portions
from shared.contracts import OpinionProgressed
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Refused

OPINIONS = table_of(Opinion)
LIVE = ("drafted", "returned", "gated")
TOO_LATE = "撤回申请在审定之后提出：意见仍计入统计，您的联系方式已经删除。"


def tell_progress(session: Session, post: Postbox, ids: Iterable[str], stage: str, now: datetime,
                  reason: str | None = None, within: str = "") -> None:
    """Say that opinions have reached *stage*, each with its next revision, in bulk. *within* leaves out those that
    are not in this bucket: the newest fact must stay the true one."""
    for part in portions(sorted(set(ids))):
        change = update(OPINIONS).where(OPINIONS.c.opinion_id.in_(part))
        change = change.where(OPINIONS.c.state == within) if within else change
        rows = session.execute(change.values(said=OPINIONS.c.said + 1).returning(
            OPINIONS.c.opinion_id, OPINIONS.c.consultation_id, OPINIONS.c.said)).all()
        post.say(session, *(OpinionProgressed(opinion_id=row.opinion_id, revision=row.said, stage=stage, reason=reason,
                                              consultation_id=row.consultation_id, at=now) for row in rows))


def move(session: Session, ids: Sequence[str], state: str, aside_reason: str | None = None) -> None:
    """Put opinions into a bucket of the balance."""
    for part in portions(sorted(ids)):
        session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id.in_(part))
                        .values(state=state, aside_reason=aside_reason))


def set_aside(session: Session, post: Postbox, opinion_id: str, reason: str, who: Identity, now: datetime) -> Opinion:
    """Set a waiting opinion aside with the reason its submitter will read."""
    opinion, consultation_state = find_locked(session, opinion_id)
    if opinion.state == "set_aside" and opinion.aside_reason == reason:
        return opinion
    if opinion.state != "waiting":
        raise Refused("只有待处理的意见才能不列入；已归入建议的请先从建议中移出。")
    record_step(session, opinion.consultation_id, "set_aside", who, now, opinion_id=opinion_id, why=reason)
    move(session, [opinion_id], "set_aside", reason)
    tell_progress(session, post, [opinion_id], "set_aside", now, reason)
    want(session, post, "route", opinion.consultation_id)
    issued = select(Issue.submission_id).where(Issue.consultation_id == opinion.consultation_id).limit(1)
    if consultation_state == "settled" or session.scalar(issued):
        want(session, post, "answer_aside", opinion.consultation_id)
    session.expire(opinion)
    return opinion


def restore_opinion(session: Session, post: Postbox, opinion_id: str, who: Identity, now: datetime) -> Opinion:
    """Take an opinion that was set aside back to those that wait; once it was answered it stays."""
    opinion, consultation_state = find_locked(session, opinion_id)
    if opinion.state != "set_aside":
        raise Refused("这条意见不是不列入的，不用恢复。")
    if opinion.release_id:
        raise Refused("这条意见已经答复，不能再恢复。")
    if consultation_state == "settled":
        raise Refused("这次征求意见已经办结，不列入的意见正在答复，不能再恢复。")
    record_step(session, opinion.consultation_id, "restore", who, now, opinion_id=opinion_id,
                before={"reason": opinion.aside_reason})
    move(session, [opinion_id], "waiting")
    tell_progress(session, post, [opinion_id], "restored", now)
    want(session, post, "route", opinion.consultation_id)
    session.expire(opinion)
    return opinion


def decide_withdrawal(session: Session, post: Postbox, withdrawal: Withdrawal, now: datetime) -> bool:
    """Let an opinion go if the leader has not approved it yet; after that it stays in the count and only the fact is
    told, by which its contact is erased. False: it is not here yet."""
    query = select(OPINIONS.c.consultation_id).where(OPINIONS.c.opinion_id == withdrawal.opinion_id)
    consultation_id = session.scalar(query)
    if consultation_id is None:
        return False
    lock_consultation(session, consultation_id)
    opinion = find_opinion(session, withdrawal.opinion_id, lock=True)
    granted = opinion.release_id is None and not _approved(session, opinion.opinion_id)
    withdrawal.settled_at, withdrawal.granted = now, granted
    if granted:
        _let_go(session, opinion.opinion_id)
    want(session, post, "route", consultation_id)
    tell_progress(session, post, [opinion.opinion_id], "withdrawn", now, None if granted else TOO_LATE)
    session.expire(opinion)
    return True


def retire_empty(session: Session, suggestion_ids: Sequence[str]) -> None:
    """Retire those of the suggestions that no opinion stands behind any more; raise the version of all."""
    if suggestion_ids:
        session.execute(update(Suggestion).where(Suggestion.id.in_(suggestion_ids))
                        .values(version=Suggestion.version + 1))
        filled = select(Member.suggestion_id).where(Member.suggestion_id.in_(suggestion_ids))
        session.execute(update(Suggestion).where(Suggestion.id.in_(suggestion_ids), Suggestion.id.not_in(filled))
                        .values(state="retired"))


def _let_go(session: Session, opinion_id: str) -> None:
    """Take an opinion out of its suggestions; the routing takes it off the desks."""
    behind = list(session.scalars(select(Member.suggestion_id).where(Member.opinion_id == opinion_id)))
    session.execute(delete(Member).where(Member.opinion_id == opinion_id))
    retire_empty(session, behind)
    move(session, [opinion_id], "withdrawn")


def find_locked(session: Session, opinion_id: str) -> tuple[Opinion, str]:
    """An opinion and the state of its consultation, nobody else consolidating meanwhile."""
    query = select(OPINIONS.c.consultation_id).where(OPINIONS.c.opinion_id == opinion_id)
    state = lock_consultation(session, session.scalar(query) or "")
    return find_opinion(session, opinion_id, lock=True), state


def _approved(session: Session, opinion_id: str) -> bool:
    return session.scalar(select(Member.suggestion_id).join(Suggestion, Suggestion.id == Member.suggestion_id).where(
        Member.opinion_id == opinion_id, Suggestion.state.not_in(LIVE)).limit(1)) is not None
