"""A station's office and leaflets as kiosks show them, and the voices that were lost half-way."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.media import check_picture
from services.intake.models import Abandonment, Leaflet, Office
from services.intake.operations.blobs import keep_blob
from services.intake.queries.office import find_leaflet
from services.intake.queries.registry import find_station
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import NotAllowed


def set_office(session: Session, station_id: str, values: Mapping[str, Any], who: Identity) -> Office:
    """Say when somebody is at a station, how to reach them, and how long its kiosks wait."""
    find_station(session, station_id)
    if who.stations and station_id not in who.stations and not who.has("admin"):
        raise NotAllowed("只能修改自己工作站的信息。")
    return session.merge(Office(station_id=station_id, **values))


def write_leaflet(session: Session, values: Mapping[str, Any], picture: bytes, who: Identity, now: datetime,
                  leaflet_id: str | None = None) -> Leaflet:
    """Write a leaflet, or write one anew; without a new picture it keeps the one it has."""
    leaflet = find_leaflet(session, leaflet_id) if leaflet_id else Leaflet(id=new_id(), picture=None)
    if picture:
        leaflet.picture = keep_blob(session, picture, check_picture(picture, "picture").media_type, now)
    leaflet.title, leaflet.text, leaflet.published = values["title"], values["text"], values["published"]
    leaflet.written_by, leaflet.written_at = who.account_id, now
    session.add(leaflet)
    session.flush()
    return leaflet


def count_abandonments(session: Session, device_id: str, on: date, counts: Mapping[str, int]) -> None:
    """Keep how many left a kiosk half-way on a day, by step. The device says totals; the highest said stands, so that
    a repeat changes nothing."""
    for step, number in counts.items():
        known = session.get(Abandonment, (device_id, on, step), with_for_update=True)
        if known is None:
            session.add(Abandonment(device_id=device_id, on=on, step=step, number=number))
        else:
            known.number = max(known.number, number)
    session.flush()
