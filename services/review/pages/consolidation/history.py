"""The history of a consultation: who did what, when and why; taken back from here; looked through for tampering."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.bounds import acting
from services.review.operations.consolidation.undo import undo_step
from services.review.pages.consolidation.workbench_voices import say_undone
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import errors_of, fault_words, step_words, vocabulary
from services.review.queries.consolidation.history import check_chain, list_history, list_people
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.schemas.workbench import HistoryQuery, StepForm
from shared.refusals import Errors, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("history", __name__, url_prefix="/review/consultations")


@pages.get("/<uuid:consultation_id>/history")
@guarded("officer", "adviser", "group", "leader", "admin")
def show_history(consultation_id: UUID) -> Answer:
    """Steps, the newest first, of all or of one suggestion, opinion or person."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/history")
@guarded("officer", "group")
def post_undo(consultation_id: UUID) -> Answer:
    """Take one step back, with all that was done in the same act."""
    try:
        step_id = load_part(StepForm())["step"]
        with site().database.writing() as session:
            said = say_undone(session, undo_step(session, site().post, str(consultation_id), step_id, me(),
                                                 site().now()))
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(said)
    return go(f"{request.path}?{request.query_string.decode()}")


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> Answer:
    wanted: dict[str, Any] = load_values(HistoryQuery(unknown="exclude"), request.args)
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        found = list_history(session, consultation_id, wanted, wanted["page"])
        people, balance = list_people(session, consultation_id), count_balance(session, consultation_id)
        chain = check_chain(session, consultation_id) if wanted["check"] else None
    who = acting(consultation.group_id)
    return render_template(
        "review/work-history.html", c=consultation, invented=consultation.invented, lines=found, people=people,
        balance=balance, chain=chain, wanted=wanted, page=wanted["page"], errors=errors, who=who,
        may=who.has("officer", "group"), step_words=step_words(), fault_words=fault_words(), **vocabulary()), status
