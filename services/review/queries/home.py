"""What waits for somebody, oldest first, and the consultations with the numbers of their loop."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation
from services.review.models.opinions import Opinion
from services.review.models.suggestions import Suggestion
from services.review.queries.assignments import list_overdue

SIZE = 10
Rows = Select[*tuple[Any, ...]]
_WHICH = (Consultation.id, Consultation.title, Consultation.closes_at)


@dataclass(frozen=True, kw_only=True)
class Wait:
    """So many things of a kind wait, the oldest since then; of one consultation, or of all. ``whose``: who is late."""

    kind: str
    count: int
    oldest: datetime | None
    consultation_id: str = ""
    title: str = ""
    due: datetime | None = None
    whose: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Loop:
    """The numbers of 征集 · 整理 · 上报 · 反馈 of one consultation."""

    received: int
    consolidated: int
    forwarded: int
    answered: int


def waits_for(session: Session, roles: frozenset[str], account_id: str) -> list[Wait]:
    """Everything that waits for somebody with these roles, oldest first."""
    found: list[Wait] = []
    if "expert" in roles:
        found += _assignments(session, account_id)
    for role, kind, query in _QUERIES:
        if role in roles:
            found += [Wait(kind=kind, consultation_id=row[0], title=row[1], due=row[2], count=row[3], oldest=row[4])
                      for row in session.execute(query)]
    if "group" in roles:
        found += _late(session)
    return sorted(found, key=lambda each: (each.oldest is None, each.oldest))


def list_consultations(session: Session, page: int = 1) -> dict[str, Any]:
    """Consultations, the newest first."""
    total = session.scalar(select(func.count()).select_from(Consultation)) or 0
    query = select(Consultation).order_by(Consultation.created_at.desc(), Consultation.id)
    return {"items": list(session.scalars(query.offset((page - 1) * SIZE).limit(SIZE))), "total": total}


def loops_of(session: Session, ids: Sequence[str]) -> dict[str, Loop]:
    """The loop's numbers of these consultations."""
    received = _count(session, select(Opinion.consultation_id, func.count()).where(Opinion.state != "withdrawn"), ids)
    answered = _count(session, select(Opinion.consultation_id, func.count()).where(Opinion.decided > 0), ids)
    suggestions = select(Suggestion.consultation_id, func.count()).where(Suggestion.state != "retired")
    made = _count(session, suggestions, ids, Suggestion.consultation_id)
    sent = _count(session, suggestions.where(Suggestion.state.in_(("approved", "forwarded", "decided"))), ids,
                  Suggestion.consultation_id)
    return {each: Loop(received=received.get(each, 0), consolidated=made.get(each, 0), forwarded=sent.get(each, 0),
                       answered=answered.get(each, 0)) for each in ids}


def _count(session: Session, query: Rows, ids: Sequence[str],
           column: Any = Opinion.consultation_id) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query.where(column.in_(ids)).group_by(column))}


def _assignments(session: Session, account_id: str) -> list[Wait]:
    """How many; not since when: an opinion is given out as it comes, and an expert must not know when that was."""
    count = session.scalar(select(func.count()).where(Assignment.expert_id == account_id,
                                                      Assignment.state == "offered"))
    return [Wait(kind="assess", count=count, oldest=None)] if count else []


def _late(session: Session) -> list[Wait]:
    """Assessments that are overdue and were reported."""
    late = list_overdue(session)
    rows = session.execute(select(Consultation.id, Consultation.title).where(
        Consultation.id.in_([each[0] for each in late]))) if late else ()
    titles = {row.id: row.title for row in rows}
    return [Wait(kind="late", consultation_id=each, title=titles.get(each, ""), count=count, oldest=oldest,
                 whose=tuple(names)) for each, count, oldest, names in late]


def _suggestions(*states: str) -> Rows:
    return (select(*_WHICH, func.count(), func.min(Suggestion.made_at))
            .join(Suggestion, Suggestion.consultation_id == Consultation.id)
            .where(Suggestion.state.in_(states)).group_by(*_WHICH))


def _opinions() -> Rows:
    return (select(*_WHICH, func.count(), func.min(Opinion.received_at))
            .join(Opinion, Opinion.consultation_id == Consultation.id)
            .where(Opinion.state == "waiting").group_by(*_WHICH))


def _asks() -> Rows:
    return _opinions().where(Opinion.place_state == "ask")


def _consultations(state: str, moment: Any) -> Rows:
    return select(*_WHICH, func.count(), func.min(moment)).where(Consultation.state == state).group_by(*_WHICH)


_QUERIES = (
    ("officer", "consolidate", _opinions()),
    ("officer", "place", _asks()),
    ("officer", "mend", _suggestions("returned")),
    ("adviser", "gate", _suggestions("drafted")),
    ("leader", "approve", _suggestions("gated")),
    ("group", "open", _consultations("draft", Consultation.created_at)),
    ("group", "settle", _consultations("closed", Consultation.closes_at)),
)
