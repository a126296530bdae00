"""Questions about assignments. What an expert is shown never tells who wrote (law 6)."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Account, Assignment, Consultation, Opinion
from services.review.queries.assignment.candidates import names_of
from services.review.queries.assignment.demand import TOLD, Labels, ProvisionTexts, list_lacking, list_units
from services.review.queries.assignment.substitutes import Substitutes, key_of_assignment
from services.review.queries.drafting.places import standing_of

SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Open:
    """An open assignment as the work group sees it: what, who, since when and until when, who comes next."""

    id: str
    label: str
    expert_id: str
    expert: str
    due_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    fit: float | None
    source: str
    alternates: Sequence[str]


def list_assignments(session: Session, consultation_id: str = "", state: str = "", expert_id: str = "",
                     page: int = 1) -> dict[str, Any]:
    """Assignments, the longest waiting first; those of one expert without the opinion's id, which tells when it was
    written. What was withdrawn is nobody's to read any more."""
    query = (select(Assignment, Opinion).join(Opinion, Opinion.opinion_id == Assignment.opinion_id)
             .where(Opinion.state != "withdrawn"))
    if consultation_id:
        query = query.where(Assignment.consultation_id == consultation_id)
    if state:
        query = query.where(Assignment.state == state)
    if expert_id:
        query = query.where(Assignment.expert_id == expert_id)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(Assignment.offered_at, Assignment.id).offset((page - 1) * SIZE).limit(SIZE))
    texts = ProvisionTexts(session)
    items = [show_assignment(assignment, opinion, texts) | ({} if expert_id else _told(assignment))
             for assignment, opinion in rows]
    return {"items": items, "total": total, "next": page + 1 if page * SIZE < total else None}


def show_assignment(assignment: Assignment, opinion: Opinion, texts: ProvisionTexts) -> dict[str, Any]:
    """An assignment as its expert sees it: the article and the words, nothing of who, where, how or when."""
    own = ("id", "consultation_id", "state", "verdict", "legality", "necessity", "feasibility", "wording",
           "note", "closed_why")
    said, standing = ("stance", "text", "reason"), standing_of(opinion)
    provision_text = texts.of(opinion.consultation_id, standing.version, standing.provision)
    return {name: getattr(assignment, name) for name in own} | {name: getattr(opinion, name) for name in said} | {
        "provision": standing.provision, "draft_version": standing.version, "moved_from": standing.was or None,
        "opinion_proposed_text": opinion.proposed_text, "proposed_text": assignment.proposed_text,
        "provision_text": provision_text, "due_at": _text(assignment.due_at),
        "reminded_at": _text(assignment.reminded_at)}


