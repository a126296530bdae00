"""JSON routes of slips: scanned, their contact sealed, keyed twice, differences decided, audited."""
from base64 import b64encode
from hashlib import sha256
from typing import Any

from flask import Response, request

from services.intake.api.admission import admit
from services.intake.domain.slips import printed
from services.intake.operations.auditing import audit_slip
from services.intake.operations.keying import Desk, Keyed, key_slip, resolve_slip
from services.intake.operations.scanning import Origin, keep_scan, seal_in_contact
from services.intake.queries.audits import audit_figures
from services.intake.queries.blobs import find_blob
from services.intake.queries.boxes import find_opening
from services.intake.queries.slips import (
    find_held,
    find_scan,
    is_label,
    list_held,
    list_scans,
    next_to_key,
    show_held,
)
from services.intake.scans import Code, Cut, Page, Sheet, cut_sheet, preview, read_pages, read_sheet
from services.intake.schemas.slips import KeyingSchema, ReadSchema, ScanForm, SlipContactSchema
from services.intake.settings import settings_of
from shared.refusals import Invalid, Refused
from shared.web.bodies import JsonRoutes, limit, load_form
from shared.web.doors import guarded, me, site

routes = JsonRoutes("slips", __name__, url_prefix="/api/v1")
CLERKS = ("officer", "admin")
SCANS_LIMIT, MOST_FILES, NAME_SHOWN = 40 * 1024 * 1024, 50, 100
FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
DOC = {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
    "files": FILES, "slip_id": {"type": "string"}, "side": {"enum": ["front", "back"]}, "page": {"type": "integer"},
    "turned": {"enum": [0, 90, 180, 270]}, "seen": {"type": "integer"}}}}}}


@routes.post("/openings/<opening_id>/scans")
@guarded(*CLERKS)
@limit(SCANS_LIMIT)
@routes.doc(requestBody=DOC)
def post_scans(opening_id: str) -> dict[str, Any]:
    """Keep scanned pages (JPEG, PNG, TIFF, PDF) without their contact strips. ``results``, one a page: kept, repeated,
    unread (no code: send the page again with its slip) or refused. A ``strip`` is in this answer and nowhere else."""
    form = load_form(ScanForm())
    with site().database.reading() as session:
        find_opening(session, opening_id, me())
    files = request.files.getlist("files")
    if not files or len(files) > MOST_FILES:
        sentence = f"请选择 1 到 {MOST_FILES} 个文件。"
        raise Invalid(sentence, {"files": [sentence]})
    return {"results": [each for file in files
                        for each in _scan_file(opening_id, (file.filename or "")[:NAME_SHOWN], file.read(), form)]}


@routes.get("/scans/<scan_id>/picture")
@guarded(*CLERKS)
def get_picture(scan_id: str) -> Response:
    """A scanned page; its contact strip is black."""
    with site().database.reading() as session:
        blob = find_blob(session, find_scan(session, scan_id, me()).masked)
        return Response(blob.body, content_type=blob.media_type)


@routes.put("/slips/<slip_id>/contact")
@guarded(*CLERKS)
@routes.arguments(SlipContactSchema)
def put_contact(body: dict[str, Any], slip_id: str) -> dict[str, Any]:
    """Keep the contact of a slip, sealed in the browser; null: the strip is empty."""
    with site().database.writing() as session:
        slip = seal_in_contact(session, slip_id, body, site().keys.contact_keys, me(), site().now())
        return {"slip_id": slip.id, "has_contact": bool(slip.sealed_contact)}


@routes.get("/openings/<opening_id>/keyings")
@guarded(*CLERKS)
def get_keyings(opening_id: str) -> dict[str, Any]:
    """How far each slip of an opening is; never what was keyed."""
    with site().database.reading() as session:
        find_opening(session, opening_id, me())
        items = [show_held(each) for each in list_held(session, opening_id)]
    return {"items": items, "total": len(items), "next": None}


@routes.get("/openings/<opening_id>/keyings/next")
@guarded(*CLERKS)
def get_next(opening_id: str) -> dict[str, Any]:
    """The next slip that whoever asks may key, with its pictures; ``slip_id`` is null where there is none."""
    with site().database.reading() as session:
        find_opening(session, opening_id, me())
        slip = next_to_key(session, opening_id, me())
        if slip is None:
            return {"slip_id": None, "serial": None, "scans": []}
        scans = [{"id": each.id, "side": each.side} for each in list_scans(session, slip.id)]
        return {"slip_id": slip.id, "serial": slip.serial, "scans": scans}


@routes.post("/openings/<opening_id>/keyings")
@guarded(*CLERKS)
@routes.arguments(KeyingSchema)
def post_keying(body: dict[str, Any], opening_id: str) -> dict[str, Any]:
    """Key a slip: the first time, or blind the second time by another person. Two that agree make the opinion."""
    fields = {name: body[name] for name in body if name not in ("slip_id", "verified")}
    with site().database.writing() as session:
        held = find_held(session, body["slip_id"], me())
        if held.slip.opening_id != opening_id:
            raise Refused("这张表属于另一次开箱。", {"slip_id": ["这张表属于另一次开箱。"]})
        return show_keyed(key_slip(session, desk(), body["slip_id"], fields, body["verified"]))


