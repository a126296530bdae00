"""JSON routes of filing review (备案审查)."""
from typing import Any

from flask import request

from services.review.domain.pool import day_of
from services.review.operations.staffing import filings as acts
from services.review.queries.staffing import filings as asks
from services.review.schemas import filings as bodies
from shared.web.bodies import JsonRoutes, limit, load_values
from shared.web.doors import guarded, me, site

routes = JsonRoutes("filings", __name__, url_prefix="/review/api/v1")
LIMIT = 20 * 1024 * 1024
_FIELDS = ("title", "issuer", "number", "sector", "received_on", "due_on", "text")


@routes.post("/filings")
@guarded("group", "admin")
@routes.doc(requestBody={"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
    "file": {"type": "string", "format": "binary"}, **{name: {"type": "string"} for name in _FIELDS}}}}}})
@limit(LIMIT)
def post_filing() -> tuple[dict[str, Any], int]:
    """Take in a document, a file (.docx, .pdf, .txt, .md) or its words as ``text``."""
    values = load_values(bodies.FilingSchema(), request.form.to_dict())
    name, content = upload()
    text = acts.read_filing(name, content, values["text"])
    with site().database.writing() as session:
        return asks.show_filing(acts.take_filing(session, values, text, me(), site().now())), 201


def upload() -> tuple[str, bytes]:
    """The file that was sent along: its name and content, both empty if there is none."""
    file = request.files.get("file")
    return (file.filename or "", file.read()) if file else ("", b"")


@routes.get("/filings")
@guarded("group", "admin", "leader")
@routes.arguments(bodies.FilingQuery, location="query")
def get_filings(query: dict[str, Any]) -> dict[str, Any]:
    """Filings, what is not concluded first."""
    with site().database.reading() as session:
        found = asks.list_filings(session, day_of(site().now()), query)
    return found | {"items": [asks.show_filing(each) for each in found["items"]]}


@routes.post("/filings/<uuid:filing_id>/offer")
@guarded("group", "admin")
@routes.arguments(bodies.OfferSchema)
def post_offer(values: dict[str, Any], filing_id: object) -> dict[str, Any]:
    """Give it to experts of the pool."""
    with site().database.writing() as session:
        filing = acts.offer_filing(session, str(filing_id), values["expert_ids"], me(), site().now())
        session.flush()
        reviews = [{"id": review.id, "expert_id": review.expert_id, "state": review.state}
                   for review, _ in asks.list_given(session, str(filing_id))]
        return asks.show_filing(filing) | {"reviews": reviews}


@routes.get("/filings/<uuid:filing_id>/proposals")
@guarded("group", "admin")
def get_proposals(filing_id: object) -> dict[str, Any]:
    """Who of the pool may be given it, the fittest first; who must step back is left out."""
    with site().database.reading() as session:
        found = asks.propose_experts(session, asks.find_filing(session, str(filing_id)), day_of(site().now()))
    items = [{"account_id": each.account.id, "name": each.account.name, "fit": round(each.fit.fit, 3),
              "open_work": each.fit.load} for each in found if each.fit.recusal is None]
    return {"items": items, "total": len(items), "next": None}


@routes.post("/filings/<uuid:filing_id>/conclusion")
@guarded("group", "admin")
@routes.arguments(bodies.ConclusionSchema)
def post_conclusion(values: dict[str, Any], filing_id: object) -> dict[str, Any]:
    """What the group concludes; 409 for a stale version."""
    with site().database.writing() as session:
        return asks.show_filing(acts.conclude_filing(session, str(filing_id), values, me(), site().now()))


@routes.get("/filing-reviews")
@guarded("expert")
def get_reviews() -> dict[str, Any]:
    """My own, open ones first."""
    with site().database.reading() as session:
        items = [{"id": review.id, "state": review.state, "verdict": review.verdict, "filing": asks.show_filing(filing)}
                 for review, filing in asks.list_own(session, me().account_id)]
    return {"items": items, "total": len(items), "next": None}


@routes.post("/filing-reviews/<uuid:review_id>/verdict")
@guarded("expert")
@routes.arguments(bodies.ReviewSchema)
def post_verdict(values: dict[str, Any], review_id: object) -> dict[str, Any]:
    """What I say of it: the four questions and a verdict."""
    with site().database.writing() as session:
        review = acts.review_filing(session, str(review_id), values, me(), site().now())
        return {"id": review.id, "state": review.state, "verdict": review.verdict}


@routes.post("/filing-reviews/<uuid:review_id>/decline")
@guarded("expert")
@routes.arguments(bodies.HandBackSchema)
def post_decline(values: dict[str, Any], review_id: object) -> dict[str, Any]:
    """Hand it back."""
    with site().database.writing() as session:
        review = acts.decline_filing(session, str(review_id), values["reason"], me(), site().now())
        return {"id": review.id, "state": review.state}