def list_open(session: Session, consultation_id: str, late_by: datetime | None = None, expert_id: str = "",
              page: int = 1) -> dict[str, Any]:
    """Open assignments of a consultation, the soonest due first; only those due before *late_by*, or of one expert."""
    query = select(Assignment).where(Assignment.consultation_id == consultation_id, Assignment.state == "offered")
    query = query.where(Assignment.due_at < late_by) if late_by else query
    query = query.where(Assignment.expert_id == expert_id) if expert_id else query
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Assignment.due_at, Assignment.id).offset((page - 1) * SIZE).limit(SIZE)
    return {"items": _named(session, consultation_id, session.scalars(query).all()), "total": total,
            "next": page + 1 if page * SIZE < total else None}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Something whose expert a person chooses: what it is, who has it (if anybody), and who may take it over, those
    with most room first, as (id, name, open work, limit)."""

    key: str
    label: str
    assignment_id: str
    expert: str
    able: list[tuple[str, str, int, int]]


def list_left(session: Session, consultation_id: str, most: int = 20) -> tuple[int, list[tuple[str, str]]]:
    """How many units have too few readers, and the first of them as (key, label)."""
    units = list_lacking(session, consultation_id)
    rows = _rows(session, [each.opinion_id for each in units[:most]])
    labels = Labels(session)
    return len(units), [(each.key, labels.of(consultation_id, rows[each.opinion_id], each.number))
                        for each in units[:most]]


def find_chosen(session: Session, consultation: Consultation, key: str, assignment_id: str,
                now: datetime) -> Chosen | None:
    """What is to be moved (an open assignment) or given (a unit); None where it is over."""
    assignment = session.get(Assignment, assignment_id) if assignment_id else None
    if assignment:
        is_open = assignment.consultation_id == consultation.id and assignment.state == "offered"
        key = key_of_assignment(session, assignment) if is_open else ""
    unit = next((each for each in list_units(session, consultation.id) if each.key == key), None)
    if unit is None:
        return None
    others = Substitutes(session, consultation, [key], now)
    label = Labels(session).of(consultation.id, _rows(session, [unit.opinion_id])[unit.opinion_id], unit.number)
    names = names_of(session, [assignment.expert_id if assignment else ""])
    return Chosen(key=key, label=label, assignment_id=assignment_id, expert="".join(names.values()), able=[
        (each, others.candidates[each].name, others.loads[each], others.candidates[each].load_max)
        for each in others.by_room(key)])


def count_states(session: Session, consultation_id: str) -> Counter[str]:
    """How many assignments of a consultation are in each state."""
    rows = session.execute(select(Assignment.state, func.count()).where(
        Assignment.consultation_id == consultation_id).group_by(Assignment.state))
    return Counter({row[0]: row[1] for row in rows})


def list_overdue(session: Session) -> list[tuple[str, int, datetime | None, list[str]]]:
    """What was reported to the work group: of each consultation how many, the oldest deadline, and whose they are."""
    rows = session.execute(select(Assignment.consultation_id, Account.name, func.count(), func.min(Assignment.due_at))
                           .join(Account, Account.id == Assignment.expert_id)
                           .where(Assignment.state == "offered", Assignment.escalated_at.is_not(None))
                           .group_by(Assignment.consultation_id, Account.id, Account.name)
                           .order_by(Assignment.consultation_id, func.count().desc(), Account.name)).all()
    found: dict[str, tuple[str, int, datetime | None, list[str]]] = {}
    for consultation_id, name, count, due in rows:
        _, total, oldest, names = found.get(consultation_id, (consultation_id, 0, due, []))
        first = min((each for each in (oldest, due) if each), default=None)
        found[consultation_id] = (consultation_id, total + count, first, [*names, name])
    return list(found.values())


def _named(session: Session, consultation_id: str, found: Sequence[Assignment]) -> list[Open]:
    numbers = {each.key: each.number for each in list_units(session, consultation_id)} if found else {}
    rows = _rows(session, [each.opinion_id for each in found])
    names = names_of(session, sorted({one for each in found for one in (each.expert_id, *each.alternates)}))
    labels, same = Labels(session), ("id", "expert_id", "due_at", "reminded_at", "escalated_at", "fit", "source")

    def name(each: Assignment) -> str:
        row = rows[each.opinion_id]
        return labels.of(consultation_id, row, numbers.get(row.sample_id or row.opinion_id, 0))

    return [Open(expert=names.get(each.expert_id, ""), label=name(each),
                 alternates=[names[one] for one in each.alternates if one in names],
                 **{one: getattr(each, one) for one in same}) for each in found]


def _rows(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    return {row.opinion_id: row for row in session.execute(select(
        Opinion.sample_id, *(getattr(Opinion, name) for name in TOLD)).where(Opinion.opinion_id.in_(ids)))}


def _told(assignment: Assignment) -> dict[str, Any]:
    """What only the work group sees."""
    names = ("opinion_id", "expert_id", "fit", "source", "alternates", "replaces_id", "declined_reason", "instead")
    return {name: getattr(assignment, name) for name in names} | {"escalated_at": _text(assignment.escalated_at)}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
