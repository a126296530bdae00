"""JSON routes of opinions."""
from typing import Any

from services.review.operations.consolidation.opinions import restore_opinion, set_aside
from services.review.operations.drafting.places import decide_place
from services.review.queries.consolidation.opinions import list_opinions, show_opinion
from services.review.queries.consolidation.ties import list_ties
from services.review.queries.drafting.consultations import find_consultation
from services.review.schemas.opinions import OpinionQuery, PlaceSchema, ProposalQuery, ReasonSchema
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("opinions", __name__, url_prefix="/review/api/v1")
DESK = ("officer", "adviser", "group", "leader", "admin")


@routes.get("/consultations/<consultation_id>/opinions")
@guarded(*DESK)
@routes.arguments(OpinionQuery, location="query")
def get_opinions(query: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """Opinions of a consultation, by state, by the provision they stand at now, by how sure that is."""
    with site().database.reading() as session:
        find_consultation(session, consultation_id)
        return list_opinions(session, consultation_id, query["state"], query["provision"], query["place"],
                             query["page"])


@routes.get("/consultations/<consultation_id>/proposals")
@guarded(*DESK)
@routes.arguments(ProposalQuery, location="query")
def get_proposals(query: dict[str, Any], consultation_id: str) -> dict[str, Any]:
    """What grouping proposes: each thing that is said and waits, what is tied to it by tier and score with the
    differences marked, and the suggestions it may belong to."""
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        return list_ties(session, consultation, query["provision"], query["page"])


@routes.post("/opinions/<opinion_id>/set-aside")
@guarded("officer", "group")
@routes.arguments(ReasonSchema)
def post_set_aside(body: dict[str, Any], opinion_id: str) -> dict[str, Any]:
    """Set an opinion aside with its reason."""
    with site().database.writing() as session:
        return show_opinion(set_aside(session, site().post, opinion_id, body["reason"], me(), site().now()))


@routes.post("/opinions/<opinion_id>/restore")
@guarded("officer", "group")
def post_restore(opinion_id: str) -> dict[str, Any]:
    """Take it back to those that wait."""
    with site().database.writing() as session:
        return show_opinion(restore_opinion(session, site().post, opinion_id, me(), site().now()))


@routes.post("/opinions/<opinion_id>/place")
@guarded("officer", "group")
@routes.arguments(PlaceSchema)
def post_place(body: dict[str, Any], opinion_id: str) -> dict[str, Any]:
    """Say where an opinion belongs in the newest version, or that its text has answered it."""
    with site().database.writing() as session:
        return show_opinion(decide_place(session, site().post, opinion_id, body, me(), site().now()))
