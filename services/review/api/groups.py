"""JSON routes of work groups, officers and advisers."""
from typing import Any

from services.review.operations.staffing import groups as acts
from services.review.queries.drafting.consultations import show_consultation
from services.review.queries.staffing import groups as asks
from services.review.queries.staffing.pool import cut_page
from services.review.schemas import groups as bodies
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("groups", __name__, url_prefix="/review/api/v1")


@routes.post("/groups")
@guarded("admin")
@routes.arguments(bodies.GroupSchema)
def post_group(values: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Set up a work group."""
    with site().database.writing() as session:
        return {"id": acts.add_group(session, values, me(), site().now())}, 201


@routes.put("/groups/<uuid:group_id>")
@guarded("admin")
@routes.arguments(bodies.GroupSchema)
def put_group(values: dict[str, Any], group_id: object) -> dict[str, Any]:
    """Change a work group."""
    with site().database.writing() as session:
        acts.change_group(session, str(group_id), values, me(), site().now())
        session.flush()
        return asks.show_group(asks.find_group_card(session, str(group_id)))


@routes.get("/groups")
@guarded("admin", "group")
@routes.arguments(bodies.StaffQuery, location="query")
def get_groups(query: dict[str, Any]) -> dict[str, Any]:
    """Work groups with their members."""
    with site().database.reading() as session:
        found = cut_page(asks.list_groups(session, query["q"]), query["page"])
    return found | {"items": [asks.show_group(each) for each in found["items"]]}


@routes.put("/consultations/<uuid:consultation_id>/group")
@guarded("group", "admin")
@routes.arguments(bodies.PlacementSchema)
def put_consultation_group(values: dict[str, Any], consultation_id: object) -> dict[str, Any]:
    """Give a consultation to a work group."""
    with site().database.writing() as session:
        return show_consultation(acts.choose_group(session, str(consultation_id), values["group_id"], me(),
                                                   site().now()))


@routes.get("/officers")
@guarded("admin", "group")
@routes.arguments(bodies.StaffQuery, location="query")
def get_officers(query: dict[str, Any]) -> dict[str, Any]:
    """Officers with their sources and constituencies."""
    with site().database.reading() as session:
        found = cut_page(asks.list_officers(session, query), query["page"])
    return found | {"items": [asks.show_person(each) for each in found["items"]]}


@routes.put("/officers/<uuid:account_id>")
@guarded("admin")
@routes.arguments(bodies.OfficerSchema)
def put_officer(values: dict[str, Any], account_id: object) -> dict[str, Any]:
    """Where an officer was found and whom he is in touch with."""
    with site().database.writing() as session:
        acts.set_officer(session, site().post, str(account_id), values, me(), site().now())
    return {"account_id": str(account_id), **values}


@routes.put("/advisers/<uuid:account_id>")
@guarded("admin")
@routes.arguments(bodies.AdviserSchema)
def put_adviser(values: dict[str, Any], account_id: object) -> dict[str, Any]:
    """Where a legal adviser works."""
    with site().database.writing() as session:
        acts.set_adviser(session, str(account_id), values, me(), site().now())
    return {"account_id": str(account_id), **values}
