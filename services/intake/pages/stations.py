"""Stations, and the devices that are enrolled there, for officers and administrators."""
from typing import Any

from flask import Blueprint, flash, render_template, request

from services.intake.operations.devices import enrol_device
from services.intake.operations.registry import add_station
from services.intake.pages.binding import binding_page
from services.intake.pages.desks import my_stations
from services.intake.pages.forms import numbers_of
from services.intake.pages.reading import devices_of, shows_invented
from services.intake.pages.words import Page, _, device_words, errors_of, go, page_number, station_words
from services.intake.queries.registry import list_stations
from services.intake.schemas.registry import EnrolSchema, StationSchema
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form, load_values
from shared.web.doors import guarded, me, site
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
    if my_stations():
        flash(_("您的账号只管原来的工作站；要在这里登记设备、安排活动，请管理员在“人员”里把它加给您。"))
    return go("/staff/stations")


@pages.post("/<station_id>/devices")
@guarded(*CLERKS)
def post_device(station_id: str) -> Page:
    """Enrol a device; the code that binds it stands on this answer alone."""
    try:
        values = load_form(EnrolSchema())
        with site().database.writing() as session:
            made = enrol_device(session, station_id, values, me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), errors=errors_of(refused))
    return binding_page(made)


def _page(status: int, errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        stations: dict[str, Any] = list_stations(session, number)
        devices = devices_of(session, [each["id"] for each in stations["items"]])
        invented = shows_invented(session)
    return render_template("intake/stations.html", stations=stations, devices=devices, page=number, errors=errors,
                           values=request.form, kinds=station_words(), device_kinds=device_words(),
                           invented=invented), status
