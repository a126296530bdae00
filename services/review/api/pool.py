"""JSON routes of the expert pool: members, absences, recusals, selection records."""
from typing import Any

from services.review.domain.pool import day_of
from services.review.operations.assignment.offering import look_again
from services.review.operations.staffing import pool as acts
from services.review.queries.staffing import pool as asks
from services.review.schemas import pool as bodies
from shared.refusals import NotAllowed
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("pool", __name__, url_prefix="/review/api/v1/experts")


@routes.post("")
@guarded("admin")
@routes.arguments(bodies.ExpertSchema)
def post_expert(values: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Say what an expert knows, how much may be asked, what must be stepped back from; a repeat replaces."""
    with site().database.writing() as session:
        account_id = acts.add_expert(session, values, me(), site().now())
        look_again(session, site().post)
    return {"id": account_id}, 201


@routes.get("")
@guarded("admin", "group")
@routes.arguments(bodies.PoolQuery, location="query")
def get_experts(query: dict[str, Any]) -> dict[str, Any]:
    """Members of the pool, those who serve today first."""
    with site().database.reading() as session:
        found = asks.cut_page(asks.list_members(session, day_of(site().now()), query), query["page"])
    return found | {"items": [asks.show_expert(each) for each in found["items"]]}


@routes.get("/<uuid:expert_id>")
@guarded("admin", "group", "expert")
def get_expert(expert_id: object) -> dict[str, Any]:
    """One member; an expert sees only the own entry."""
    _check_own(str(expert_id), "admin", "group")
    with site().database.reading() as session:
        return asks.show_expert(asks.find_card(session, str(expert_id), day_of(site().now())))


@routes.post("/<uuid:expert_id>/absences")
@guarded("admin", "expert")
@routes.arguments(bodies.AbsenceSchema)
def post_absence(values: dict[str, Any], expert_id: object) -> tuple[dict[str, Any], int]:
    """Days away, both included."""
    _check_own(str(expert_id), "admin")
    with site().database.writing() as session:
        return {"id": acts.add_absence(session, str(expert_id), values, me(), site().now())}, 201


@routes.delete("/<uuid:expert_id>/absences/<uuid:absence_id>")
@guarded("admin", "expert")
@routes.response(204)
def delete_absence(expert_id: object, absence_id: object) -> None:
    """Not away after all."""
    _check_own(str(expert_id), "admin")
    with site().database.writing() as session:
        acts.remove_absence(session, str(expert_id), str(absence_id), me(), site().now())
        look_again(session, site().post)


@routes.post("/<uuid:expert_id>/selections")
@guarded("admin")
@routes.arguments(bodies.SelectionSchema)
def post_selection(values: dict[str, Any], expert_id: object) -> tuple[dict[str, Any], int]:
    """A selection record; who is chosen gets the term."""
    with site().database.writing() as session:
        return {"id": acts.record_selection(session, str(expert_id), values, me(), site().now())}, 201


@routes.post("/<uuid:expert_id>/leave")
@guarded("admin")
@routes.arguments(bodies.LeaveSchema)
def post_leave(values: dict[str, Any], expert_id: object) -> dict[str, Any]:
    """Somebody leaves the pool."""
    with site().database.writing() as session:
        acts.leave_pool(session, str(expert_id), values, me(), site().now())
        look_again(session, site().post)
        session.flush()
        return asks.show_expert(asks.find_card(session, str(expert_id), day_of(site().now())))


def _check_own(expert_id: str, *roles: str) -> None:
    """An expert may do this for nobody else."""
    if me().account_id != expert_id and not me().has(*roles):
        raise NotAllowed("只能看和改自己的资料。")
