"""Questions about social items."""
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.models import ItemStep, SocialItem
from shared.refusals import NotFound

SIZE = 50


def find_item(session: Session, item_id: str) -> SocialItem:
    """One social item, locked for a step, or NotFound."""
    found = session.get(SocialItem, item_id, with_for_update=True)
    if found is None:
        raise NotFound("没有这条社情民意。")
    return found


def find_numbered(session: Session, number: str) -> SocialItem | None:
    """The social item behind a number, if there is one."""
    return session.scalar(select(SocialItem).where(SocialItem.number == number))


def list_items(session: Session, state: str, stations: Collection[str], page: int) -> dict[str, Any]:
    """Social items in a state (none: all) of *stations* (none: all), the oldest first, with how many there are."""
    query = select(SocialItem)
    if state:
        query = query.where(SocialItem.state == state)
    if stations:
        query = query.where(SocialItem.station_id.in_(sorted(stations)))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(SocialItem.written_at, SocialItem.id).offset((page - 1) * SIZE).limit(SIZE))
    return {"items": list(rows), "total": total, "next": page + 1 if page * SIZE < total else None}


def steps_of(session: Session, item_ids: Sequence[str]) -> dict[str, list[ItemStep]]:
    """The steps of some social items, by item, in order."""
    found: dict[str, list[ItemStep]] = {each: [] for each in item_ids}
    for step in session.scalars(select(ItemStep).where(ItemStep.item_id.in_(item_ids)).order_by(ItemStep.turn)):
        found[step.item_id].append(step)
    return found
