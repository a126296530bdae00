"""社情民意: taken at a kiosk, forwarded to whom it concerns, closed."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.items import check_step, number_of
from services.intake.models import Device, ItemStep, SocialItem
from services.intake.queries.items import find_item
from shared.db import table_of
from shared.identity import Identity
from shared.refusals import Invalid, NotAllowed, Refused
from shared.rows import insert_new

ITEMS = table_of(SocialItem)


def receive_item(session: Session, device: Device, values: Mapping[str, Any], now: datetime) -> tuple[str, bool]:
    """Keep a social item and return its number, and whether it is new. A repeat gives the same number; other words
    under its id are refused."""
    number = number_of(values["id"])
    row = dict(values) | {"number": number, "station_id": device.station_id, "device_id": device.id,
                          "state": "received", "received_at": now}
    is_new = bool(insert_new(session, ITEMS, [row]))
    if not is_new and session.get_one(SocialItem, values["id"]).text != values["text"]:
        raise Refused("这个编号已经用于另一条社情民意，请重新填写一条。")
    return number, is_new


def step_item(session: Session, item_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> SocialItem:
    """Forward a social item, or close it; each step says who, when, to whom, and why."""
    item = find_item(session, item_id)
    if who.stations and item.station_id not in who.stations and not who.has("admin"):
        raise NotAllowed("只能办理自己工作站的社情民意。")
    check_step(item.state, values["state"])
    if values["state"] == "forwarded" and not values["whom"]:
        raise Invalid("请写明转给谁。", {"whom": ["请写明转给哪个部门或哪位工作人员。"]})
    turn = session.scalar(select(func.count()).select_from(ItemStep).where(ItemStep.item_id == item_id)) or 0
    session.add(ItemStep(item_id=item_id, turn=turn + 1, who=who.name, at=now, **values))
    item.state = values["state"]
    session.flush()
    return item
