"""JSON routes of a kiosk: what it shows, social items, voices lost half-way."""
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from services.intake.api.caller import calling_device
from services.intake.models import Device, Leaflet
from services.intake.operations.items import receive_item
from services.intake.operations.office import count_abandonments
from services.intake.queries.blobs import find_blob
from services.intake.queries.examples import list_examples
from services.intake.queries.office import find_leaflet, find_office, list_leaflets, list_past
from services.intake.queries.progress import show_consultation
from services.intake.queries.registry import find_station
from services.intake.schemas.office import AbandonmentSchema, ItemSchema
from shared.refusals import NotFound
from shared.web.bodies import JsonRoutes
from shared.web.doors import open_door, site

routes = JsonRoutes("kiosk", __name__, url_prefix="/api/v1")
DEVICE = "checked inside: an enrolled device's token"
EXAMPLES = 12


@routes.get("/kiosk")
@open_door(DEVICE)
def get_kiosk() -> dict[str, Any]:
    """What a kiosk shows beside the open drafts: its station's office, leaflets, drafts that are over, examples."""
    with site().database.writing() as session:
        return _shown(session, calling_device(session))


@routes.get("/leaflets/<leaflet_id>/picture")
@open_door("a published leaflet is for everybody")
def get_picture(leaflet_id: str) -> Response:
    """A published leaflet's picture."""
    with site().database.reading() as session:
        leaflet = find_leaflet(session, leaflet_id)
        if not leaflet.published or leaflet.picture is None:
            raise NotFound("没有这张图片。")
        blob = find_blob(session, leaflet.picture)
        return Response(blob.body, mimetype=blob.media_type)


@routes.post("/items")
@open_door(DEVICE)
@routes.arguments(ItemSchema)
def post_item(body: dict[str, Any]) -> tuple[dict[str, str], int]:
    """Leave a social item: 201 new, 200 repeated; its number is how it is followed."""
    with site().database.writing() as session:
        number, is_new = receive_item(session, calling_device(session), body, site().now())
    return {"id": body["id"], "number": number}, 201 if is_new else 200


@routes.post("/kiosk/abandonments")
@open_door(DEVICE)
@routes.arguments(AbandonmentSchema)
def post_abandonments(body: dict[str, Any]) -> dict[str, str]:
    """Say how many people left half-way on a day, by step; totals, so that a repeat changes nothing."""
    with site().database.writing() as session:
        count_abandonments(session, calling_device(session).id, body["on"], body["counts"])
    return {"on": body["on"].isoformat()}


def _shown(session: Session, device: Device) -> dict[str, Any]:
    station = find_station(session, device.station_id)
    office = find_office(session, station.id)
    return {
        "address": site().settings.public_url.rstrip("/"),
        "device": {"id": device.id, "name": device.name},
        "station": {"id": station.id, "name": station.name, "address": station.address},
        "office": {name: getattr(office, name) for name in ("hours", "phone", "officers", "idle_seconds")},
        "leaflets": [_leaflet(each) for each in list_leaflets(session)],
        "past": [show_consultation(each) for each in list_past(session, site().now())],
        "examples": [{"title": each.title, "consultation": each.consultation_title, "outcome": each.outcome,
                      "enacted_provision": each.enacted_provision} for each in list_examples(session, EXAMPLES)]}


def _leaflet(leaflet: Leaflet) -> dict[str, Any]:
    picture = f"/api/v1/leaflets/{leaflet.id}/picture" if leaflet.picture else None
    return {"id": leaflet.id, "title": leaflet.title, "text": leaflet.text, "picture": picture}
