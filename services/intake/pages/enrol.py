"""Where a device comes with its one-time code: the page that binds it."""
from flask import Blueprint, render_template, request

from services.intake.operations.devices import CodeRefused, find_enrolment
from services.intake.pages.door import count_miss
from services.intake.pages.words import Page, device_words
from services.intake.queries.devices import find_any_device, show_place
from shared.refusals import NotFound
from shared.web.doors import open_door, site

pages = Blueprint("enrol", __name__)


@pages.get("/enrol/<code>")
@open_door("the one-time code is the key; misses are counted")
def show_enrolment(code: str) -> Page:
    """What will be bound, and the button; looking uses nothing up."""
    try:
        with site().database.reading() as session:
            device = find_any_device(session, find_enrolment(session, code, site().now()).device_id)
            place = show_place(session, device)
    except CodeRefused as refused:
        return render_template("intake/enrol.html", refused=refused.sentence), 409
    except NotFound:
        count_miss(request.remote_addr or "")
        raise
    return render_template("intake/enrol.html", device=device, place=place, code=code, kinds=dict(device_words()))
