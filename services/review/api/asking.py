"""JSON routes of what a draft is asked with: plain words by article, focus questions."""
from typing import Any

from services.review.operations.drafting.asking import set_questions, write_note
from services.review.schemas.asking import NoteSchema, QuestionsSchema
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("asking", __name__, url_prefix="/review/api/v1")


@routes.put("/consultations/<consultation_id>/notes/<eid>")
@guarded("adviser", "group")
@routes.arguments(NoteSchema)
def put_note(body: dict[str, Any], consultation_id: str, eid: str) -> dict[str, str]:
    """Say an article in plain words (大白话); empty text takes the note away."""
    with site().database.writing() as session:
        text = write_note(session, site().post, consultation_id, eid, body["text"], me(), site().now())
    return {"eid": eid, "text": text}


@routes.put("/consultations/<consultation_id>/questions")
@guarded("group", "officer")
@routes.arguments(QuestionsSchema)
def put_questions(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Set the focus questions (焦点题); once people have seen them, what is left out is retired, not dropped."""
    with site().database.writing() as session:
        kept = set_questions(session, site().post, consultation_id, body["questions"], me(), site().now())
    return {"questions": kept}
