"""Stations and their devices, for officers and administrators."""
from typing import Any

from flask import Blueprint, flash, render_template, request
from markupsafe import Markup

from services.intake.collect import code_of, settings_of
from services.intake.models import Device
from services.intake.operations.registry import add_station, enrol_device, revoke_device
from services.intake.pages.forms import numbers_of
from services.intake.pages.reading import devices_of, shows_invented
from services.intake.pages.words import Page, _, device_words, errors_of, go, page_number, station_words
from services.intake.queries.registry import list_stations
from services.intake.schemas.registry import EnrolSchema, StationSchema
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form, load_values
from shared.web.doors import guarded, site
from shared.web.errors import status_of

pages = Blueprint("stations", __name__, url_prefix="/staff/stations")
CLERKS = ("officer", "admin")


@pages.get("")
@guarded(*CLERKS)
def show_stations() -> Page:
    """The stations with their devices."""
    return _page(200)


@pages.post("")
@guarded(*CLERKS)
def post_station() -> Page:
    """Set up a station."""
    try:
        values = load_values(StationSchema(), numbers_of(request.form, "population"))
        with site().database.writing() as session:
            station = add_station(session, site().post, values)
    except Refused as refused:
        return _page(status_of(refused), errors=errors_of(refused))
    flash(_("已添加工作站：%(name)s", name=station.name))
    return go("/staff/stations")


@pages.post("/<station_id>/devices")
@guarded(*CLERKS)
def post_device(station_id: str) -> Page:
    """Enrol a device; its token stands on this answer alone."""
    try:
        values = load_form(EnrolSchema())
        with site().database.writing() as session:
            device, token = enrol_device(session, station_id, values, site().now())
    except Refused as refused:
        return _page(status_of(refused), errors=errors_of(refused))
    return _page(201, device=device, token=token)


@pages.post("/devices/<device_id>/revoke")
@guarded(*CLERKS)
def post_revocation(device_id: str) -> Page:
    """Let a device in no longer."""
    with site().database.writing() as session:
        name = revoke_device(session, device_id, site().now()).name
    flash(_("已停用设备：%(name)s。它交来过的意见都还在。", name=name))
    return go("/staff/stations")


def _page(status: int, device: Device | None = None, token: str = "", errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        stations: dict[str, Any] = list_stations(session, number)
        devices = devices_of(session, [each["id"] for each in stations["items"]])
        invented = shows_invented(session)
    return render_template("intake/stations.html", stations=stations, devices=devices, page=number, device=device,
                           token=token, code=_code(device, token), errors=errors, values=request.form,
                           kinds=station_words(), device_kinds=device_words(), invented=invented), status


def _code(device: Device | None, token: str) -> Markup:
    """What Collect scans, if a phone with Collect was enrolled just now."""
    if device is None or device.kind != "collect":
        return Markup("")
    return Markup(code_of(settings_of(site().settings.public_url, token, device.name)))
