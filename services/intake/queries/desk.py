"""What the device desk shows: how each device is doing, the ones to look after first."""
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.intake.domain.watch import ORDER, Known, judge_device
from services.intake.models import Conflict, Device, DeviceStep, Opinion, Station
from services.intake.queries.chains import Chain, find_chain

HERE = ZoneInfo("Asia/Shanghai")
DAYS = 30
WAITING = (Conflict.device_id.is_not(None), Conflict.settled_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A device on the desk: what it has sent today and in all, when it was last heard, where its chain stands."""

    device: Device
    station: str
    today: int
    all: int
    heard_at: datetime | None
    chain: Chain
    aside: int
    state: str


@dataclass(frozen=True)
class _Sent:
    """What has arrived from one device."""

    all: int = 0
    today: int = 0
    last: datetime | None = None


def list_watched(session: Session, now: datetime, words: str = "", station_id: str = "") -> list[Watched]:
    """The devices whose own or station's name holds *words*, those that need looking after first."""
    query = select(Device, Station.name).join(Station, Station.id == Device.station_id)
    if station_id:
        query = query.where(Device.station_id == station_id)
    rows = [(device, name) for device, name in session.execute(query)
            if words.casefold() in f"{device.name} {name}".casefold()]
    sent, aside = _sent(session, now), _aside(session)
    found = [_watched(session, device, name, sent.get(device.id, _Sent()), aside.get(device.id, 0), now)
             for device, name in rows]
    return sorted(found, key=lambda each: (ORDER.index(each.state), each.station, each.device.name))


def watch_device(session: Session, device: Device, now: datetime) -> Watched:
    """One device as the desk shows it."""
    name = session.scalar(select(Station.name).where(Station.id == device.station_id)) or ""
    return _watched(session, device, name, _sent(session, now).get(device.id, _Sent()),
                    _aside(session).get(device.id, 0), now)


def count_by_day(session: Session, device_id: str, now: datetime) -> list[tuple[datetime, int]]:
    """How many opinions arrived from a device on each of the last thirty days that brought any, the latest first."""
    moments = session.scalars(select(Opinion.received_at).where(
        Opinion.device_id == device_id, Opinion.received_at >= _midnight(now) - timedelta(days=DAYS - 1)))
    days = Counter(_midnight(each) for each in moments)
    return sorted(days.items(), reverse=True)


def list_aside(session: Session, device_id: str) -> list[Conflict]:
    """What came from a device, was kept aside and waits for a clerk, the newest first."""
    return list(session.scalars(select(Conflict).where(*WAITING, Conflict.device_id == device_id)
                                .order_by(Conflict.received_at.desc(), Conflict.id)))


def list_steps(session: Session, device_id: str) -> list[DeviceStep]:
    """What was done with a device, the latest first."""
    return list(session.scalars(select(DeviceStep).where(DeviceStep.device_id == device_id)
                                .order_by(DeviceStep.at.desc(), DeviceStep.id.desc())))


def _watched(session: Session, device: Device, station: str, sent: _Sent, aside: int, now: datetime) -> Watched:
    chain = find_chain(session, device.id)
    heard_at = max(filter(None, (device.heard_at, sent.last)), default=None)
    known = Known(enrolled_at=device.enrolled_at, heard_at=heard_at, revoked_at=device.revoked_at,
                  missing=chain.missing_total, odd=len(chain.mismatched) + len(chain.doubled), aside=aside)
    return Watched(device=device, station=station, today=sent.today, all=sent.all, heard_at=heard_at,
                   chain=chain, aside=aside, state=judge_device(known, now))


def _sent(session: Session, now: datetime) -> dict[str, _Sent]:
    is_today = case((Opinion.received_at >= _midnight(now), 1), else_=0)
    rows = session.execute(select(Opinion.device_id, func.count(), func.sum(is_today), func.max(Opinion.received_at))
                           .where(Opinion.device_id.is_not(None)).group_by(Opinion.device_id))
    return {device_id: _Sent(number, today, last) for device_id, number, today, last in rows if device_id is not None}


def _aside(session: Session) -> dict[str, int]:
    rows = session.execute(select(Conflict.device_id, func.count()).where(*WAITING).group_by(Conflict.device_id))
    return {device_id: number for device_id, number in rows if device_id is not None}


def _midnight(moment: datetime) -> datetime:
    """The beginning of a moment's day in Beijing."""
    return moment.astimezone(HERE).replace(hour=0, minute=0, second=0, microsecond=0)
