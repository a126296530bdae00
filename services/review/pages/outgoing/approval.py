"""审定: the leader sees what has passed the gate, then exactly what is about to be said, then decides."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.review.bounds import acting
from services.review.domain.gating import ASPECTS
from services.review.models import Suggestion
from services.review.operations.outgoing.approval import approve_suggestions, decline_suggestions, return_suggestions
from services.review.pages.assignment.picking import name_many, show_picked
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, aspect_words, channel_words, scale_words, told, vocabulary
from services.review.queries.consolidation import workbench as asks
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.outgoing.gate import find_cards, group_cards, name_stations
from services.review.schemas.gate import PickForm, ReasonForm
from shared.refusals import Errors, Refused
from shared.web.bodies import limit
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("approval", __name__, url_prefix="/review/consultations")
LONG = 2 * 1024 * 1024
Picked = dict[str, Any]
Act = Callable[[Session, str, Picked], str]


@pages.get("/<uuid:consultation_id>/approve")
@guarded("leader", "admin")
def show_approve(consultation_id: UUID) -> Answer:
    """Suggestions that wait for the leader, by article, and the balance."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/approve")
@guarded("leader")
@limit(LONG)
def post_approve(consultation_id: UUID) -> Answer:
    """Show what is ticked and what would be said; asked again with ``sure``, do it."""
    act = request.form.get("act", "")
    kept = act if act in ACTS else "approve"
    try:
        picked = load_part(PickForm())
        if not request.form.get("sure"):
            return show_picked(str(consultation_id), picked, kept, "")
        said = _do(str(consultation_id), kept, picked)
    except Refused as refused:
        if "reason" in refused.errors:
            return show_picked(str(consultation_id), picked, kept, "", status_of(refused), refused.errors)
        return _page(str(consultation_id), status_of(refused), told(refused))
    flash(said)
    return go(f"/review/consultations/{consultation_id}/approve")


def _do(consultation_id: str, act: str, picked: Picked) -> str:
    form = picked if act == "approve" else load_part(ReasonForm())
    with site().database.writing() as session:
        return ACTS[act](session, consultation_id, form)


def _approve(session: Session, consultation_id: str, form: Picked) -> str:
    found = approve_suggestions(session, site().post, consultation_id, form["suggestion_ids"], me(), site().now(),
                                form["versions"])
    return _("已审定 %(n)s 条建议（%(nos)s），作为一批交给上报。", n=len(found), nos=_named(found))


def _return(session: Session, consultation_id: str, form: Picked) -> str:
    found = return_suggestions(session, consultation_id, form["suggestion_ids"], form["reason"], me(), site().now(),
                               form["versions"])
    return _("%(n)s 条建议（%(nos)s）已退回联络员修改。", n=len(found), nos=_named(found))


def _decline(session: Session, consultation_id: str, form: Picked) -> str:
    found = decline_suggestions(session, consultation_id, form["suggestion_ids"], form["reason"], me(), site().now(),
                                form["versions"])
    return _("%(n)s 条建议（%(nos)s）不报送，理由已记下。", n=len(found), nos=_named(found))


ACTS: dict[str, Act] = {"approve": _approve, "return": _return, "decline": _decline}


def _named(found: list[Suggestion]) -> str:
    return name_many([each.no for each in found])


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        cards = find_cards(session, asks.list_suggestions(session, consultation, states=("gated",)))
        found = {"groups": group_cards(cards, asks.find_entries(session, consultation)), "many": len(cards),
                 "balance": count_balance(session, consultation_id), "stations": name_stations(session),
                 "counts": asks.count_suggestions(session, consultation_id)}
    return render_template(
        "review/approve.html", c=consultation, invented=consultation.invented, errors=errors,
        who=acting(consultation.group_id),
        chosen=request.form.getlist("suggestion_ids"), may=me().has("leader"), aspects=aspect_words(),
        aspect_names=ASPECTS, scales=scale_words(), channel_words=channel_words(), **found, **vocabulary()), status
