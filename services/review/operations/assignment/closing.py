"""Open assignments end with what they are about: handed to another opinion with the same words, or closed."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, not_, select, update
from sqlalchemy.orm import Session

from services.review.domain.recusals import must_recuse
from services.review.models import Assignment, Consultation, Opinion
from services.review.operations.assignment.offering import ASSIGNMENTS, close_all, fall_back
from services.review.queries.assignment.candidates import list_gone, list_stepping_back
from services.review.queries.assignment.demand import KEY, is_in_play, is_of, list_parties
from services.review.queries.drafting.consultations import lock_consultation
from services.review.queries.portions import portions

Rows = Sequence[Any]
ENDS = {"withdrawn": "withdrawn", "set_aside": "set_aside"}


def tidy(session: Session, consultation_id: str, now: datetime) -> None:
    """Close what nobody needs to read any more, or may not: decided, withdrawn, set aside, the expert gone or to be
    recused by now. An assignment about an opinion that is over goes on for another one of the same unit."""
    state = lock_consultation(session, consultation_id)
    consultation = session.get(Consultation, consultation_id)
    if consultation is None:
        return
    if state == "settled":
        close_all(session, [row.id for row in _open(session, consultation_id)], "settled", now)
        return
    end_over(session, consultation_id, now)
    gone = list_gone(session, now)
    _take(session, [row for row in _open(session, consultation_id) if row.expert_id in gone], "away", now)
    _take(session, _barred(session, consultation, _open(session, consultation_id)), "recused", now)


def _take(session: Session, rows: Rows, why: str, now: datetime) -> None:
    close_all(session, [row.id for row in rows], why, now)
    for consultation_id in {row.consultation_id for row in rows}:
        fall_back(session, consultation_id, [row.key for row in rows])


def end_over(session: Session, consultation_id: str, now: datetime) -> None:
    """Close what is open about opinions on which everything is decided, or hand it on within the unit."""
    _end(session, consultation_id, _open(session, consultation_id, over=True), now)


def _open(session: Session, consultation_id: str, over: bool = False) -> Rows:
    """Open assignments; only those about opinions that are *over*."""
    own = (Assignment.id, Assignment.consultation_id, Assignment.opinion_id, Assignment.expert_id)
    query = (select(*own, KEY.label("key"), Opinion.state.label("bucket"))
             .join(Opinion, Opinion.opinion_id == Assignment.opinion_id)
             .where(Assignment.consultation_id == consultation_id, Assignment.state == "offered")
             .order_by(Assignment.id))
    return session.execute(query.where(not_(is_in_play(consultation_id))) if over else query).all()


def _end(session: Session, consultation_id: str, rows: Rows, now: datetime) -> None:
    heirs = _heirs(session, consultation_id, sorted({row.key for row in rows}))
    busy = _readers(session, sorted(set(heirs.values())))
    handed: list[dict[str, str]] = []
    closed: dict[str, list[str]] = {}
    for row in rows:
        heir = heirs.get(row.key, "")
        if heir and (heir, row.expert_id) not in busy:
            busy.add((heir, row.expert_id))
            handed.append({"about": row.id, "heir": heir})
        else:
            closed.setdefault(ENDS.get(row.bucket, "approved"), []).append(row.id)
    if handed:
        session.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.id == bindparam("about")).values(
            opinion_id=bindparam("heir")), handed)
    for why, ids in closed.items():
        close_all(session, ids, why, now)


def _heirs(session: Session, consultation_id: str, keys: Sequence[str]) -> dict[str, str]:
    """An opinion of each unit that is still in play."""
    return {row[0]: row[1] for part in portions(keys) for row in session.execute(
        select(KEY, func.min(Opinion.opinion_id)).where(is_in_play(consultation_id), is_of(part)).group_by(KEY))}


def _readers(session: Session, ids: Sequence[str]) -> set[tuple[str, str]]:
    return {(row.opinion_id, row.expert_id) for part in portions(ids) for row in session.execute(
        select(Assignment.opinion_id, Assignment.expert_id).where(Assignment.opinion_id.in_(part)))}


def _barred(session: Session, consultation: Consultation, rows: Rows) -> Rows:
    """Those whose expert has to step back by now: a recusal was added, or somebody else says the same words."""
    recusals: Mapping[str, Any] = list_stepping_back(session, sorted({row.expert_id for row in rows}))
    asked = [row for row in rows if row.expert_id in recusals]
    parties = list_parties(session, consultation, sorted({row.key for row in asked}))
    return [row for row in asked
            if any(must_recuse(recusals[row.expert_id], each) for each in parties.get(row.key, ()))]
