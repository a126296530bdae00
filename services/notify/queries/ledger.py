"""The delivery ledger: every notice, never a contact, and nothing that shows which belong to one person."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notify.domain import day_of
from services.notify.models import Notice

PAGE = 50


def list_notices(session: Session, filters: Mapping[str, Any], page: int) -> tuple[list[dict[str, Any]], int]:
    """Notices by receipt (an order that says nothing), 50 a page, and how many match."""
    columns = {"state": Notice.state, "consultation": Notice.consultation_id, "channel": Notice.channel,
               "receipt": Notice.receipt}
    where = [columns[name] == value for name, value in filters.items() if name in columns and value]
    total = session.scalar(select(func.count()).select_from(Notice).where(*where)) or 0
    query = select(Notice).where(*where).order_by(Notice.receipt, Notice.revision)
    return [show_notice(each) for each in session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))], total


def show_notice(notice: Notice) -> dict[str, Any]:
    """A notice as staff may see it. Moments are days: two letters of one second would give a person away."""
    return {"id": notice.id, "receipt": notice.receipt, "opinion_id": notice.opinion_id, "revision": notice.revision,
            "consultation_id": notice.consultation_id, "channel": notice.channel, "state": notice.state,
            "correction": notice.correction, "answered_by": notice.answered_by,
            "created_on": day_of(notice.created_at).isoformat(),
            "settled_on": day_of(notice.settled_at).isoformat() if notice.settled_at else None}
