"""What waits for somebody, oldest first, and the consultations with the numbers of their loop."""
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from services.review.models.assignments import Assignment
from services.review.models.consultations import Consultation
from services.review.models.filings import Filing, FilingReview
from services.review.models.opinions import Opinion
from services.review.models.people import Group
from services.review.models.suggestions import Suggestion
from services.review.queries.assignment.assignments import list_overdue

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


def waits_for(session: Session, roles: frozenset[str], account_id: str, groups: Collection[str] = ()) -> list[Wait]:
    """Everything that waits for somebody with these roles, oldest first; for somebody of work groups, what is theirs
    or has no group yet."""
    found: list[Wait] = []
    if "expert" in roles:
        found += _assignments(session, account_id) + _reviews(session, account_id)
    if not roles.isdisjoint(("group", "admin")):
        found += _filings(session, groups)
    for role, kind, query in _QUERIES:
        if role in roles:
            query = query.where(_of(Consultation.group_id, groups)) if role == "group" and groups else query
            found += [Wait(kind=kind, consultation_id=row[0], title=row[1], due=row[2], count=row[3], oldest=row[4])
                      for row in session.execute(query)]
    if "group" in roles:
        found += _late(session, groups)
    return sorted(found, key=lambda each: (each.oldest is None, each.oldest))


def list_consultations(session: Session, page: int = 1, groups: Collection[str] = ()) -> dict[str, Any]:
    """Consultations, the newest first; of some groups and of none, or all."""
    query = select(Consultation).order_by(Consultation.created_at.desc(), Consultation.id)
    query = query.where(_of(Consultation.group_id, groups)) if groups else query
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
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


def _late(session: Session, groups: Collection[str]) -> list[Wait]:
    """Assessments that are overdue and were reported."""
    late = list_overdue(session)
    query = select(Consultation.id, Consultation.title).where(Consultation.id.in_([each[0] for each in late]))
    rows = session.execute(query.where(_of(Consultation.group_id, groups)) if groups else query) if late else ()
    titles = {row.id: row.title for row in rows}
    return [Wait(kind="late", consultation_id=each, title=titles[each], count=count, oldest=oldest,
                 whose=tuple(names)) for each, count, oldest, names in late if each in titles]


def _reviews(session: Session, account_id: str) -> list[Wait]:
    query = select(func.count(), func.min(FilingReview.offered_at)).where(
        FilingReview.expert_id == account_id, FilingReview.state == "offered")
    count, oldest = session.execute(query).one()
    return [Wait(kind="filing_review", count=count, oldest=oldest)] if count else []


def _filings(session: Session, groups: Collection[str]) -> list[Wait]:
    """Filings that nobody has yet, and those whose experts have all spoken."""
    busy = select(FilingReview.filing_id).where(FilingReview.state == "offered")
    kinds = (("filing", Filing.state == "received"),
             ("filing_conclude", (Filing.state == "reviewing") & Filing.id.not_in(busy)))
    found = []
    for kind, condition in kinds:
        query = select(func.count(), func.min(Filing.created_at)).where(condition)
        count, oldest = session.execute(query.where(_of(Filing.group_id, groups)) if groups else query).one()
        found += [Wait(kind=kind, count=count, oldest=oldest)] if count else []
    return found


def _of(column: Any, groups: Collection[str]) -> ColumnElement[bool]:
    return or_(column.in_(sorted(groups)), column.is_(None))


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


def _unplaced() -> Rows:
    return select(*_WHICH, func.count(), func.min(Consultation.created_at)).where(
        Consultation.group_id.is_(None), Consultation.state.in_(("draft", "open")),
        select(Group.id).exists()).group_by(*_WHICH)


_QUERIES = (
    ("officer", "consolidate", _opinions()),
    ("officer", "place", _asks()),
    ("officer", "mend", _suggestions("returned")),
    ("adviser", "gate", _suggestions("drafted")),
    ("leader", "approve", _suggestions("gated")),
    ("group", "placement", _unplaced()),
    ("group", "open", _consultations("draft", Consultation.created_at)),
    ("group", "settle", _consultations("closed", Consultation.closes_at)),
)
