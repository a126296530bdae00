"""JSON routes of assignments: the solver, the desks, stepping back."""
from typing import Any

from services.review.domain.routing import Choice
from services.review.operations.assignments import dry_run, route_opinions
from services.review.operations.desk import hand_back, save_assessment
from services.review.queries.assignments import list_assignments
from services.review.queries.consultations import find_consultation
from services.review.schemas.assignments import AssessmentSchema, AssignmentQuery, AssignSchema, DeclineSchema
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("assignments", __name__, url_prefix="/review/api/v1")


@routes.post("/consultations/<consultation_id>/assign")
@guarded("group", "admin")
@routes.arguments(AssignSchema, required=False)
def post_assign(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Give every opinion without an expert to a fitting one; a dry run shows it first."""
    with site().database.writing() as session:
        find_consultation(session, consultation_id)
        choice = dry_run(session, consultation_id) if body.get("dry_run") else Choice()
    after = None if body.get("dry_run") else ""
    while after is not None:  # a transaction for each portion: nobody else is held up
        with site().database.writing() as session:
            part, after = route_opinions(session, site().post, consultation_id, site().now(), after)
        choice.pairs, choice.left, choice.loads = choice.pairs + part.pairs, choice.left + part.left, part.loads
    fits = [fit for _, _, fit in choice.pairs]
    return {"assignments": [[expert, opinion] for expert, opinion, _ in choice.pairs], "total": round(sum(fits), 6),
            "worst": min(fits, default=None), "loads": choice.loads, "left": choice.left}


@routes.get("/assignments")
@guarded("expert", "group", "admin")
@routes.arguments(AssignmentQuery, location="query")
def get_assignments(query: dict[str, Any]) -> dict[str, Any]:
    """Mine; all of them for group and admin. Nothing in it tells who wrote."""
    mine = "" if me().has("group", "admin") else me().account_id
    with site().database.reading() as session:
        return list_assignments(session, query["consultation"], query["state"], mine, query["page"])


@routes.post("/assignments/<assignment_id>/assessment")
@guarded("expert")
@routes.arguments(AssessmentSchema)
def post_assessment(body: dict[str, Any], assignment_id: str) -> dict[str, Any]:
    """Say what I think of the opinion on my desk; it is advice, nobody waits for it."""
    with site().database.writing() as session:
        assignment = save_assessment(session, site().post, assignment_id, body, None, me(), site().now())
        return {"id": assignment.id, "state": assignment.state} | body


@routes.post("/assignments/<assignment_id>/decline")
@guarded("expert")
@routes.arguments(DeclineSchema)
def post_decline(body: dict[str, Any], assignment_id: str) -> dict[str, Any]:
    """Step back; the opinion goes to another expert."""
    with site().database.writing() as session:
        hand_back(session, site().post, assignment_id, body["reason"], body["instead"], me(), site().now())
    return {"id": assignment_id, "state": "declined"}
