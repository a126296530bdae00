"""The comment boxes: their seals, their openings, their logs. For officers."""
from flask import Blueprint, flash, render_template, request

from services.intake.media import MOST_BYTES, check_picture
from services.intake.operations.blobs import keep_blob
from services.intake.operations.boxes import begin_opening, set_up_box
from services.intake.pages.chronicle import tell
from services.intake.pages.desks import my_stations
from services.intake.pages.reading import list_choices, shows_invented, station_names
from services.intake.pages.stages import act_words, next_words, state_words
from services.intake.pages.words import Page, _, errors_of, go, page_number
from services.intake.queries.boxes import find_box, find_tampering, find_unfinished, list_boxes, list_openings
from services.intake.queries.openings import list_log, show_step
from services.intake.schemas.boxes import BoxSchema, SealSchema
from shared.refusals import Errors, Invalid, Refused
from shared.web.bodies import limit, load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("box_desk", __name__, url_prefix="/staff/boxes")
CLERKS = ("officer", "admin")
PHOTO_LIMIT = MOST_BYTES + 64 * 1024


@pages.get("")
@guarded(*CLERKS)
def show_boxes() -> Page:
    """The boxes with their seals and where each opening stands."""
    return _list(200)


@pages.post("")
@guarded(*CLERKS)
def post_box() -> Page:
    """Set up a box."""
    try:
        with site().database.writing() as session:
            box = set_up_box(session, load_form(BoxSchema()), me(), site().now())
    except Refused as refused:
        return _list(status_of(refused), errors_of(refused))
    flash(_("已设箱：%(name)s，封条 %(seal)s。", name=box.name, seal=box.seal_no))
    return go(f"/staff/boxes/{box.id}")


@pages.get("/<box_id>")
@guarded(*CLERKS)
def show_box_page(box_id: str) -> Page:
    """One box: begin an opening, its earlier openings, its log."""
    return _one(box_id, 200)


@pages.post("/<box_id>/openings")
@guarded(*CLERKS)
@limit(PHOTO_LIMIT)
def post_opening(box_id: str) -> Page:
    """The first person at the seal."""
    try:
        values, upload = load_form(SealSchema()), request.files.get("photo")
        photo = upload.read() if upload else b""
        if not photo:
            sentence = _("请拍下封条的照片一起提交。")
            raise Invalid(sentence, {"photo": [sentence]})
        media_type = check_picture(photo, "photo").media_type
        with site().database.writing() as session:
            digest = keep_blob(session, photo, media_type, site().now())
            opening = begin_opening(session, box_id, values | {"photo": digest}, me(), site().now())
    except Refused as refused:
        return _one(box_id, status_of(refused), errors_of(refused))
    return go(f"/staff/boxes/openings/{opening.id}")


def _list(status: int, errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        boxes = list_boxes(session, me(), number)
        openings = list_openings(session, [each["id"] for each in boxes["items"]])
        stations, _consultations = list_choices(session, my_stations())
        names = station_names(session, [each["station_id"] for each in boxes["items"]])
        invented = shows_invented(session)
    latest = {each.box_id: each for each in reversed(openings)}
    return render_template("intake/boxes.html", boxes=boxes, latest=latest, stations=stations, names=names,
                           page=number, states=state_words(), nexts=next_words(), errors=errors, values=request.form,
                           invented=invented), status


def _one(box_id: str, status: int, errors: Errors | None = None) -> Page:
    with site().database.reading() as session:
        box = find_box(session, box_id, me())
        openings, unfinished = list_openings(session, [box_id]), find_unfinished(session, box_id)
        log = [tell(show_step(each, unfinished, me())) for each in list_log(session, box_id)]
        tampered, station = find_tampering(session, box), station_names(session, [box.station_id])
        invented = shows_invented(session)
    return render_template("intake/box.html", box=box, openings=openings, unfinished=unfinished, log=log,
                           tampered=tampered, station=station.get(box.station_id, ""), states=state_words(),
                           acts=act_words(), errors=errors, values=request.form, invented=invented), status
