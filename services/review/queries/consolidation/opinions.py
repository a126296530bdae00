"""Questions about opinions."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.review.models import Opinion
from services.review.queries.drafting.places import find_newest, here
from shared.refusals import NotFound

SIZE = 50


def find_opinion(session: Session, opinion_id: str, lock: bool = False) -> Opinion:
    """One opinion, or NotFound."""
    found = session.get(Opinion, opinion_id, with_for_update=lock)
    if found is None:
        raise NotFound("没有这条意见，或者它还没有送到。")
    return found


def list_opinions(session: Session, consultation_id: str, state: str = "", provision: str = "",
                  place: str = "", page: int = 1) -> dict[str, Any]:
    """Opinions of a consultation, oldest first; those that stand at *provision* now, or below it; *place*: those
    whose place is in this state."""
    query = select(Opinion).where(Opinion.consultation_id == consultation_id)
    if state:
        query = query.where(Opinion.state == state)
    if place:
        query = query.where(Opinion.place_state == place)
    if provision:
        where = here(find_newest(session, consultation_id))
        query = query.where((where == provision) | where.startswith(f"{provision}__", autoescape=True))
    found = cut(session, query.order_by(Opinion.received_at, Opinion.opinion_id), page)
    return found | {"items": [show_opinion(each) for each in found["items"]]}


def show_opinion(opinion: Opinion) -> dict[str, Any]:
    """An opinion as officers see it."""
    names = ("opinion_id", "consultation_id", "draft_version", "provision", "anchor", "stance", "text", "proposed_text",
             "reason", "answers", "channel", "station_id", "language", "submitter_kind", "public_name", "late", "state",
             "stage", "aside_reason", "place", "place_version", "place_state", "place_why", "place_start")
    return {"id": opinion.opinion_id} | {name: getattr(opinion, name) for name in names} | {
        "written_at": opinion.written_at.isoformat(), "received_at": opinion.received_at.isoformat()}


def cut(session: Session, query: Select[Any], page: int) -> dict[str, Any]:
    """One page of a query."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items: Sequence[Any] = session.scalars(query.offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": list(items), "total": total, "next": page + 1 if page * SIZE < total else None}
