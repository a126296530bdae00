"""JSON routes of suggestions: consolidation, gate, approval."""
from typing import Any

from sqlalchemy.orm import Session

from services.review.models import Suggestion
from services.review.operations.consolidation.suggestions import (
    change_members,
    change_suggestion,
    create_suggestion,
    merge_suggestions,
    split_suggestion,
)
from services.review.operations.consolidation.undo import undo_last
from services.review.operations.outgoing.approval import approve_suggestions, decline_to_forward, return_suggestions
from services.review.operations.outgoing.gate import gate_suggestion
from services.review.queries.consolidation.suggestions import (
    find_suggestion,
    list_member_ids,
    list_steps,
    list_suggestions,
    show_suggestion,
)
from services.review.queries.drafting.consultations import find_consultation
from services.review.schemas.opinions import ReasonSchema
from services.review.schemas.suggestions import (
    GateSchema,
    MembersSchema,
    MergeSchema,
    PickSchema,
    ReturnSchema,
    SplitSchema,
    SuggestionChange,
    SuggestionQuery,
    SuggestionSchema,
)
from shared.web.bodies import JsonRoutes, limit
from shared.web.doors import guarded, me, site

routes = JsonRoutes("suggestions", __name__, url_prefix="/review/api/v1")
DESK = ("officer", "adviser", "group", "leader", "admin")
LONG = 8 * 1024 * 1024


@routes.get("/consultations/<consultation_id>/suggestions")
@guarded(*DESK)
@routes.arguments(SuggestionQuery, location="query")
def get_suggestions(query: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Suggestions by number, with the opinions behind them."""
    with site().database.reading() as session:
        find_consultation(session, consultation_id)
        return list_suggestions(session, consultation_id, query["state"], query["page"])


@routes.post("/consultations/<consultation_id>/suggestions")
@guarded("officer", "group")
@limit(LONG)
@routes.arguments(SuggestionSchema)
def post_suggestion(body: dict[str, Any], consultation_id: str) -> tuple[dict[str, Any], int]:
    """Make a suggestion of opinions."""
    with site().database.writing() as session:
        made = create_suggestion(session, site().post, consultation_id, body, me(), site().now())
        return {"id": made.id, "no": made.no, "version": made.version}, 201


@routes.get("/suggestions/<suggestion_id>")
@guarded(*DESK)
def get_suggestion(suggestion_id: str) -> dict[str, Any]:
    """One suggestion with every step that was taken on it."""
    with site().database.reading() as session:
        return _shown(session, find_suggestion(session, suggestion_id)) | {"steps": list_steps(session, suggestion_id)}


@routes.patch("/suggestions/<suggestion_id>")
@guarded("officer", "group")
@routes.arguments(SuggestionChange)
def patch_suggestion(body: dict[str, Any], suggestion_id: str) -> dict[str, Any]:
    """Change its words; 409 if somebody else changed it meanwhile."""
    changes = {name: value for name, value in body.items() if name != "version"}
    with site().database.writing() as session:
        return _shown(session, change_suggestion(session, suggestion_id, body["version"], changes, me(), site().now()))


@routes.post("/suggestions/<suggestion_id>/members")
@guarded("officer", "group")
@limit(LONG)
@routes.arguments(MembersSchema)
def post_members(body: dict[str, Any], suggestion_id: str) -> dict[str, Any]:
    """Put opinions behind it, or take them away."""
    with site().database.writing() as session:
        return _shown(session, change_members(session, site().post, suggestion_id, body["version"], body["add"],
                                              body["remove"], me(), site().now()))


@routes.post("/suggestions/<suggestion_id>/split")
@guarded("officer", "group")
@limit(LONG)
@routes.arguments(SplitSchema)
def post_split(body: dict[str, Any], suggestion_id: str) -> tuple[dict[str, Any], int]:
    """Move some of its opinions into a new suggestion."""
    with site().database.writing() as session:
        return _shown(session, split_suggestion(session, site().post, suggestion_id, body["version"], body, me(),
                                                site().now())), 201


@routes.post("/suggestions/<suggestion_id>/merge")
@guarded("officer", "group")
@routes.arguments(MergeSchema)
def post_merge(body: dict[str, Any], suggestion_id: str) -> dict[str, Any]:
    """Take other suggestions into this one."""
    with site().database.writing() as session:
        return _shown(session, merge_suggestions(session, site().post, suggestion_id, body["version"],
                                                 body["suggestion_ids"], me(), site().now()))


@routes.post("/suggestions/<suggestion_id>/undo")
@guarded("officer", "group")
def post_undo(suggestion_id: str) -> dict[str, Any]:
    """Take the last step back."""
    with site().database.writing() as session:
        return _shown(session, undo_last(session, site().post, suggestion_id, me(), site().now()))


@routes.post("/suggestions/<suggestion_id>/gate")
@guarded("adviser")
@routes.arguments(GateSchema)
def post_gate(body: dict[str, Any], suggestion_id: str) -> dict[str, Any]:
    """把关: let it pass, or return it with a note; aspect by aspect where they are given."""
    with site().database.writing() as session:
        gated = gate_suggestion(session, suggestion_id, body["verdict"], body["note"], me(), site().now(),
                                body["aspects"], body.get("version"))
        return _shown(session, gated)


@routes.post("/suggestions/<suggestion_id>/not-forward")
@guarded("leader", "group")
@routes.arguments(ReasonSchema)
def post_not_forward(body: dict[str, Any], suggestion_id: str) -> dict[str, Any]:
    """Decide that it does not go to the legislature, and why."""
    with site().database.writing() as session:
        return _shown(session, decline_to_forward(session, suggestion_id, body["reason"], me(), site().now()))


@routes.post("/consultations/<consultation_id>/approve")
@guarded("leader")
@limit(LONG)
@routes.arguments(PickSchema)
def post_approve(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Approve gated suggestions; they go out as one batch. Where one was changed since it was read, none is."""
    with site().database.writing() as session:
        found = approve_suggestions(session, site().post, consultation_id, body["suggestion_ids"], me(), site().now(),
                                    body["versions"])
        return {"batch_id": found[0].batch_id, "approved": [each.id for each in found]}


@routes.post("/consultations/<consultation_id>/return")
@guarded("leader")
@limit(LONG)
@routes.arguments(ReturnSchema)
def post_return(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """需修改: gated suggestions go back to the officer, with the reason."""
    with site().database.writing() as session:
        found = return_suggestions(session, consultation_id, body["suggestion_ids"], body["reason"], me(),
                                   site().now(), body["versions"])
        return {"returned": [each.id for each in found]}


def _shown(session: Session, suggestion: Suggestion) -> dict[str, Any]:
    session.flush()
    return show_suggestion(suggestion, list_member_ids(session, suggestion.id))
