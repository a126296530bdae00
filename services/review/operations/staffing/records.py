"""The history of people, groups and filings: only added to."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.models import Record
from shared.identity import Identity
from shared.ids import new_id


def record(session: Session, subject_id: str, kind: str, who: Identity, now: datetime, *, why: str | None = None,
           before: Mapping[str, Any] | None = None) -> None:
    """Write one line of a subject's history; *before* is what stood there."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in (before or {}).items()}
    session.add(Record(id=new_id(), subject_id=subject_id, kind=kind, why=why, before=kept, who=who.account_id,
                       who_name=who.name, at=now))


def change(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set what is other than it was; returns what stood there before."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    for name in before:
        setattr(row, name, values[name])
    return before
