"""Questions about what a kiosk shows: the station's office, leaflets, drafts that are over, voices lost half-way."""
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Abandonment, Consultation, Device, Leaflet, Office, Station
from shared.refusals import NotFound

IDLE_SECONDS = 120
PAST, LEAFLETS, DAYS = 20, 100, 60


@dataclass(frozen=True)
class Loss:
    """How many left one kiosk half-way on one day, by step."""

    device: str
    on: str
    steps: list[tuple[str, int]]


def find_office(session: Session, station_id: str) -> Office:
    """A station's office; where nobody has written anything, an empty one."""
    return session.get(Office, station_id) or Office(station_id=station_id, hours="", phone="", officers="",
                                                     idle_seconds=IDLE_SECONDS)


def list_offices(session: Session, stations: Collection[str]) -> list[tuple[Station, Office]]:
    """The offices of *stations* (none: of all)."""
    query = select(Station).where(Station.active).order_by(Station.id)
    rows = session.scalars(query.where(Station.id.in_(sorted(stations))) if stations else query).all()
    return [(station, find_office(session, station.id)) for station in rows]


def find_leaflet(session: Session, leaflet_id: str) -> Leaflet:
    """One leaflet, or NotFound."""
    found = session.get(Leaflet, leaflet_id)
    if found is None:
        raise NotFound("没有这份宣传单。")
    return found


def list_leaflets(session: Session, published_only: bool = True) -> Sequence[Leaflet]:
    """The leaflets, the newest first."""
    query = select(Leaflet).order_by(Leaflet.written_at.desc(), Leaflet.id).limit(LEAFLETS)
    return session.scalars(query.where(Leaflet.published) if published_only else query).all()


def list_past(session: Session, now: datetime) -> list[Consultation]:
    """Consultations that are over, the newest first."""
    rows = session.scalars(select(Consultation).order_by(
        Consultation.closes_at.desc(), Consultation.consultation_id).limit(3 * PAST))
    return [each for each in rows if each.state != "open" or each.closes_at < now][:PAST]


def list_losses(session: Session) -> list[Loss]:
    """On which days people left which kiosk half-way, and at which step, the newest day first."""
    rows = session.execute(select(Device.name, Abandonment.on, Abandonment.step, Abandonment.number)
                           .join(Device, Device.id == Abandonment.device_id)
                           .order_by(Abandonment.on.desc(), Device.name, Abandonment.step).limit(10 * DAYS))
    found: dict[tuple[str, str], Loss] = {}
    for name, on, step, number in rows:
        found.setdefault((name, on.isoformat()), Loss(name, on.isoformat(), [])).steps.append((step, number))
    return list(found.values())[:DAYS]
