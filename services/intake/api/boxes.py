"""JSON routes of the comment boxes: two people at the seal, two at the counting, two signatures at the end."""
from typing import Any

from flask import request

from services.intake.media import MOST_BYTES, check_picture
from services.intake.models import Opening
from services.intake.operations.blobs import keep_blob
from services.intake.operations.boxes import (
    add_count,
    begin_opening,
    confirm_opening,
    correct_seal,
    recount,
    set_up_box,
)
from services.intake.operations.closing import close_opening, reconcile_opening, sign_act
from services.intake.operations.manifest import classify_slip, register_slips, strike_slip
from services.intake.queries.boxes import (
    find_box,
    find_opening,
    find_tampering,
    find_unfinished,
    list_boxes,
    list_openings,
    show_box,
)
from services.intake.queries.openings import brief, list_log, show_opening, show_slip, show_step
from services.intake.schemas.boxes import (
    BoxSchema,
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
from services.intake.schemas.registry import PageQuery
from shared.refusals import Invalid
from shared.web.bodies import JsonRoutes, limit, load_form
from shared.web.doors import guarded, me, site

routes = JsonRoutes("boxes", __name__, url_prefix="/api/v1")
CLERKS = ("officer", "admin")
PHOTO_LIMIT = MOST_BYTES + 64 * 1024


@routes.get("/boxes")
@guarded(*CLERKS)
@routes.arguments(PageQuery, location="query")
def get_boxes(query: dict[str, Any]) -> dict[str, Any]:
    """The boxes of one's stations."""
    with site().database.reading() as session:
        return list_boxes(session, me(), query["page"])


@routes.post("/boxes")
@guarded(*CLERKS)
@routes.arguments(BoxSchema)
def post_box(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Set up a box under its first seal."""
    with site().database.writing() as session:
        return show_box(set_up_box(session, body, me(), site().now())), 201


@routes.get("/boxes/<box_id>")
@guarded(*CLERKS)
def get_box(box_id: str) -> dict[str, Any]:
    """One box with its openings."""
    with site().database.reading() as session:
        box = find_box(session, box_id, me())
        return show_box(box) | {"openings": [brief(each) for each in list_openings(session, [box_id])]}


@routes.get("/boxes/<box_id>/steps")
@guarded(*CLERKS)
def get_steps(box_id: str) -> dict[str, Any]:
    """A box's log; ``tampered``: the first line that is not as it was written, or null."""
    with site().database.reading() as session:
        box, unfinished = find_box(session, box_id, me()), find_unfinished(session, box_id)
        items = [show_step(each, unfinished, me()) for each in list_log(session, box_id)]
        return {"items": items, "total": len(items), "next": None, "tampered": find_tampering(session, box)}


@routes.post("/boxes/<box_id>/openings")
@guarded(*CLERKS)
@limit(PHOTO_LIMIT)
@routes.doc(requestBody={"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
    "photo": {"type": "string", "format": "binary"}, "seal_no": {"type": "string"}, "is_intact": {"type": "boolean"},
    "note": {"type": "string"}}}}}})
def post_opening(box_id: str) -> tuple[dict[str, Any], int]:
    """The first person at the seal: its number, whether it is whole, its photograph. The second confirms."""
    values, photo = load_form(SealSchema()), read_photo()
    media_type = check_picture(photo, "photo").media_type
    with site().database.writing() as session:
        digest = keep_blob(session, photo, media_type, site().now())
        opening = begin_opening(session, box_id, values | {"photo": digest}, me(), site().now())
        return show_opening(session, opening, me()), 201


def read_photo() -> bytes:
    """The photograph that was uploaded, or Invalid."""
    upload = request.files.get("photo")
    body = upload.read() if upload else b""
    if not body:
        sentence = "请拍下封条的照片一起提交。"
        raise Invalid(sentence, {"photo": [sentence]})
    return body


@routes.get("/openings/<opening_id>")
@guarded(*CLERKS)
def get_opening(opening_id: str) -> dict[str, Any]:
    """One opening: its state, its counts, its balance, what comes next."""
    with site().database.reading() as session:
        return show_opening(session, find_opening(session, opening_id, me()), me())


@routes.post("/openings/<opening_id>/seal")
@guarded(*CLERKS)
@routes.arguments(SealSchema)
def post_seal(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """The first person corrects what was read on the seal, before the second confirms."""
    return _step(correct_seal, opening_id, body)


@routes.post("/openings/<opening_id>/confirm")
@guarded(*CLERKS)
@routes.arguments(ConfirmOpeningSchema)
def post_confirmation(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """The second person at the seal: the box may be opened."""
    return _step(confirm_opening, opening_id, body["seal_no"])


@routes.post("/openings/<opening_id>/count")
@guarded(*CLERKS)
@routes.arguments(CountSchema)
def post_count(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """One person's count; two people in a row must count the same."""
    return _step(add_count, opening_id, body["number"])


@routes.post("/openings/<opening_id>/recount")
@guarded(*CLERKS)
@routes.arguments(ReasonSchema)
def post_recount(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """Count anew, with the reason."""
    return _step(recount, opening_id, body["reason"])


@routes.post("/openings/<opening_id>/slips")
@guarded(*CLERKS)
@routes.arguments(SlipsSchema)
def post_slips(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """Register the slips that lay in the box, all of them or none; a repeat changes nothing."""
    with site().database.writing() as session:
        register_slips(session, opening_id, [slip_of(each) for each in body["slips"]], me(), site().now())
        return show_opening(session, find_opening(session, opening_id, me()), me())


@routes.post("/openings/<opening_id>/slips/<slip_id>/kind")
@guarded(*CLERKS)
@routes.arguments(KindSchema)
def post_kind(body: dict[str, Any], opening_id: str, slip_id: str) -> dict[str, Any]:
    """Say what a slip is; that it is no opinion takes two people, ``doubted`` until the second has said the same."""
    with site().database.writing() as session:
        return show_slip(classify_slip(session, opening_id, slip_id, body["kind"], me(), site().now()), me())


@routes.post("/openings/<opening_id>/slips/<slip_id>/strike")
@guarded(*CLERKS)
@routes.arguments(ReasonSchema)
def post_strike(body: dict[str, Any], opening_id: str, slip_id: str) -> dict[str, Any]:
    """Take out a slip that was registered by mistake."""
    with site().database.writing() as session:
        strike_slip(session, opening_id, slip_id, body["reason"], me(), site().now())
        session.flush()
        return show_opening(session, find_opening(session, opening_id, me()), me())


@routes.post("/openings/<opening_id>/reconcile")
@guarded(*CLERKS)
def post_reconciliation(opening_id: str) -> dict[str, Any]:
    """Strike the balance."""
    return _step(reconcile_opening, opening_id)


@routes.post("/openings/<opening_id>/close")
@guarded(*CLERKS)
@routes.arguments(CloseSchema)
def post_close(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """Seal the slips into their envelope and the box anew; 409 while the counts do not agree."""
    return _step(close_opening, opening_id, body["envelope_seal"], body["new_seal"])


@routes.post("/openings/<opening_id>/signatures")
@guarded(*CLERKS)
@routes.arguments(SignSchema)
def post_signature(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """One of the two signatures for keeping or destroying."""
    return _step(sign_act, opening_id, body["act"], body["keep_until"])


def _step(operation: Any, opening_id: str, *given: Any) -> dict[str, Any]:
    with site().database.writing() as session:
        opening: Opening = operation(session, opening_id, *given, me(), site().now())
        session.flush()
        return show_opening(session, opening, me())
