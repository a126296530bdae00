"""把关: suggestions one by one with all that a judgment needs, the clear ones together."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.review.bounds import acting
from services.review.domain.gating import ASPECTS
from services.review.models import Suggestion
from services.review.operations.outgoing.gate import gate_suggestion
from services.review.pages.assignment.picking import name_many, show_picked
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, aspect_words, channel_words, scale_words, told, vocabulary
from services.review.queries.consolidation.workbench import count_suggestions, find_entries
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.outgoing.gate import SIZE, find_cards, list_judged, look_closely, name_stations
from services.review.schemas.gate import LISTS, GateQuery, JudgeForm, PickForm
from shared.refusals import Errors, Refused
from shared.web.bodies import limit, load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("gate", __name__, url_prefix="/review/consultations")
LONG = 2 * 1024 * 1024


@pages.get("/<uuid:consultation_id>/gate")
@guarded("adviser", "admin")
def show_gate(consultation_id: UUID) -> Answer:
    """Suggestions that wait for the adviser, those that passed, those that were returned."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/gate")
@guarded("adviser")
@limit(LONG)
def post_gate(consultation_id: UUID) -> Answer:
    """Judge one; or show what is ticked before it passes, then pass it."""
    acts = {"bulk": _confirm, "sure": _pass_many}
    act = acts.get(request.form.get("act", ""), _judge)
    try:
        return act(str(consultation_id))
    except Refused as refused:
        one = request.form.get("suggestion", "")
        errors = {f"note-{one}" if name == "note" else name: each for name, each in told(refused).items()}
        return _page(str(consultation_id), status_of(refused), errors)


def _judge(consultation_id: str) -> Answer:
    form = load_part(JudgeForm())
    with site().database.writing() as session:
        judged = gate_suggestion(session, form["suggestion"], form["act"], form["note"], me(), site().now(),
                                 form["aspects"], form["version"])
    words = _("第 %(no)s 号建议已通过把关。") if form["act"] == "pass" else _("第 %(no)s 号建议已退回修改。")
    flash(words % {"no": judged.no})
    return _back(consultation_id)


def _confirm(consultation_id: str) -> Answer:
    picked = load_part(PickForm())
    return show_picked(consultation_id, picked, "pass", request.full_path)


def _pass_many(consultation_id: str) -> Answer:
    picked = load_part(PickForm())
    with site().database.writing() as session:
        found = [gate_suggestion(session, each, "pass", None, me(), site().now(), version=picked["versions"][each])
                 for each in sorted(picked["suggestion_ids"])]
    flash(_("%(n)s 条建议已通过把关：%(nos)s。", n=len(found), nos=name_many([each.no for each in found])))
    return _back(consultation_id)


def _back(consultation_id: str) -> Answer:
    """The same list again, with what was filtered."""
    return go(f"/review/consultations/{consultation_id}/gate?{request.query_string.decode()}".rstrip("?"))


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    query = load_values(GateQuery(unknown="exclude"), request.args)
    with site().database.reading() as session:
        found = _look(session, consultation_id, query)
    return render_template("review/gate.html", query=query, page=query["page"], size=SIZE, errors=errors,
                           who=acting(found["c"].group_id),
                           values=request.form, may=me().has("adviser"), lists=LISTS, aspects=aspect_words(),
                           scales=scale_words(), aspect_names=ASPECTS, channel_words=channel_words(), **found,
                           **vocabulary()), status


def _look(session: Session, consultation_id: str, query: dict[str, Any]) -> dict[str, Any]:
    consultation = find_consultation(session, consultation_id)
    found = list_judged(session, consultation, query["state"], query["article"], query["q"], query["page"])
    suggestions: list[Suggestion] = found["items"]
    cards = find_cards(session, suggestions)
    look_closely(session, consultation, cards)
    return {"c": consultation, "invented": consultation.invented, "cards": cards, "total": found["total"],
            "counts": count_suggestions(session, consultation_id), "entries": find_entries(session, consultation),
            "stations": name_stations(session), "balance": count_balance(session, consultation_id)}
