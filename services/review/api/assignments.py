"""JSON routes of assignments: the plan, the solver, the desks, stepping back, moving by hand."""
from typing import Any

from services.review.operations.assignment.assigning import Drawn
from services.review.operations.assignment.assignments import move_assignment, reassign_late
from services.review.operations.assignment.desk import hand_back, save_assessment
from services.review.operations.assignment.plans import set_plan
from services.review.operations.assignment.routing import find_drawn, make_drawn
from services.review.queries.assignment.assignments import list_assignments
from services.review.queries.assignment.demand import list_lacking
from services.review.queries.assignment.plans import find_plan, show_plan
from services.review.queries.drafting.consultations import find_consultation
from services.review.schemas.assignments import (
    AssessmentSchema,
    AssignmentQuery,
    AssignSchema,
    DeclineSchema,
    LateSchema,
    MoveSchema,
    PlanSchema,
)
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("assignments", __name__, url_prefix="/review/api/v1")
WORST = 20


@routes.post("/consultations/<consultation_id>/assign")
@guarded("group", "admin")
@routes.arguments(AssignSchema, required=False)
def post_assign(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Solve everything anew, what is given out stays wherever it can; a dry run shows it first. What cannot be done is
    refused with the opinions and experts in the way."""
    drawn = find_drawn(site().database, consultation_id, site().now(), body.get("digest", ""))
    if not body.get("dry_run"):
        make_drawn(site().database, site().post, drawn, site().now())
    return show_drawn(drawn)


@routes.get("/consultations/<consultation_id>/assignment-plan")
@guarded("group", "admin")
def get_plan(consultation_id: str) -> dict[str, Any]:
    """How the consultation's opinions are given out, what came of it the last time, and how many have too few readers
    (``lacking``: what several say in the same words counts once)."""
    with site().database.reading() as session:
        find_consultation(session, consultation_id)
        lacking = len(list_lacking(session, consultation_id))
        return show_plan(find_plan(session, consultation_id)) | {"lacking": lacking}


@routes.put("/consultations/<consultation_id>/assignment-plan")
@guarded("group", "admin")
@routes.arguments(PlanSchema)
def put_plan(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Set it."""
    with site().database.writing() as session:
        return show_plan(set_plan(session, site().post, consultation_id, body, body.pop("version"), me(),
                                  site().now()))


@routes.post("/consultations/<consultation_id>/reassign")
@guarded("group", "admin")
@routes.arguments(LateSchema)
def post_late(body: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Give overdue assignments to the next experts."""
    with site().database.writing() as session:
        moved, left = reassign_late(session, site().post, consultation_id, body["assignment_ids"], me(), site().now())
    return {"reassigned": moved, "left": left}


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
    """Step back; the opinion goes to the expert proposed, or to another one."""
    with site().database.writing() as session:
        hand_back(session, site().post, assignment_id, body["reason"], body["instead"], me(), site().now())
    return {"id": assignment_id, "state": "declined"}


@routes.post("/assignments/<assignment_id>/move")
@guarded("group", "admin")
@routes.arguments(MoveSchema)
def post_move(body: dict[str, Any], assignment_id: str) -> dict[str, Any]:
    """Give it to somebody else by hand."""
    with site().database.writing() as session:
        move_assignment(session, site().post, assignment_id, body["expert_id"], body["why"], me(), site().now())
    return {"id": assignment_id, "state": "closed"}


def show_drawn(drawn: Drawn) -> dict[str, Any]:
    """An assignment, the worst matches first; ``assignments`` are [expert, opinion]."""
    found, opinions = drawn.allotment, {key: each.unit.opinion_id for key, each in drawn.readings.items()}
    names = {each.id: each.name for each in drawn.candidates}
    worst = [{"expert": names[each.expert], "opinion": drawn.readings[each.key].label, "fit": each.fit}
             for each in drawn.worst_pairs(WORST)]
    return {"assignments": [[each.expert, opinions[each.key]] for each in found.pairs], "total": found.total,
            "worst": found.worst, "floor": found.floor, "loads": dict(found.loads), "worst_matches": worst,
            "method": found.method, "seconds": round(found.seconds, 4), "moved": found.moved, "digest": drawn.digest,
            "new": sum(not each.kept for each in found.pairs), "left": [opinions[key] for key in found.left],
            "alternates": {opinions[key]: list(ids) for key, ids in found.alternates.items()}}
