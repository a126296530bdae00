"""办结: the checklist, and the act."""
from uuid import UUID

from flask import Blueprint, flash, render_template

from services.review.bounds import acting
from services.review.operations.drafting.consultations import settle_consultation
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, told, vocabulary
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.outgoing.settling import MOST, find_rest
from shared.refusals import Errors, Refused
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("settling", __name__, url_prefix="/review/consultations")


@pages.get("/<uuid:consultation_id>/settle")
@guarded("group", "leader", "admin")
def show_settle(consultation_id: UUID) -> Answer:
    """Who would be left without an answer, and where that is mended."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/settle")
@guarded("group", "leader")
def post_settle(consultation_id: UUID) -> Answer:
    """Close the matter; whoever has no answer yet gets it."""
    try:
        with site().database.writing() as session:
            settle_consultation(session, site().post, str(consultation_id), me(), site().now())
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), told(refused))
    flash(_("已办结，还没有答复的意见正在答复。"))
    return go(f"/review/consultations/{consultation_id}")


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        rest, balance = find_rest(session, consultation_id), count_balance(session, consultation_id)
    who = acting(consultation.group_id)
    return render_template("review/settle.html", c=consultation, invented=consultation.invented, rest=rest, most=MOST,
                           balance=balance, errors=errors, who=who, may=who.has("group", "leader"),
                           **vocabulary()), status