@routes.get("/slips/<slip_id>/differences")
@guarded(*CLERKS)
def get_differences(slip_id: str) -> dict[str, Any]:
    """Where the two keys of a slip differ, character by character; empty until both are there."""
    with site().database.reading() as session:
        held = find_held(session, slip_id, me())
        return {"slip_id": slip_id, "state": held.state, "differences": [
            {"field": each.field, "first": each.first, "second": each.second,
             "pieces": [[piece.kind, piece.text] for piece in each.pieces]} for each in held.differences]}


@routes.post("/slips/<slip_id>/resolution")
@guarded(*CLERKS)
@routes.arguments(ReadSchema)
def post_resolution(body: dict[str, Any], slip_id: str) -> dict[str, Any]:
    """Decide what a slip says where its two keys differ."""
    with site().database.writing() as session:
        return show_keyed(resolve_slip(session, desk(), slip_id, body))


@routes.post("/slips/<slip_id>/audit")
@guarded(*CLERKS)
@routes.arguments(ReadSchema)
def post_audit(body: dict[str, Any], slip_id: str) -> dict[str, Any]:
    """Key a slip that was drawn a third time, blind, by somebody who had no hand in it."""
    with site().database.writing() as session:
        audit = audit_slip(session, site().keys.secret, slip_id, body, me(), site().now())
        return {"slip_id": slip_id, "characters": audit.characters, "errors": audit.errors}


@routes.get("/slips/audit")
@guarded("officer", "group", "leader", "admin")
def get_audit() -> dict[str, Any]:
    """Errors per 1,000 characters of each station, by the slips that were keyed a third time."""
    with site().database.reading() as session:
        items = audit_figures(session, site().keys.secret, me())
    return {"items": items, "total": len(items), "next": None}


def desk() -> Desk:
    """Who keys with the present request, and the door their slips' opinions go through."""
    return Desk(post=site().post, admit=admit, who=me(), now=site().now())


def show_keyed(keyed: Keyed) -> dict[str, Any]:
    """What became of a key; nothing of any other."""
    return {"slip_id": keyed.slip.id, "serial": keyed.slip.serial, "turn": keyed.turn, "state": keyed.state,
            "kind": keyed.slip.kind, "hindered": keyed.hindered or None}


def _scan_file(opening_id: str, name: str, body: bytes, form: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of one file's pages; one bad file spoils no other."""
    digest, results = sha256(body).hexdigest(), []
    try:
        for number, page in enumerate(read_pages(body, "files"), 1):
            if form["page"] in (None, number):
                results.append({"file": name, "page": number} | _scan_page(opening_id, digest, page, form))
    except Refused as refused:
        results.append({"file": name, "page": len(results) + 1, "status": "refused", "sentence": refused.sentence})
    return results


def _part(page: Page, form: dict[str, Any]) -> tuple[Sheet | None, Code | None]:
    """A page parted by its code; on people's own paper, which only has a label, and where no code is read, as the
    clerk says, if the clerk has said it."""
    sheet = read_sheet(page)
    code = sheet.code if sheet else None
    if code is not None:
        with site().database.reading() as session:
            if not is_label(session, code[0]):
                return sheet, code
    can_cut = form["seen"] is not None and (code or form["slip_id"])
    return (cut_sheet(page, Cut(form["turned"], form["seen"]), code) if can_cut else None), code


def _scan_page(opening_id: str, digest: str, page: Page, form: dict[str, Any]) -> dict[str, Any]:
    try:
        sheet, code = _part(page, form)
    except Refused as refused:
        return {"status": "refused", "serial": None, "sentence": refused.sentence}
    if sheet is None:
        why = "这是贴了编号标签的纸" if code else "没有读到二维码"
        return {"status": "unread", "preview": _data_url(preview(page)), "serial": code[1] if code else None,
                "sentence": f"{why}：请说明是哪张表，再遮住联系方式。这一页还没有保存。"}
    origin = Origin(sha256=digest, side=form["side"], reads=settings_of(site()).reads_slips)
    try:
        with site().database.writing() as session:
            scan, slip, is_new = keep_scan(session, site().post, opening_id, sheet, origin, me(), site().now(),
                                           form["slip_id"])
            return {"status": "kept" if is_new else "repeated", "scan_id": scan.id, "slip_id": slip.id,
                    "serial": slip.serial, "opinion_id": slip.opinion_id, "side": scan.side, "turned": scan.turned,
                    "has_contact": None if slip.sealed_contact is None else bool(slip.sealed_contact),
                    "strip": _strip(sheet) if slip.forwarded_at is None else None}
    except Refused as refused:
        serial = printed(sheet.code[1]) if sheet.code else None
        return {"status": "refused", "serial": serial, "sentence": refused.sentence}


def _strip(sheet: Sheet) -> str | None:
    """The contact strip for the eyes of who has just scanned it."""
    return _data_url(sheet.strip) if sheet.strip is not None else None


def _data_url(body: bytes) -> str:
    return f"data:image/jpeg;base64,{b64encode(body).decode()}"
