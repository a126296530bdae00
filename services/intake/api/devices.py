"""JSON routes of enrolled devices: bound by a one-time code, bound anew, told of themselves; and of pop-ups."""
from typing import Any

from flask import request

from services.intake.api.patience import count_miss
from services.intake.api.registry import STAFF, enrolment_url
from services.intake.operations.devices import bind_device, issue_code, recognise_device
from services.intake.operations.popups import change_popup, close_popup, plan_popup
from services.intake.queries.devices import show_device, show_place
from services.intake.queries.popups import list_popups, show_popup
from services.intake.schemas.devices import PopupChangeSchema, PopupSchema
from services.intake.schemas.registry import PageQuery
from shared.refusals import NotFound
from shared.web.bodies import JsonRoutes
from shared.web.doors import bearer, guarded, me, open_door, site

routes = JsonRoutes("devices", __name__, url_prefix="/api/v1")


@routes.post("/enrolments/<code>")
@open_door("the one-time code is the key; misses are counted")
def post_enrolment(code: str) -> dict[str, Any]:
    """Bind the device that asks: its token, this once. 404 unknown, 409 used, void or too old."""
    try:
        with site().database.writing() as session:
            device, token = bind_device(session, code, site().now())
            return {"device_id": device.id, "token": token, "kind": device.kind, "name": device.name,
                    "station": show_place(session, device)}
    except NotFound:
        count_miss(request.remote_addr or "")
        raise


@routes.post("/devices/<device_id>/codes")
@guarded("officer", "admin")
def post_code(device_id: str) -> tuple[dict[str, Any], int]:
    """Make a code that binds a known device anew; its token counts until the code is used."""
    with site().database.writing() as session:
        made = issue_code(session, device_id, me(), site().now())
    return {"id": made.device.id, "enrolment_url": enrolment_url(made.code)}, 201


@routes.get("/devices/me")
@open_door("checked inside: an enrolled device's token")
def get_me() -> dict[str, Any]:
    """What a device is told of itself; 401 once it was revoked."""
    with site().database.writing() as session:
        return show_device(session, recognise_device(session, bearer(), site().now()), site().now())


@routes.get("/popups")
@guarded(*STAFF)
@routes.arguments(PageQuery, location="query")
def get_popups(query: dict[str, Any]) -> dict[str, Any]:
    """The pop-ups, the latest first."""
    with site().database.reading() as session:
        return list_popups(session, query["page"])


@routes.post("/popups")
@guarded("officer", "admin")
@routes.arguments(PopupSchema)
def post_popup(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Plan a pop-up."""
    with site().database.writing() as session:
        return show_popup(plan_popup(session, body, me(), site().now())), 201


@routes.patch("/popups/<popup_id>")
@guarded("officer", "admin")
@routes.arguments(PopupChangeSchema)
def patch_popup(body: dict[str, Any], popup_id: str) -> dict[str, Any]:
    """Change a pop-up."""
    with site().database.writing() as session:
        return show_popup(change_popup(session, popup_id, body, me()))


@routes.post("/popups/<popup_id>/close")
@guarded("officer", "admin")
def post_popup_close(popup_id: str) -> dict[str, Any]:
    """Close a pop-up; what was left there stays."""
    with site().database.writing() as session:
        return show_popup(close_popup(session, popup_id, me(), site().now()))
