"""Questions about the stock of numbered paper."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.models import Slip, SlipBatch
from services.intake.queries.boxes import check_station
from services.intake.queries.registry import page_of
from shared.identity import Identity
from shared.refusals import NotFound


def find_batch(session: Session, batch_id: str, who: Identity, locked: bool = False) -> SlipBatch:
    """One batch of the person's stations."""
    batch = session.get(SlipBatch, batch_id, with_for_update=locked or None, populate_existing=locked)
    if batch is None:
        raise NotFound("没有发过这一批表。")
    check_station(who, batch.station_id)
    return batch


def list_batches(session: Session, who: Identity, page: int = 1) -> dict[str, Any]:
    """The batches of the person's stations, the newest first, with what is used of each."""
    query = select(SlipBatch).order_by(SlipBatch.id.desc())
    if who.stations and not who.has("admin"):
        query = query.where(SlipBatch.station_id.in_(who.stations))
    found = page_of(session, query, page, lambda batch: batch)
    used = count_used(session, [each.id for each in found["items"]])
    return found | {"items": [show_batch(each, used[each.id]) for each in found["items"]]}


def count_used(session: Session, batch_ids: Sequence[str]) -> dict[str, int]:
    """How many slips of each batch lay in boxes."""
    rows = session.execute(select(Slip.batch_id, func.count()).where(Slip.batch_id.in_(batch_ids))
                           .group_by(Slip.batch_id))
    return dict.fromkeys(batch_ids, 0) | {row[0]: row[1] for row in rows}


def show_batch(batch: SlipBatch, used: int) -> dict[str, Any]:
    """A batch as lists show it."""
    names = ("id", "consultation_id", "draft_version", "station_id", "kind", "language", "from_serial", "to_serial",
             "issued_by_name", "spoilt", "unused", "missing", "note")
    return {name: getattr(batch, name) for name in names} | {
        "issued": batch.to_serial - batch.from_serial + 1, "used": used, "issued_at": batch.issued_at.isoformat(),
        "settled_at": batch.settled_at.isoformat() if batch.settled_at else None}
