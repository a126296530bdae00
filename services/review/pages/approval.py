"""The adviser's gate and the leader's approval."""
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.review.models import Consultation, Suggestion
from services.review.operations.approval import approve_suggestions, decline_to_forward
from services.review.operations.suggestions import gate_suggestion
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, entry_label, errors_of, vocabulary
from services.review.queries import workbench as asks
from services.review.queries.consultations import count_balance, find_consultation
from services.review.queries.places import Outlines, Standing
from services.review.schemas.suggestions import GateSchema
from services.review.schemas.workbench import DeclineForwardSchema, ManySchema, PlaceQuery
from shared.refusals import Errors, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("approval", __name__, url_prefix="/review/consultations")
SIZE = 50


@pages.get("/<uuid:consultation_id>/gate")
@guarded("adviser", "admin")
def show_gate(consultation_id: UUID) -> Answer:
    """Suggestions that wait for the adviser."""
    return _gate_page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/gate")
@guarded("adviser")
def post_gate(consultation_id: UUID) -> Answer:
    """Pass the ticked ones, or return one with a note."""
    returned = request.form.get("revise", "")
    try:
        said = _return(returned) if returned else _pass()
    except Refused as refused:
        return _gate_page(str(consultation_id), status_of(refused), _noted(returned, refused))
    flash(said)
    return go(f"/review/consultations/{consultation_id}/gate")


@pages.get("/<uuid:consultation_id>/approve")
@guarded("leader", "admin")
def show_approve(consultation_id: UUID) -> Answer:
    """Suggestions that wait for the leader, and the balance."""
    return _approve_page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/approve")
@guarded("leader")
def post_approve(consultation_id: UUID) -> Answer:
    """Approve the ticked ones as one batch."""
    try:
        ids = load_part(ManySchema())["suggestion_ids"]
        with site().database.writing() as session:
            found = approve_suggestions(session, site().post, str(consultation_id), ids, me(), site().now())
    except Refused as refused:
        return _approve_page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(_("已审定 %(n)s 条建议，作为一批交给上报。", n=len(found)))
    return go(f"/review/consultations/{consultation_id}/approve")


@pages.post("/<uuid:consultation_id>/decline")
@guarded("leader")
def post_decline(consultation_id: UUID) -> Answer:
    """Decide that one suggestion does not go to the legislature, with the reason its submitters read."""
    try:
        form = load_part(DeclineForwardSchema())
        with site().database.writing() as session:
            kept = decline_to_forward(session, form["suggestion"], form["reason"], me(), site().now())
    except Refused as refused:
        return _approve_page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(_("第 %(no)s 条建议不报送，理由已记下。", no=kept.no))
    return go(f"/review/consultations/{consultation_id}/approve")


def _pass() -> str:
    ids = load_part(ManySchema())["suggestion_ids"]
    with site().database.writing() as session:
        for suggestion_id in sorted(ids):
            gate_suggestion(session, suggestion_id, "pass", None, me(), site().now())
    return _("%(n)s 条建议已通过把关。", n=len(ids))


def _return(suggestion_id: str) -> str:
    form = {"verdict": "revise", "note": request.form.get(f"note-{suggestion_id}", "")}
    note = load_values(GateSchema(), form)["note"]
    with site().database.writing() as session:
        returned = gate_suggestion(session, suggestion_id, "revise", note, me(), site().now())
    return _("第 %(no)s 条建议已退回修改。", no=returned.no)


def _noted(returned: str, refused: Refused) -> Errors:
    errors = errors_of(refused)
    return {f"note-{returned}": errors["note"]} if "note" in errors else errors


def _gate_page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    page = load_values(PlaceQuery(only=("page",), unknown="exclude"), request.args)["page"]
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        waiting = asks.list_suggestions(session, consultation, states=("drafted",))
        shown = waiting[(page - 1) * SIZE:page * SIZE]
        found = _look(session, consultation, shown)
    return render_template("review/gate.html", found={"items": shown, "total": len(waiting)}, page=page, errors=errors,
                           values=request.form, may=me().has("adviser"), **found), status


def _approve_page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        waiting = asks.list_suggestions(session, consultation, states=("gated",))
        found = _look(session, consultation, waiting)
    choices = [(each.id, f"{each.no}. {each.title}") for each in waiting]
    return render_template("review/approve.html", found=waiting, chosen=request.form.getlist("suggestion_ids"),
                           errors=errors, choices=choices, values=request.form, may=me().has("leader"), **found), status


def _look(session: Session, consultation: Consultation, suggestions: Sequence[Suggestion]) -> dict[str, Any]:
    """What both pages show around their lists."""
    outlines = Outlines(session)
    labels = {each.id: entry_label(outlines.entry(consultation.id, Standing(
        version=each.draft_version, provision=each.provision))) for each in suggestions}
    return {"c": consultation, "invented": consultation.invented, "labels": labels, "who": me(),
            "counts": asks.count_members(session, [each.id for each in suggestions]),
            "balance": count_balance(session, consultation.id), **vocabulary()}
