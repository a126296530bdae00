"""One opening of a box: who did what, what is next and who may do it; and the record that is printed. For officers."""
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import segno
from flask import Blueprint, Response, flash, render_template, request

from services.intake.domain.boxes import STATES
from services.intake.domain.slips import printed, read_serials
from services.intake.models import Opening
from services.intake.operations.boxes import add_count, confirm_opening, correct_seal, recount
from services.intake.operations.closing import close_opening, reconcile_opening, sign_act
from services.intake.operations.manifest import classify_slip, register_slips, strike_slip
from services.intake.pages.chronicle import tell
from services.intake.pages.forms import numbers_of
from services.intake.pages.reading import shows_invented, station_names
from services.intake.pages.slip_choices import kind_words
from services.intake.pages.stages import act_words, next_words, state_words, steps_of
from services.intake.pages.words import Page, _, errors_of, go
from services.intake.queries.blobs import find_blob
from services.intake.queries.boxes import find_box, find_opening, find_tampering, find_unfinished, list_counts
from services.intake.queries.openings import list_log, may_see_seal, show_opening, show_step
from services.intake.queries.stock import list_batches
from services.intake.schemas.boxes import (
    CloseSchema,
    ConfirmOpeningSchema,
    CountSchema,
    KindSchema,
    ReasonSchema,
    SealSchema,
    SignSchema,
    SlipsSchema,
    slip_of,
)
from shared.refusals import Errors, NotAllowed, NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of
from shared.web.looks import HERE, show_day

pages = Blueprint("openings", __name__, url_prefix="/staff/boxes/openings")
CLERKS = ("officer", "admin")
Form = Mapping[str, Any]


@pages.app_template_filter("exactly")
def exactly(value: datetime) -> str:
    """A moment for paper, where "today" would soon be wrong."""
    return f"{show_day(value)} {value.astimezone(HERE):%H:%M:%S}"


@pages.get("/<opening_id>")
@guarded(*CLERKS)
def show_page(opening_id: str) -> Page:
    """The stepper, the present step, the counts, the balance, the slips."""
    return _page(opening_id, 200)


@pages.get("/<opening_id>/photo")
@guarded(*CLERKS)
def show_photo(opening_id: str) -> Response:
    """The photograph of the seal; the second person reads the seal itself first."""
    with site().database.reading() as session:
        opening = find_opening(session, opening_id, me())
        if not may_see_seal(opening, me()):
            raise NotAllowed("请您先自己读封条号；确认以后才能看照片。")
        blob = find_blob(session, opening.photo)
        return Response(blob.body, content_type=blob.media_type, headers={"Cache-Control": "private, no-store"})


@pages.get("/<opening_id>/record")
@guarded(*CLERKS)
def show_record(opening_id: str) -> Page:
    """开箱记录, to be printed and signed."""
    return render_template("intake/opening-record.html", **_read(opening_id), paper=True)


@pages.post("/<opening_id>/<act>")
@guarded(*CLERKS)
def post_step(opening_id: str, act: str) -> Page:
    """Take one step of the protocol."""
    if act not in STEPS:
        raise NotFound("没有这一步。")
    form = numbers_of(request.form, "number")
    try:
        with site().database.writing() as session:
            opening = STEPS[act](session, opening_id, form)
            said = _said(act, opening.counted if act == "count" else None)
    except Refused as refused:
        return _page(opening_id, status_of(refused), errors_of(refused))
    flash(said)
    return go(f"/staff/boxes/openings/{opening_id}")


def _said(act: str, counted: int | None) -> str:
    if act == "count":
        return _("两次点数相同：%(n)s 张。", n=counted) if counted is not None else _("已记下您点的数，请下一位点。")
    return _("已记下。")


def _register(session: Any, opening_id: str, form: Form) -> Any:
    items = [{"batch_id": form.get("batch_id", ""), "serial": serial, "kind": form.get("kind", "opinion")}
             for serial in read_serials(form.get("serials", ""))]
    values = load_values(SlipsSchema(), {"slips": items})
    register_slips(session, opening_id, [slip_of(each) for each in values["slips"]], me(), site().now())
    return find_opening(session, opening_id, me())


def _classify(session: Any, opening_id: str, form: Form) -> Any:
    given = dict(form)
    slip_id = given.pop("slip_id", "")
    classify_slip(session, opening_id, slip_id, load_values(KindSchema(), given)["kind"], me(), site().now())
    return find_opening(session, opening_id, me())


def _strike(session: Any, opening_id: str, form: Form) -> Any:
    given = dict(form)
    slip_id = given.pop("slip_id", "")
    strike_slip(session, opening_id, slip_id, load_values(ReasonSchema(), given)["reason"], me(), site().now())
    return find_opening(session, opening_id, me())


def _step(operation: Callable[..., Any], schema: Any, *names: str) -> Callable[[Any, str, Form], Any]:
    """How a posted form becomes a step: the whole body, or its fields in their order."""
    def take(session: Any, opening_id: str, form: Form) -> Any:
        values = load_values(schema(), form) if schema else {}
        given = [values[name] for name in names] if names else [values] if schema else []
        return operation(session, opening_id, *given, me(), site().now())
    return take


STEPS: dict[str, Callable[[Any, str, Form], Any]] = {
    "seal": _step(correct_seal, SealSchema), "confirm": _step(confirm_opening, ConfirmOpeningSchema, "seal_no"),
    "count": _step(add_count, CountSchema, "number"), "recount": _step(recount, ReasonSchema, "reason"),
    "slips": _register, "kind": _classify, "strike": _strike, "reconcile": _step(reconcile_opening, None),
    "close": _step(close_opening, CloseSchema, "envelope_seal", "new_seal"),
    "sign": _step(sign_act, SignSchema, "act", "keep_until")}


def _page(opening_id: str, status: int, errors: Errors | None = None) -> Page:
    read = _read(opening_id)
    address = f"{site().settings.public_url.rstrip('/')}/staff/boxes/openings/{opening_id}"
    with site().database.reading() as session:
        batches = list_batches(session, me())["items"]
    choices = [(each["id"], f"{printed(each['from_serial'])}–{printed(each['to_serial'])}") for each in batches]
    code = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return render_template("intake/opening.html", **read, errors=errors, values=request.form, batches=choices,
                           code=code, address=address), status


def _read(opening_id: str) -> dict[str, Any]:
    """All that the page and the record show; what the second person must not know yet is not in it."""
    with site().database.reading() as session:
        opening = find_opening(session, opening_id, me())
        box = find_box(session, opening.box_id, me())
        log, unfinished = list_log(session, box.id, opening), find_unfinished(session, box.id)
        counts = list_counts(session, opening)
        return {"opening": opening, "box": box, "shown": show_opening(session, opening, me()),
                "steps": steps_of(opening, log), "states": state_words(), "nexts": next_words(), "acts": act_words(),
                "log": [tell(show_step(each, unfinished, me())) for each in log], "kinds": kind_words(),
                "station": station_names(session, [box.station_id]).get(box.station_id, ""),
                "tampered": find_tampering(session, box), "invented": shows_invented(session),
                "is_kept_on": _is_kept_on(opening),
                "is_opener": opening.opener_id == me().account_id, "reached": STATES.index(opening.state),
                "counted_last": bool(counts) and counts[-1].who == me().account_id,
                "last_counter": counts[-1].who_name if counts else ""}


def _is_kept_on(opening: Opening) -> bool:
    """Whether the day is still to come until which the slips are kept."""
    return opening.keep_until is not None and opening.keep_until > site().now().astimezone(HERE).date()
