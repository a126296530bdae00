"""Questions about stations, devices, activities and closed accounts."""
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.intake.models import Activity, ClosedAccount, Device, Station
from shared.refusals import NotFound

SIZE = 50


def find_closed_account(session: Session, account_id: str) -> datetime | None:
    """When an account was closed, if it was."""
    return session.scalar(select(ClosedAccount.closed_at).where(ClosedAccount.account_id == account_id))


def find_station(session: Session, station_id: str) -> Station:
    """One station, or NotFound."""
    found = session.get(Station, station_id)
    if found is None:
        raise NotFound("没有这个工作站。")
    return found


def find_device(session: Session, token: str) -> Device | None:
    """The enrolled device whose token this is; a revoked one is none."""
    return session.scalar(select(Device).where(Device.token_hash == hash_token(token), Device.revoked_at.is_(None)))


def hash_token(token: str) -> str:
    """What is kept of a device's token."""
    return sha256(token.encode()).hexdigest()


def list_stations(session: Session, page: int = 1) -> dict[str, Any]:
    """Stations in the order they were set up."""
    return page_of(session, select(Station).order_by(Station.id), page, show_station)


def list_devices(session: Session, station_id: str) -> list[Device]:
    """A station's devices, the newest last."""
    return list(session.scalars(select(Device).where(Device.station_id == station_id).order_by(Device.id)))


def list_activities(session: Session, page: int = 1) -> dict[str, Any]:
    """Activities, the latest first."""
    return page_of(session, select(Activity).order_by(Activity.held_at.desc(), Activity.id), page, show_activity)


def show_station(station: Station) -> dict[str, Any]:
    """A station as lists show it."""
    names = ("id", "name", "kind", "township", "address", "population", "active")
    return {name: getattr(station, name) for name in names}


def show_activity(activity: Activity) -> dict[str, Any]:
    """An activity as lists show it."""
    names = ("id", "station_id", "kind", "title", "place", "attendees", "consultation_id", "minutes")
    return {name: getattr(activity, name) for name in names} | {"held_at": activity.held_at.isoformat()}


def page_of(session: Session, query: Select[Any], page: int, show: Any) -> dict[str, Any]:
    """One page of a list, in the form every list has."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items = [show(row) for row in session.scalars(query.offset((page - 1) * SIZE).limit(SIZE))]
    return {"items": items, "total": total, "next": page + 1 if page * SIZE < total else None}
