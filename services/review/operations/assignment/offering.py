"""Assignments are offered and closed; what is told of an opinion is told for all with the same words."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from services.review.models import Assignment, Consultation, Opinion, Plan
from services.review.operations.consolidation.opinions import tell_progress
from services.review.queries.assignment.demand import ACTIVE, KEY, is_in_play, is_of
from services.review.queries.assignment.plans import due_of
from services.review.queries.drafting.consultations import lock_consultation
from services.review.queries.portions import portions
from shared.db import table_of
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

AT_ONCE = 2_000
ASSIGNMENTS, OPINIONS = table_of(Assignment), table_of(Opinion)
NOT_YET: Mapping[str, tuple[str, ...]] = {"assessed": ("received", "routed"), "routed": ("received",)}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An opinion for an expert, on behalf of its unit."""

    opinion_id: str
    expert_id: str
    fit: float | None = None
    alternates: Sequence[str] = field(default_factory=list)
    source: str = "solver"
    replaces_id: str | None = None


def offer_all(session: Session, post: Postbox, plan: Plan, offers: Sequence[Offer], now: datetime) -> None:
    """Put opinions on desks, with a deadline. An expert from whom one was taken may have it again: never two rows."""
    if not offers:
        return
    known = _closed(session, [each.opinion_id for each in offers])
    again, new = [], []
    for each in offers:
        values, found = _values(each, plan, now), known.get((each.opinion_id, each.expert_id))
        if found:
            again.append({"about": found, **values})
        else:
            # opinions are given out as they come: an id that tells the time would tell an expert when one was left
            new.append({"id": str(uuid4()), "opinion_id": each.opinion_id, "expert_id": each.expert_id,
                        "consultation_id": plan.consultation_id, **values})
    if again:
        session.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.id == bindparam("about")).values(
            {name: bindparam(name) for name in again[0] if name != "about"}), again)
    insert_new(session, ASSIGNMENTS, new)
    want(session, post, "deadlines", due_at=now)


def _values(offer: Offer, plan: Plan, now: datetime) -> dict[str, Any]:
    return {"state": "offered", "offered_at": now, "due_at": due_of(plan, now), "reminded_at": None,
            "escalated_at": None, "closed_at": None, "closed_why": None, "fit": offer.fit, "source": offer.source,
            "alternates": list(offer.alternates), "replaces_id": offer.replaces_id}


def look_again(session: Session, post: Postbox) -> None:
    """Experts came, left, are back or have to step back from something: every open matter is routed anew."""
    for consultation_id in session.scalars(select(Consultation.id).where(Consultation.state.in_(("open", "closed")))):
        want(session, post, "route", consultation_id)


def close_all(session: Session, ids: Sequence[str], why: str, now: datetime) -> None:
    """Ask nothing more of those who have these assignments open."""
    for part in portions(sorted(ids)):
        session.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.id.in_(part), ASSIGNMENTS.c.state == "offered")
                        .values(state="closed", closed_why=why, closed_at=now))


def follow(session: Session, post: Postbox, consultation_id: str, now: datetime,
           keys: Sequence[str] | None = None) -> bool:
    """Let the stage of opinions follow what is done for their units, of each stage 2,000 at a time; True: there may be
    more."""
    lock_consultation(session, consultation_id)
    parts: list[Sequence[str] | None] = [None] if keys is None else list(portions(keys))
    return max([_follow(session, post, consultation_id, now, stage, part) for stage in NOT_YET for part in parts],
               default=0) == AT_ONCE


def _follow(session: Session, post: Postbox, consultation_id: str, now: datetime, stage: str,
            keys: Sequence[str] | None) -> int:
    ids = session.scalars(_behind(consultation_id, stage, NOT_YET[stage], keys)).all()
    if ids:
        session.execute(update(OPINIONS).where(OPINIONS.c.opinion_id.in_(sorted(ids))).values(stage=stage))
        tell_progress(session, post, ids, stage, now, within="waiting")
    return len(ids)


def fall_back(session: Session, consultation_id: str, keys: Sequence[str]) -> None:
    """Units that nobody reads any more are as they came. The consultation is locked."""
    for part in portions(sorted(set(keys))):
        session.execute(update(Opinion).where(
            Opinion.consultation_id == consultation_id, is_of(part), Opinion.stage == "routed",
            KEY.not_in(_covered(consultation_id, ACTIVE))).values(stage="received")
            .execution_options(synchronize_session=False))


def _behind(consultation_id: str, stage: str, before: Sequence[str], keys: Sequence[str] | None) -> Select[Any]:
    states = ("assessed",) if stage == "assessed" else ACTIVE
    query = select(Opinion.opinion_id).where(is_in_play(consultation_id), Opinion.stage.in_(before),
                                             KEY.in_(_covered(consultation_id, states)))
    return (query if keys is None else query.where(is_of(keys))).limit(AT_ONCE)


def _covered(consultation_id: str, states: Sequence[str]) -> Select[Any]:
    return select(KEY).join(Assignment, Assignment.opinion_id == Opinion.opinion_id).where(
        Assignment.consultation_id == consultation_id, Assignment.state.in_(states)).correlate(None)


def _closed(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], str]:
    return {(row.opinion_id, row.expert_id): row.id for part in portions(sorted(set(ids))) for row in session.execute(
        select(ASSIGNMENTS.c.id, ASSIGNMENTS.c.opinion_id, ASSIGNMENTS.c.expert_id, ASSIGNMENTS.c.state).where(
            ASSIGNMENTS.c.opinion_id.in_(part))) if row.state == "closed"}
