"""The closed loop in numbers: who spoke, who has an answer, by which channel."""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.notify.models import DeadLetter, Notice, Wanted, Withdrawal

ORDER = ("bulletin", "slip", "sms", "email")


@dataclass(frozen=True, kw_only=True)
class Loop:
    """submitters = answered + waiting; a person with a contact counts once, each opinion without one by itself."""

    submitters: int = 0
    answered: int = 0
    waiting: int = 0
    dead_letters: int = 0
    by_channel: dict[str, int] = field(default_factory=dict)


def find_loops(session: Session, consultation_ids: Sequence[str]) -> dict[str, Loop]:
    """The numbers of these consultations."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_counts(consultation_ids)):
        rows[row.consultation_id].append(row)
    dead = {row.consultation_id: row.dead for row in session.execute(
        select(DeadLetter.consultation_id, func.count().label("dead")).where(
            DeadLetter.consultation_id.in_(consultation_ids), DeadLetter.closed_at.is_(None))
        .group_by(DeadLetter.consultation_id))}
    return {each: _loop(rows[each], dead.get(each, 0)) for each in consultation_ids}


def _counts(consultation_ids: Sequence[str]) -> Any:
    """Group opinions by submitter, then submitters by their best channel (none: somebody still waits)."""
    rank = case({channel: place for place, channel in enumerate(ORDER)}, value=Notice.answered_by)
    submitters = (
        select(Wanted.consultation_id, func.count().label("opinions"), func.count(Notice.settled_at).label("settled"),
               func.max(rank).label("best"))
        .outerjoin(Withdrawal, Withdrawal.opinion_id == Wanted.opinion_id)
        .outerjoin(Notice, (Notice.opinion_id == Wanted.opinion_id) & Notice.current)
        .where(Wanted.consultation_id.in_(consultation_ids), Withdrawal.opinion_id.is_(None) | Notice.id.is_not(None))
        .group_by(Wanted.consultation_id, func.coalesce(Wanted.person, Wanted.opinion_id)).subquery())
    best = case((submitters.c.settled == submitters.c.opinions, submitters.c.best), else_=None)
    return select(submitters.c.consultation_id, best.label("best"), func.count().label("people")).group_by(
        submitters.c.consultation_id, best)


def _loop(rows: Sequence[Any], dead_letters: int) -> Loop:
    by_channel = {ORDER[row.best]: row.people for row in rows if row.best is not None}
    waiting = sum(row.people for row in rows if row.best is None)
    answered = sum(by_channel.values())
    return Loop(submitters=answered + waiting, answered=answered, waiting=waiting, dead_letters=dead_letters,
                by_channel={channel: by_channel.get(channel, 0) for channel in reversed(ORDER)})
