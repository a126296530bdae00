"""JSON routes of consultations, public keys, stations, devices and activities."""
from typing import Any

from flask import Response, current_app

from services.intake.api.freshness import unless_known
from services.intake.api.phones import collect_settings
from services.intake.opening import Opener
from services.intake.operations.devices import enrol_device, revoke_device
from services.intake.operations.registry import add_station, record_activity
from services.intake.queries.freshness import tag_of_consultation, tag_of_list
from services.intake.queries.progress import find_consultation, list_consultations
from services.intake.queries.registry import list_activities, list_stations, show_activity, show_station
from services.intake.schemas.registry import ActivitySchema, EnrolSchema, PageQuery, StationSchema
from shared.refusals import NotFound
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, open_door, site

routes = JsonRoutes("registry", __name__, url_prefix="/api/v1")
STAFF = ("officer", "group", "leader", "admin")


@routes.get("/consultations")
@open_door("what is being asked is public")
@routes.arguments(PageQuery, location="query")
def get_consultations(query: dict[str, Any]) -> Response:
    """Open consultations; 304 to who has them as they are."""
    with site().database.reading() as session:
        found = list_consultations(session, query["page"])
    return unless_known(tag_of_list(found), lambda: found)


@routes.get("/consultations/<consultation_id>")
@open_door("a draft put to the people is public")
def get_consultation(consultation_id: str) -> Response:
    """One consultation with its current version: provisions, plain words, focus questions, counts where shown; 304 to
    who has it as it is."""
    with site().database.reading() as session:
        return unless_known(tag_of_consultation(session, consultation_id),
                            lambda: find_consultation(session, consultation_id))


@routes.get("/keys/contact")
@open_door("a public key")
def get_contact_key() -> dict[str, str]:
    """The key that contacts are sealed to."""
    keys = site().keys
    return {"fingerprint": keys.contact_current, "public_key": keys.contact_keys[keys.contact_current]}


@routes.get("/keys/parcel")
@open_door("a public key")
def get_parcel_key() -> dict[str, str]:
    """The key that a device seals what it keeps to; only this service opens it."""
    opener: Opener = current_app.extensions["intake.opener"]
    if not opener.fingerprint:
        raise NotFound("这里还没有意见包的密钥，请管理员运行 python -m deploy.keys 后重启。")
    return {"fingerprint": opener.fingerprint, "public_key": opener.public_key}


@routes.get("/stations")
@guarded(*STAFF)
@routes.arguments(PageQuery, location="query")
def get_stations(query: dict[str, Any]) -> dict[str, Any]:
    """The stations."""
    with site().database.reading() as session:
        return list_stations(session, query["page"])


@routes.post("/stations")
@guarded("officer", "admin")
@routes.arguments(StationSchema)
def post_station(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Set up a station."""
    with site().database.writing() as session:
        return show_station(add_station(session, site().post, body)), 201


@routes.post("/stations/<station_id>/devices")
@guarded("officer", "admin")
@routes.arguments(EnrolSchema)
def post_device(body: dict[str, Any], station_id: str) -> tuple[dict[str, Any], int]:
    """Enrol a device; the token, and the address that binds a device by its one-time code, are shown this once."""
    with site().database.writing() as session:
        made = enrol_device(session, station_id, body, me(), site().now())
    return {"id": made.device.id, "token": made.token, "enrolment_url": enrolment_url(made.code),
            "collect_settings": collect_settings(made.device, made.token)}, 201


@routes.delete("/devices/<device_id>")
@guarded("officer", "admin")
def delete_device(device_id: str) -> dict[str, Any]:
    """Revoke a device; what it sent stays."""
    with site().database.writing() as session:
        device = revoke_device(session, device_id, me(), site().now())
        return {"id": device.id, "revoked_at": device.revoked_at.isoformat() if device.revoked_at else None}


@routes.get("/activities")
@guarded(*STAFF)
@routes.arguments(PageQuery, location="query")
def get_activities(query: dict[str, Any]) -> dict[str, Any]:
    """What took place, the latest first."""
    with site().database.reading() as session:
        return list_activities(session, query["page"])


@routes.post("/activities")
@guarded("officer", "admin")
@routes.arguments(ActivitySchema)
def post_activity(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Record a meeting, lecture or training."""
    with site().database.writing() as session:
        return show_activity(record_activity(session, site().post, body, me(), site().now())), 201


def enrolment_url(code: str) -> str:
    """Where a device goes to be bound by its one-time code."""
    return f"{site().settings.public_url.rstrip('/')}/enrol/{code}"
