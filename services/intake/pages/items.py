"""社情民意: what people want known that is about no draft, on its way to whom it concerns."""
from flask import Blueprint, flash, render_template, request

from services.intake.domain.items import STATES
from services.intake.operations.items import step_item
from services.intake.pages.desks import my_stations
from services.intake.pages.reading import shows_invented, station_names
from services.intake.pages.words import Page, _, errors_of, go, page_number
from services.intake.queries.items import list_items, steps_of
from services.intake.schemas.office import ItemStepSchema
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("items", __name__, url_prefix="/staff/items")
CLERKS = ("officer", "admin")


def item_words() -> dict[str, tuple[str, str]]:
    """The states of a social item, and the tone to say each in."""
    return {"received": (_("已收到"), "info"), "forwarded": (_("已转办"), "part"), "closed": (_("已办结"), "calm")}


@pages.get("")
@guarded(*CLERKS)
def show_items() -> Page:
    """The social items of a state, the oldest first."""
    return _page(200)


@pages.post("/<item_id>")
@guarded(*CLERKS)
def post_step(item_id: str) -> Page:
    """Forward a social item, or close it."""
    try:
        with site().database.writing() as session:
            item = step_item(session, item_id, load_form(ItemStepSchema()), me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused), item_id)
    flash(_("已记下：%(number)s。", number=item.number))
    return go(f"/staff/items?state={request.args.get('state', '')}")


def _page(status: int, errors: Errors | None = None, focused: str = "") -> Page:
    state, number = request.args.get("state", ""), page_number()
    state = state if state in STATES else ""
    with site().database.reading() as session:
        items = list_items(session, state, my_stations(), number)
        steps = steps_of(session, [each.id for each in items["items"]])
        stations = station_names(session, [each.station_id for each in items["items"] if each.station_id])
        invented = shows_invented(session)
    return render_template("intake/items.html", items=items, steps=steps, stations=stations, state=state, page=number,
                           words=item_words(), errors=errors, focused=focused, values=request.form,
                           invented=invented), status
