"""What kiosks show, for officers: leaflets, each station's office, and how many left half-way."""
from flask import Blueprint, Response, flash, render_template, request

from services.intake.media import MOST_BYTES
from services.intake.models import Leaflet
from services.intake.operations.office import set_office, write_leaflet
from services.intake.pages.desks import my_stations
from services.intake.pages.forms import numbers_of
from services.intake.pages.reading import shows_invented
from services.intake.pages.words import Page, _, errors_of, go
from services.intake.queries.blobs import find_blob
from services.intake.queries.office import find_leaflet, list_leaflets, list_losses, list_offices
from services.intake.schemas.office import LeafletSchema, OfficeSchema
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import limit, load_form, load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("leaflets", __name__, url_prefix="/staff/kiosks")
CLERKS = ("officer", "admin")
ROOM = 256 * 1024


def step_words() -> dict[str, str]:
    """How far somebody had come at a kiosk."""
    return {"draft": _("选草案"), "article": _("选条文"), "stance": _("选态度"), "words": _("写或说意见"),
            "contact": _("要不要答复"), "item": _("写社情民意"), "reading": _("看宣传"), "liaison": _("民意联络")}


@pages.get("")
@guarded(*CLERKS)
def show_kiosks() -> Page:
    """Leaflets, offices, losses."""
    return _page(200)


@pages.post("/leaflets")
@guarded(*CLERKS)
@limit(MOST_BYTES + ROOM)
def post_leaflet() -> Page:
    """Write a leaflet."""
    return _write(None)


@pages.post("/leaflets/<leaflet_id>")
@guarded(*CLERKS)
@limit(MOST_BYTES + ROOM)
def post_leaflet_anew(leaflet_id: str) -> Page:
    """Write a leaflet anew, show it, or take it away."""
    return _write(leaflet_id)


@pages.get("/leaflets/<leaflet_id>/picture")
@guarded(*CLERKS)
def get_picture(leaflet_id: str) -> Response:
    """A leaflet's picture, published or not."""
    with site().database.reading() as session:
        picture = find_leaflet(session, leaflet_id).picture
        if picture is None:
            raise NotFound("这份宣传单没有图片。")
        blob = find_blob(session, picture)
        return Response(blob.body, mimetype=blob.media_type)


@pages.post("/offices/<station_id>")
@guarded(*CLERKS)
def post_office(station_id: str) -> Page:
    """Say when somebody is at a station."""
    try:
        with site().database.writing() as session:
            set_office(session, station_id, load_values(OfficeSchema(), numbers_of(request.form, "idle_seconds")), me())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused), station_id)
    flash(_("已保存，自助机几分钟内就会显示。"))
    return go("/staff/kiosks")


def _write(leaflet_id: str | None) -> Page:
    file = request.files.get("picture")
    try:
        values = load_form(LeafletSchema())
        with site().database.writing() as session:
            leaflet = write_leaflet(session, values, file.read() if file else b"", me(), site().now(), leaflet_id)
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused), leaflet_id or "new")
    flash(_("已保存：%(title)s", title=leaflet.title))
    return go("/staff/kiosks")


def _page(status: int, errors: Errors | None = None, focused: str = "") -> Page:
    with site().database.reading() as session:
        offices = list_offices(session, my_stations())
        leaflets: list[Leaflet] = list(list_leaflets(session, published_only=False))
        losses = list_losses(session)
        invented = shows_invented(session)
    return render_template("intake/kiosks.html", offices=offices, leaflets=leaflets, losses=losses, steps=step_words(),
                           errors=errors, focused=focused, values=request.form, invented=invented), status
