"""The delivery ledger: every answer with its state, filters, sending again, handing over."""
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _

from services.notify.domain import RESENDABLE, TO_HAND_OVER
from services.notify.operations.desk import hand_over_notice, resend_notice
from services.notify.pages.paths import Answer, go, read_query
from services.notify.pages.words import TONES, channel_words, state_words
from services.notify.queries.consultations import list_consultations
from services.notify.queries.ledger import PAGE, list_notices
from services.notify.schemas import NoticeQuery
from shared.ids import read_receipt
from shared.refusals import Refused
from shared.web.doors import guarded, me, site

pages = Blueprint("ledger", __name__, url_prefix="/notify")


@pages.get("/notices")
@guarded("officer", "group", "leader", "admin")
def show_notices() -> str:
    """The list."""
    query = read_query(NoticeQuery())
    filters = {**query, "receipt": read_receipt(query["receipt"]) or "-"} if query.get("receipt") else query
    with site().database.reading() as session:
        notices, total = list_notices(session, filters, query["page"])
        consultations, _total = list_consultations(session, 1)
    return render_template(
        "notify/notices.html", notices=[_dated(each) for each in notices], total=total, page=query["page"],
        size=PAGE, query=query,
        consultations=consultations, titles={each.consultation_id: each.title for each in consultations},
        states=state_words(), channels=channel_words(), tones=TONES, resendable=RESENDABLE,
        to_hand_over=TO_HAND_OVER, invented=any(each.invented for each in consultations))


@pages.post("/notices/<uuid:notice_id>/resend")
@guarded("officer", "group", "admin")
def post_resend(notice_id: UUID) -> Answer:
    """Send again."""
    return _act(resend_notice, notice_id, _("已重新排入发送。"))


@pages.post("/notices/<uuid:notice_id>/hand-over")
@guarded("officer", "admin")
def post_hand_over(notice_id: UUID) -> Answer:
    """Given by hand."""
    return _act(hand_over_notice, notice_id, _("已登记为当面交付。"))


def _dated(notice: dict[str, Any]) -> dict[str, Any]:
    settled = notice["settled_on"]
    return notice | {"settled_on": date.fromisoformat(settled) if settled else None}


def _act(operation: Callable[..., object], notice_id: UUID, done: str) -> Answer:
    """Do it, say so (or why not), and go back to the list with its filters."""
    try:
        with site().database.writing() as session:
            operation(session, site().post, str(notice_id), me(), site().now())
        flash(done)
    except Refused as refused:
        flash(refused.sentence, "refusal")
    query = request.query_string.decode("ascii", "ignore")
    return go(f"/notify/notices?{query}" if query else "/notify/notices")
