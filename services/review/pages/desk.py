"""The expert's desk: one article, one opinion, four scales and a verdict; nothing of who wrote."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.operations.assignments import assess, decline
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, assessment_words, errors_of, scale_words, verdict_words, vocabulary
from services.review.queries.desk import Task, find_task, list_queue
from services.review.schemas.desk import AssessmentForm, DeclineForm
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("desk", __name__, url_prefix="/review/desk")
DESK = "/review/desk"


@pages.get("")
@guarded("expert")
def show_desk() -> Answer:
    """The first open assignment, or the one asked for."""
    return _page(request.args.get("assignment", ""), 200)


@pages.post("/<uuid:assignment_id>")
@guarded("expert")
def post_assessment(assignment_id: UUID) -> Answer:
    """Save, and on to the next one."""
    try:
        form = load_form(AssessmentForm())
        with site().database.writing() as session:
            assess(session, site().post, str(assignment_id), form, me(), site().now())
    except Refused as refused:
        return _refusal(assignment_id, refused)
    flash(_("已保存。"))
    return go(DESK)


@pages.post("/<uuid:assignment_id>/decline")
@guarded("expert")
def post_decline(assignment_id: UUID) -> Answer:
    """Hand it back with a reason; somebody else is asked."""
    try:
        form = load_form(DeclineForm())
        with site().database.writing() as session:
            decline(session, site().post, str(assignment_id), form["reason"], None, me(), site().now())
    except Refused as refused:
        return _refusal(assignment_id, refused)
    flash(_("已退回，会分给别人。"))
    return go(DESK)


def _refusal(assignment_id: UUID, refused: Refused) -> Answer:
    """The desk again, with what was typed and what is wrong; what is no longer there is said so."""
    if isinstance(refused, NotFound):
        raise refused
    return _page(str(assignment_id), status_of(refused), _in_order(errors_of(refused)))


def _page(asked: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        queue = list_queue(session, me().account_id)
        chosen = asked or next((each.id for each in queue if each.is_open), "")
        task = find_task(session, me().account_id, chosen) if chosen else None
    return render_template("review/desk.html", queue=queue, current=task, scales=scale_words(), errors=errors,
                           labels=assessment_words(), verdicts=verdict_words().items(), values=_values(task, errors),
                           declining="reason" in request.form, invented=bool(task and task.invented),
                           **vocabulary()), status


def _in_order(errors: Errors) -> Errors:
    """Errors as their fields come on the page."""
    place = {name: number for number, name in enumerate(assessment_words())}
    return {name: errors[name] for name in sorted(errors, key=lambda name: place.get(name, -1))}


def _values(task: Task | None, errors: Errors | None) -> dict[str, Any]:
    if errors:
        return request.form.to_dict()
    return {name: value for name, value in task.given.items() if value is not None} if task else {}
