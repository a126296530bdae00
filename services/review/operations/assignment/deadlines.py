"""Deadlines of assignments: reminded before, told to the work group after, given to the next expert if nobody acts."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from services.review.models import Assignment, Opinion, Plan
from services.review.operations.assignment.offering import ASSIGNMENTS, Offer, close_all, offer_all
from services.review.queries.assignment.demand import KEY
from services.review.queries.assignment.plans import find_plan
from services.review.queries.assignment.substitutes import Substitutes
from services.review.queries.drafting.consultations import find_consultation, lock_consultation
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox

PORTION = 500
SHORT = timedelta(days=1)  # how soon somebody is looked for again where nobody could be found


def keep_deadlines(session: Session, post: Postbox, now: datetime) -> datetime | None:
    """Do what is due for all open assignments; returns when to look again, None while nothing is open."""
    again = []
    for consultation_id in _matters(session):
        plan = find_plan(session, consultation_id)
        remind(session, plan, now)
        escalate(session, plan, now)
        if hand_on(session, post, plan, now):
            again.append(now + SHORT)
        if (plan.ran or {}).get("left"):  # somebody may be back, or have room again
            want(session, post, "route", consultation_id)
            again.append(now + SHORT)
        again += _next(session, plan, now)
    return min(again, default=None)


def remind(session: Session, plan: Plan, now: datetime) -> None:
    """Mark what is soon due: it stands first on the expert's desk from now on."""
    session.execute(update(ASSIGNMENTS).where(
        *_open(plan), ASSIGNMENTS.c.reminded_at.is_(None), ASSIGNMENTS.c.due_at <= now + _days(plan.remind_days))
        .values(reminded_at=now))


def escalate(session: Session, plan: Plan, now: datetime) -> None:
    """Mark what is overdue for the work group."""
    session.execute(update(ASSIGNMENTS).where(
        *_open(plan), ASSIGNMENTS.c.escalated_at.is_(None), ASSIGNMENTS.c.due_at <= now - _days(plan.escalate_days))
        .values(escalated_at=now))


def hand_on(session: Session, post: Postbox, plan: Plan, now: datetime) -> int:
    """Give what is long overdue to the next expert; returns how many found nobody and stay where they are."""
    if plan.reassign_days is None:
        return 0
    lock_consultation(session, plan.consultation_id)
    overdue = ASSIGNMENTS.c.due_at <= now - _days(plan.reassign_days)
    late = session.scalars(select(Assignment).where(*_open(plan), overdue).order_by(
        Assignment.due_at, Assignment.id).limit(PORTION)).all()
    return len(late) - len(replace_late(session, post, plan, late, now)) if late else 0


def replace_late(session: Session, post: Postbox, plan: Plan, late: Sequence[Assignment],
                 now: datetime) -> list[Offer]:
    """Give each of these to the best alternate who may take it, or to whoever has most room."""
    keys = keys_of(session, late)
    consultation = find_consultation(session, plan.consultation_id)
    others = Substitutes(session, consultation, sorted(set(keys.values())), now)
    offers = []
    for each in late:
        key = keys[each.id]
        heir = others.first([one for one in each.alternates if one != each.expert_id], key) or next(
            iter(others.by_room(key)), None)
        if heir:
            others.take(heir, key)
            offers.append(Offer(opinion_id=each.opinion_id, expert_id=heir, source="alternate", replaces_id=each.id,
                                alternates=[one for one in each.alternates if one != heir]))
    close_all(session, [each.replaces_id for each in offers if each.replaces_id], "overdue", now)
    offer_all(session, post, plan, offers, now)
    return offers


def keys_of(session: Session, assignments: Sequence[Assignment]) -> dict[str, str]:
    """The unit that each of these assignments is about."""
    ids = [each.id for each in assignments]
    rows = session.execute(select(Assignment.id, KEY.label("key")).join(
        Opinion, Opinion.opinion_id == Assignment.opinion_id).where(Assignment.id.in_(ids)))
    return {row.id: row.key for row in rows}


def _matters(session: Session) -> list[str]:
    return list(session.scalars(select(Assignment.consultation_id).where(Assignment.state == "offered").distinct()))


def _next(session: Session, plan: Plan, now: datetime) -> list[datetime]:
    """The next moments at which something is due."""
    table = ASSIGNMENTS
    first = session.execute(select(
        func.min(case((table.c.reminded_at.is_(None), table.c.due_at))),
        func.min(case((table.c.escalated_at.is_(None), table.c.due_at))),
        func.min(table.c.due_at)).where(*_open(plan))).one()
    after = (-_days(plan.remind_days), _days(plan.escalate_days),
             None if plan.reassign_days is None else _days(plan.reassign_days))
    moments = [moment + wait for moment, wait in zip(first, after, strict=True) if moment and wait is not None]
    return [each for each in moments if each > now]


def _open(plan: Plan) -> list[Any]:
    return [ASSIGNMENTS.c.consultation_id == plan.consultation_id, ASSIGNMENTS.c.state == "offered",
            ASSIGNMENTS.c.due_at.is_not(None)]


def _days(count: int) -> timedelta:
    return timedelta(days=count)
