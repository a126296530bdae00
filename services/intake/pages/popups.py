"""Pop-ups: where and when the tablets stand, with which draft, for whom, and who goes along."""
import re
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.intake.models import Popup
from services.intake.operations.popups import change_popup, close_popup, find_popup, plan_popup
from services.intake.pages.desks import my_stations
from services.intake.pages.reading import (
    Asked,
    device_names,
    find_asked,
    labels_of,
    list_choices,
    shows_invented,
    station_names,
)
from services.intake.pages.words import Page, _, errors_of, go, page_number, stance_words
from services.intake.queries.popups import count_by_provision, list_popups, list_spoken
from services.intake.schemas.devices import PopupChangeSchema, PopupSchema
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("popups", __name__, url_prefix="/staff/popups")
CLERKS = ("officer", "admin")
BETWEEN_NAMES = re.compile(r"[、，,;；\n]+")
HERE = ZoneInfo("Asia/Shanghai")
MOMENTS = ("opens_at", "closes_at")


@pages.get("")
@guarded(*CLERKS)
def show_popups() -> Page:
    """The pop-ups, the latest first, and the form of a new one."""
    return _page(200)


@pages.post("")
@guarded(*CLERKS)
def post_popup() -> Page:
    """Plan a pop-up; the form gives its times as they are on the wall clock in Beijing."""
    try:
        values = load_values(PopupSchema(), _given())
        with site().database.writing() as session:
            popup = plan_popup(session, values, me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(_("已安排流动工作站点：%(title)s。这个工作站的平板联网后就能选它。", title=popup.title))
    return go(f"/staff/popups/{popup.id}")


@pages.get("/<popup_id>")
@guarded(*CLERKS)
def show_popup(popup_id: str) -> Page:
    """One pop-up with what was said there."""
    return _popup_page(popup_id, 200)


@pages.post("/<popup_id>")
@guarded(*CLERKS)
def post_change(popup_id: str) -> Page:
    """Change a pop-up."""
    try:
        values = load_values(PopupChangeSchema(), _given())
        with site().database.writing() as session:
            title = change_popup(session, popup_id, values, me()).title
    except Refused as refused:
        return _popup_page(popup_id, status_of(refused), errors_of(refused))
    flash(_("已保存流动工作站点：%(title)s。", title=title))
    return go(f"/staff/popups/{popup_id}")


@pages.post("/<popup_id>/close")
@guarded(*CLERKS)
def post_close(popup_id: str) -> Page:
    """Close a pop-up before its time."""
    with site().database.writing() as session:
        title = close_popup(session, popup_id, me(), site().now()).title
    flash(_("已结束流动工作站点：%(title)s。平板上还没发出的意见照常收。", title=title))
    return go(f"/staff/popups/{popup_id}")


def _given() -> dict[str, Any]:
    given: dict[str, Any] = {name: value.strip() for name, value in request.form.items()
                             if value.strip() and name != "csrf_token"}
    for name in MOMENTS:
        if name in given:
            given[name] += "+08:00"
    if "crew" in given:
        given["crew"] = [each.strip() for each in BETWEEN_NAMES.split(given["crew"]) if each.strip()]
    return given


def _popup_page(popup_id: str, status: int, errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        popup = find_popup(session, popup_id)
        spoken, topics = list_spoken(session, popup_id, number), count_by_provision(session, popup_id)
        names, device = station_names(session, [popup.station_id]), device_names(session, [popup.device_id or ""])
        asked, invented = _asked_if_here(session, popup.consultation_id), shows_invented(session)
    return render_template("intake/popup.html", popup=popup, spoken=spoken, topics=topics, names=names, page=number,
                           asked=asked, articles=labels_of(asked) if asked else {}, stances=dict(stance_words()),
                           device=device.get(popup.device_id or ""), errors=errors,
                           values=request.form or _typed(popup), invented=invented), status


def _typed(popup: Popup) -> dict[str, str]:
    """A pop-up as somebody would type it."""
    moments = {name: getattr(popup, name).astimezone(HERE).strftime("%Y-%m-%dT%H:%M") for name in MOMENTS}
    return {name: getattr(popup, name) for name in ("title", "place", "audience")} | moments | {
        "crew": "、".join(popup.crew)}


def _asked_if_here(session: Session, consultation_id: str) -> Asked | None:
    try:
        return find_asked(session, consultation_id)
    except NotFound:
        return None


def _page(status: int, errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        popups = list_popups(session, number)
        stations, consultations = list_choices(session, my_stations())
        names = station_names(session, [each["station_id"] for each in popups["items"]])
        invented = shows_invented(session)
    return render_template("intake/popups.html", popups=popups, stations=stations, consultations=consultations,
                           titles=dict(consultations), names=names, page=number, errors=errors, values=request.form,
                           invented=invented), status
