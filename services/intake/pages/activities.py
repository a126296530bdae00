"""What took place at the stations, for officers and administrators."""
from typing import Any

from flask import Blueprint, flash, render_template, request

from services.intake.operations.registry import record_activity
from services.intake.pages.desks import my_stations
from services.intake.pages.forms import numbers_of
from services.intake.pages.reading import list_choices, shows_invented, station_names
from services.intake.pages.words import Page, _, activity_words, errors_of, go, page_number
from services.intake.queries.meetings import count_entries
from services.intake.queries.registry import list_activities
from services.intake.schemas.registry import ActivitySchema
from shared.refusals import Errors, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("activities", __name__, url_prefix="/staff/activities")
CLERKS = ("officer", "admin")


@pages.get("")
@guarded(*CLERKS)
def show_activities() -> Page:
    """The activities, the latest first."""
    return _page(200)


@pages.post("")
@guarded(*CLERKS)
def post_activity() -> Page:
    """Record an activity; the form gives its time as it was on the wall clock in Beijing."""
    given: dict[str, Any] = numbers_of(request.form, "attendees")
    if given.get("held_at"):
        given["held_at"] += "+08:00"
    try:
        with site().database.writing() as session:
            activity = record_activity(session, site().post, load_values(ActivitySchema(), given), me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(_("已登记活动：%(title)s", title=activity.title))
    return go("/staff/activities")


def _page(status: int, errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        activities = list_activities(session, number)
        stations, consultations = list_choices(session, my_stations())
        invented = shows_invented(session)
        names = station_names(session, [each["station_id"] for each in activities["items"]])
        entered = count_entries(session, [each["id"] for each in activities["items"]])
    return render_template("intake/activities.html", activities=activities, names=names, entered=entered,
                           stations=stations, consultations=consultations, page=number,
                           errors=errors, values=request.form,
                           kinds=activity_words(), invented=invented), status
