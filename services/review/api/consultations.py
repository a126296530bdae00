"""JSON routes of consultations: import, open, close, settle, balance."""
from typing import Any

from flask import request

from services.review.models import Consultation
from services.review.operations.drafting.consultations import (
    change_window,
    close_consultation,
    import_draft,
    open_consultation,
    settle_consultation,
)
from services.review.operations.drafting.drafts import read_draft
from services.review.queries.drafting.consultations import (
    count_balance,
    find_consultation,
    find_draft,
    list_consultations,
    show_consultation,
)
from services.review.schemas.consultations import ChangeSchema, ImportSchema, OpenSchema, PageQuery
from shared.web.bodies import JsonRoutes, limit, load_values
from shared.web.doors import guarded, me, site

routes = JsonRoutes("consultations", __name__, url_prefix="/review/api/v1")
DRAFT_LIMIT = 20 * 1024 * 1024
STAFF = ("officer", "adviser", "group", "leader", "admin")


@routes.post("/consultations")
@guarded("group", "admin")
@routes.doc(requestBody={"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
    "file": {"type": "string", "format": "binary"}, **{name: {"type": "string"} for name in (
        "text", "title", "level", "sector", "opens_at", "closes_at", "audience", "stations", "invented",
        "shows_counts")}}}}}})
@limit(DRAFT_LIMIT)
def post_consultation() -> tuple[dict[str, Any], int]:
    """Import a draft law, a file (.docx, .pdf, .txt, .md) or its words as ``text``, as a new consultation."""
    values = load_values(ImportSchema(), read_fields())
    draft = read_upload(values["text"])
    with site().database.writing() as session:
        consultation = import_draft(session, values, draft, me(), site().now())
    return {"id": consultation.id, "provisions": draft["provisions"], "warnings": draft["warnings"]}, 201


def read_fields() -> dict[str, Any]:
    """The form's fields as the schema takes them."""
    values: dict[str, Any] = {name: value for name, value in request.form.items() if name != "csrf_token"}
    stations = [each for value in request.form.getlist("stations") for each in value.split(",") if each.strip()]
    return values | ({"stations": stations} if "stations" in values else {})


def read_upload(pasted: str) -> dict[str, Any]:
    """The draft that was uploaded or pasted, read and parsed; a clear sentence where it cannot be."""
    upload = request.files.get("file")
    return read_draft(upload.filename or "", upload.read(), pasted) if upload else read_draft("", b"", pasted)


@routes.get("/consultations")
@guarded(*STAFF)
@routes.arguments(PageQuery, location="query")
def get_consultations(query: dict[str, Any]) -> dict[str, Any]:
    """All consultations, the newest first."""
    with site().database.reading() as session:
        found = list_consultations(session, query["page"])
        return found | {"items": [show_consultation(each) for each in found["items"]]}


@routes.get("/consultations/<consultation_id>")
@guarded(*STAFF)
def get_consultation(consultation_id: str) -> dict[str, Any]:
    """One consultation with its draft's provisions, warnings, plain words and focus questions."""
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        draft = find_draft(session, consultation)
        return show_consultation(consultation) | {
            "draft_title": draft.title, "provisions": draft.provisions, "warnings": draft.warnings,
            "notes": draft.notes, "questions": draft.questions}


@routes.patch("/consultations/<consultation_id>")
@guarded("group", "admin")
@routes.arguments(ChangeSchema)
def patch_consultation(changes: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Change title, dates, audience, stations, or whether counts are shown."""
    with site().database.writing() as session:
        return _answer(change_window(session, site().post, consultation_id, changes, me(), site().now()))


@routes.post("/consultations/<consultation_id>/open")
@guarded("group", "admin")
@routes.arguments(OpenSchema, required=False)
def post_open(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Confirm the structure and open; 409 names the warnings that were not accepted."""
    with site().database.writing() as session:
        accept = bool(body.get("accept_warnings"))
        return _answer(open_consultation(session, site().post, consultation_id, accept, me(), site().now()))


@routes.post("/consultations/<consultation_id>/close")
@guarded("group", "admin")
def post_close(consultation_id: str) -> dict[str, Any]:
    """End the asking now."""
    with site().database.writing() as session:
        return _answer(close_consultation(session, site().post, consultation_id, site().now()))


@routes.post("/consultations/<consultation_id>/settle")
@guarded("group", "leader")
def post_settle(consultation_id: str) -> dict[str, Any]:
    """Close the matter; 409 names who would be left without an answer."""
    with site().database.writing() as session:
        return _answer(settle_consultation(session, site().post, consultation_id, me(), site().now()))


@routes.get("/consultations/<consultation_id>/balance")
@guarded(*STAFF)
def get_balance(consultation_id: str) -> dict[str, int]:
    """received = withdrawn + waiting + in_suggestions + set_aside."""
    with site().database.reading() as session:
        find_consultation(session, consultation_id)
        return count_balance(session, consultation_id)


def _answer(consultation: Consultation) -> dict[str, Any]:
    return show_consultation(consultation)
