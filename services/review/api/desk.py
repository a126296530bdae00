"""JSON routes of the expert's desk: one assignment with what other experts say, once one has spoken oneself."""
from typing import Any

from services.review.models import Opinion
from services.review.queries.assignment.assignments import show_assignment
from services.review.queries.assignment.demand import ProvisionTexts
from services.review.queries.assignment.desk import find_own, list_others
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("expert_desk", __name__, url_prefix="/review/api/v1")


@routes.get("/assignments/<assignment_id>")
@guarded("expert")
def get_assignment(assignment_id: str) -> dict[str, Any]:
    """One of mine, without anything of who wrote; ``others`` is empty until I have assessed it."""
    with site().database.reading() as session:
        assignment = find_own(session, me().account_id, assignment_id)
        opinion = session.get_one(Opinion, assignment.opinion_id)
        others = [{"who": each.who} | each.given for each in list_others(session, assignment)]
        return show_assignment(assignment, opinion, ProvisionTexts(session)) | {"others": others}
