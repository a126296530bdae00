"""Questions about devices: which there are, what each has sent, what they need to know."""
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Device, Station
from services.intake.queries.chains import find_chain
from services.intake.queries.popups import list_coming, show_popup
from shared.refusals import NotFound


def find_any_device(session: Session, device_id: str) -> Device:
    """One device, revoked or not; raises NotFound."""
    found = session.get(Device, device_id)
    if found is None:
        raise NotFound("没有这台设备。")
    return found


def show_device(session: Session, device: Device, now: datetime) -> dict[str, Any]:
    """What a device is told of itself: its station, the pop-ups that are not over, where its chain stands."""
    return {"id": device.id, "name": device.name, "kind": device.kind, "station": show_place(session, device),
            "popups": [show_popup(each) for each in list_coming(session, device.station_id, now)],
            "chain": chain_of(session, device.id), "revoked": device.revoked_at is not None}


def show_place(session: Session, device: Device) -> dict[str, Any]:
    """A device's station as the device shows it."""
    name = session.scalar(select(Station.name).where(Station.id == device.station_id))
    return {"id": device.station_id, "name": name}


def chain_of(session: Session, device_id: str) -> dict[str, Any]:
    """The number a device's next opinion has, and which below it have not arrived; what is aside has arrived."""
    return find_chain(session, device_id).as_json()
