"""JSON routes of a draft's structure: look it over, correct it, undo."""
from typing import Any

from sqlalchemy.orm import Session

from services.review.operations.drafting.corrections import correct_draft, undo_correction
from services.review.queries.drafting.corrections import (
    find_structure,
    list_corrections,
    show_correction,
    show_structure,
)
from services.review.schemas.corrections import CorrectionSchema, UndoSchema
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("structure", __name__, url_prefix="/review/api/v1/consultations/<consultation_id>")


@routes.get("/structure")
@guarded("officer", "group", "admin")
def get_structure(consultation_id: str) -> dict[str, Any]:
    """The draft's text, where it is cut, the provisions that gives, what looks wrong and where."""
    with site().database.reading() as session:
        return show_structure(find_structure(session, consultation_id))


@routes.get("/corrections")
@guarded("officer", "group", "admin")
def get_corrections(consultation_id: str) -> dict[str, Any]:
    """Who corrected what and when, the newest first."""
    with site().database.reading() as session:
        found = list_corrections(session, find_structure(session, consultation_id).draft)
        return {"items": [show_correction(each) for each in found]}


@routes.post("/corrections")
@guarded("officer", "group", "admin")
@routes.arguments(CorrectionSchema)
def post_correction(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Correct the structure; 409 if somebody else has corrected it since, or if it is open already."""
    edits = body.pop("edits")
    with site().database.writing() as session:
        correct_draft(session, consultation_id, edits, body, me(), site().now())
        return _answer(session, consultation_id)


@routes.post("/corrections/undo")
@guarded("officer", "group", "admin")
@routes.arguments(UndoSchema)
def post_undo(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Take the last correction back."""
    with site().database.writing() as session:
        undo_correction(session, consultation_id, body["edits"], me(), site().now())
        return _answer(session, consultation_id)


def _answer(session: Session, consultation_id: str) -> dict[str, Any]:
    shown = show_structure(find_structure(session, consultation_id))
    return {name: shown[name] for name in ("edits", "title", "provisions", "warnings")}
