"""JSON routes of numbered paper: issued, printed, accounted for."""
from typing import Any

from services.intake.operations.stock import issue_batch, settle_batch
from services.intake.queries.stock import count_used, list_batches, show_batch
from services.intake.schemas.boxes import BatchIssueSchema, SettleSchema
from services.intake.schemas.registry import PageQuery
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("stock", __name__, url_prefix="/api/v1/slip-batches")
CLERKS = ("officer", "admin")


@routes.get("")
@guarded(*CLERKS)
@routes.arguments(PageQuery, location="query")
def get_batches(query: dict[str, Any]) -> dict[str, Any]:
    """The batches of one's stations, the newest first."""
    with site().database.reading() as session:
        return list_batches(session, me(), query["page"])


@routes.post("")
@guarded(*CLERKS)
@routes.arguments(BatchIssueSchema)
def post_batch(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Issue numbered paper to a station."""
    with site().database.writing() as session:
        return show_batch(issue_batch(session, body, me(), site().now()), 0), 201


@routes.post("/<batch_id>/settle")
@guarded(*CLERKS)
@routes.arguments(SettleSchema)
def post_settlement(body: dict[str, Any], batch_id: str) -> dict[str, Any]:
    """Settle a batch's account: issued = used + spoilt + unused + missing, what is missing explained."""
    with site().database.writing() as session:
        batch = settle_batch(session, batch_id, body, me(), site().now())
        return show_batch(batch, count_used(session, [batch_id])[batch_id])
