"""JSON routes of notify."""
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import current_app

from services.notify.operations.desk import hand_over_notice, resend_notice
from services.notify.operations.release import pause_answers, release_answers
from services.notify.queries.consultations import count_prepared, find_consultation, find_hold
from services.notify.queries.ledger import PAGE, list_notices, show_notice
from services.notify.queries.loop import find_loops
from services.notify.schemas import NoticeQuery
from services.notify.settings import settings_of
from shared.ids import read_receipt
from shared.web.bodies import JsonRoutes
from shared.web.doors import guarded, me, site

routes = JsonRoutes("notify", __name__, url_prefix="/notify/api/v1")


@routes.post("/consultations/<uuid:consultation_id>/release")
@guarded("leader", "group")
def post_release(consultation_id: UUID) -> dict[str, Any]:
    """Let the prepared answers go."""
    with site().database.writing() as session:
        release_answers(session, site().post, str(consultation_id), me(), site().now())
    return _release(str(consultation_id))


@routes.post("/consultations/<uuid:consultation_id>/pause")
@guarded("leader", "group")
def post_pause(consultation_id: UUID) -> dict[str, Any]:
    """Hold back what has not gone yet."""
    with site().database.writing() as session:
        pause_answers(session, str(consultation_id), me(), site().now())
    return _release(str(consultation_id))


@routes.get("/consultations/<uuid:consultation_id>/loop")
@guarded("officer", "group", "leader", "admin")
def get_loop(consultation_id: UUID) -> dict[str, Any]:
    """How many people spoke, how many have an answer, by which channel."""
    with site().database.reading() as session:
        found = find_consultation(session, str(consultation_id))
        return asdict(find_loops(session, [found.consultation_id])[found.consultation_id])


@routes.get("/notices")
@guarded("officer", "group", "leader", "admin")
@routes.arguments(NoticeQuery, location="query")
def get_notices(query: dict[str, Any]) -> dict[str, Any]:
    """The delivery ledger; never a contact."""
    page = query["page"]
    if query.get("receipt"):
        query["receipt"] = read_receipt(query["receipt"]) or "-"
    with site().database.reading() as session:
        items, total = list_notices(session, query, page)
    more = f"{current_app.url_for('notify.get_notices', **query | {'page': page + 1})}" if page * PAGE < total else None
    return {"items": items, "total": total, "next": more}


@routes.post("/notices/<uuid:notice_id>/resend")
@guarded("officer", "group", "admin")
def post_resend(notice_id: UUID) -> dict[str, Any]:
    """Send a failed or dead answer again."""
    with site().database.writing() as session:
        return show_notice(resend_notice(session, site().post, str(notice_id), me(), site().now()))


@routes.post("/notices/<uuid:notice_id>/hand-over")
@guarded("officer", "admin")
def post_hand_over(notice_id: UUID) -> dict[str, Any]:
    """Write down that the answer was given by hand."""
    with site().database.writing() as session:
        return show_notice(hand_over_notice(session, site().post, str(notice_id), me(), site().now()))


def _release(consultation_id: str) -> dict[str, Any]:
    with site().database.reading() as session:
        prepared, hold = count_prepared(session, consultation_id), find_hold(session, consultation_id)
    return {"id": consultation_id, "paused": bool(hold and hold.paused), "automatic": settings_of(site()).auto_release,
            **asdict(prepared)}
