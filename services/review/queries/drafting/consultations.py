"""Questions about consultations: one, all, the balance, what is unfinished."""
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Consultation, Draft, Opinion, Suggestion
from shared.refusals import NotFound, Refused

SIZE = 50
BUCKETS = ("withdrawn", "waiting", "in_suggestions", "set_aside")


def find_consultation(session: Session, consultation_id: str, lock: bool = False) -> Consultation:
    """One consultation, or NotFound."""
    found = session.get(Consultation, consultation_id, with_for_update=lock)
    if found is None:
        raise NotFound("没有这次征求意见。")
    return found


def is_changeable(consultation: Consultation) -> bool:
    """Whether it is not over."""
    return consultation.state in ("draft", "open")


def find_changeable(session: Session, consultation_id: str) -> Consultation:
    """A consultation that is not over, locked; Refused if it is."""
    found = find_consultation(session, consultation_id, lock=True)
    if not is_changeable(found):
        raise Refused("征求意见已经结束，不能再改。")
    return found


def lock_consultation(session: Session, consultation_id: str) -> str:
    """Let nobody else consolidate the same consultation until this transaction ends; returns its state, "" if it is
    not here. Taken before any lock on opinions and suggestions, so that two steps never wait for each other."""
    query = select(Consultation.state).where(Consultation.id == consultation_id).with_for_update()
    return session.scalar(query) or ""


def find_draft(session: Session, consultation: Consultation) -> Draft:
    """The current version of a consultation's draft."""
    found = session.get(Draft, (consultation.id, consultation.draft_version))
    if found is None:
        raise NotFound("没有这一版草案。")
    return found


def find_pending(session: Session, consultation: Consultation) -> Draft | None:
    """The version that is imported and not issued yet; before the opening that is the first one."""
    version = consultation.draft_version + (consultation.state != "draft")
    return session.get(Draft, (consultation.id, version))


def list_consultations(session: Session, page: int = 1) -> dict[str, Any]:
    """All consultations, the newest first."""
    total = session.scalar(select(func.count()).select_from(Consultation)) or 0
    items = session.scalars(select(Consultation).order_by(Consultation.created_at.desc())
                            .offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": list(items), "total": total, "next": page + 1 if page * SIZE < total else None}


def count_balance(session: Session, consultation_id: str) -> dict[str, int]:
    """Opinions by bucket, counted from the rows: received = withdrawn + waiting + in_suggestions + set_aside."""
    rows = session.execute(select(Opinion.state, func.count()).where(Opinion.consultation_id == consultation_id)
                           .group_by(Opinion.state))
    return balance_of(session, consultation_id, {row.state: row[1] for row in rows})


def balance_of(session: Session, consultation_id: str, by_state: Mapping[str, int]) -> dict[str, int]:
    """The balance of opinions that were counted already, and how many suggestions there are."""
    counts = dict.fromkeys(BUCKETS, 0) | dict(by_state)
    suggestions = session.scalar(select(func.count()).select_from(Suggestion).where(
        Suggestion.consultation_id == consultation_id, Suggestion.state != "retired")) or 0
    return {"received": sum(counts.values()), **counts, "suggestions": suggestions}


def list_unfinished(session: Session, consultation_id: str) -> Sequence[Suggestion]:
    """Suggestions that nobody has approved or declined to forward yet."""
    return session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation_id, Suggestion.state.in_(("drafted", "returned", "gated")))
        .order_by(Suggestion.no)).all()


def show_consultation(consultation: Consultation) -> dict[str, Any]:
    """A consultation as lists show it."""
    names = ("id", "state", "title", "level", "sector", "group_id", "audience", "stations", "invented",
             "draft_version", "shows_counts")
    return {name: getattr(consultation, name) for name in names} | {
        "opens_at": consultation.opens_at.isoformat(), "closes_at": consultation.closes_at.isoformat()}
