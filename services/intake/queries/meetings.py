"""What was entered at meetings."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.models import Entry, Opinion
from services.intake.queries.registry import SIZE


def count_entries(session: Session, activity_ids: Sequence[str]) -> dict[str, int]:
    """How many opinions were entered at each of some meetings."""
    rows = session.execute(select(Entry.activity_id, func.count().label("number"))
                           .where(Entry.activity_id.in_(activity_ids)).group_by(Entry.activity_id))
    return {row.activity_id: row.number for row in rows}


def list_entries(session: Session, activity_id: str, page: int = 1) -> dict[str, Any]:
    """The opinions of a meeting, the last entered first, each with its place in the order they were entered."""
    total = count_entries(session, [activity_id]).get(activity_id, 0)
    rows = session.scalars(_entered(activity_id).order_by(Entry.entered_at.desc(), Opinion.id.desc())
                           .offset((page - 1) * SIZE).limit(SIZE)).all()
    first = total - (page - 1) * SIZE
    return {"items": [(first - place, row) for place, row in enumerate(rows)], "total": total,
            "next": page + 1 if page * SIZE < total else None}


def list_receipts(session: Session, activity_id: str) -> list[Opinion]:
    """All opinions of a meeting in the order they were entered."""
    return list(session.scalars(_entered(activity_id).order_by(Entry.entered_at, Opinion.id)))


def _entered(activity_id: str) -> Any:
    return select(Opinion).join(Entry, Entry.opinion_id == Opinion.id).where(Entry.activity_id == activity_id)
