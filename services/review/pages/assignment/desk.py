"""The expert's desk: one article, one opinion, four scales and a verdict; nothing of who wrote."""
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, render_template, request
from sqlalchemy.orm import Session

from services.review.domain.versions.differences import differences
from services.review.operations.assignment.desk import Overtaken, hand_back, keep_draft, put_off, save_assessment
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import (
    _,
    assessment_words,
    errors_of,
    scale_words,
    usual_words,
    verdict_words,
    vocabulary,
)
from services.review.queries.assignment.desk import FIELDS, Task, find_task, list_colleagues
from services.review.queries.assignment.judged import list_judged, list_titles
from services.review.queries.assignment.queue import Queue, find_queue
from services.review.schemas.desk import (
    HERE,
    AssessmentForm,
    DeclineForm,
    DeskQuery,
    DraftForm,
    JudgedQuery,
    VersionForm,
)
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("desk", __name__, url_prefix="/review/desk")
DESK = "/review/desk"
Act = Callable[[str], Answer]


@pages.get("")
@guarded("expert")
def show_desk() -> Answer:
    """The first open assignment, or the one asked for."""
    return _page(_asked()["assignment"], 200)


@pages.get("/list")
@guarded("expert")
def show_judged() -> Answer:
    """All of mine as a table, with the marks that I gave."""
    asked = load_values(JudgedQuery(unknown="exclude"), request.args)
    with site().database.reading() as session:
        found, titles = list_judged(session, me().account_id, asked), list_titles(session, me().account_id)
    return render_template("review/desk_list.html", found=found, asked=asked, titles=titles, scales=scale_words(),
                           verdicts=verdict_words(), **vocabulary()), 200


@pages.post("/<uuid:assignment_id>")
@guarded("expert")
def post_desk(assignment_id: UUID) -> Answer:
    """Save and go on, keep the draft, leave it for later, or only show what changes."""
    act = ACTS.get(request.form.get("act", ""), _save)
    try:
        return act(str(assignment_id))
    except Refused as refused:
        return _page(str(assignment_id), status_of(refused), _in_order(errors_of(refused)), refused)


@pages.post("/<uuid:assignment_id>/draft")
@guarded("expert")
def post_draft(assignment_id: UUID) -> Response | tuple[Response | str, int]:
    """Keep what is being written, as the page does by itself; 409 with both texts if another window was faster."""
    try:
        with site().database.writing() as session:
            draft = keep_draft(session, str(assignment_id), load_part(DraftForm()), _version(), me(), site().now())
    except Overtaken:
        return _overlap(str(assignment_id))
    kept = draft.saved_at or site().now()
    return jsonify({"version": draft.version, "saved": f"{kept.astimezone(HERE):%H:%M}"})


@pages.post("/<uuid:assignment_id>/decline")
@guarded("expert")
def post_decline(assignment_id: UUID) -> Answer:
    """Hand it back with a reason; somebody else is asked."""
    follows = _queue(str(assignment_id)).after(str(assignment_id))
    try:
        form = load_part(DeclineForm())
        with site().database.writing() as session:
            hand_back(session, site().post, str(assignment_id), form["reason"], form["instead"], me(), site().now())
    except Refused as refused:
        return _page(str(assignment_id), status_of(refused), _in_order(errors_of(refused)), refused)
    flash(_("已推辞，会分给别人。"))
    return _go(follows)


def _save(assignment_id: str) -> Answer:
    """Say it, and on to the one that comes next in the queue."""
    follows = _queue(assignment_id).after(assignment_id)
    values = load_part(AssessmentForm())
    with site().database.writing() as session:
        if values["proposed_text"] == find_task(session, me().account_id, assignment_id).passage.text:
            values["proposed_text"] = None  # the article as it is, taken over and left so
        save_assessment(session, site().post, assignment_id, values, _version(), me(), site().now())
    flash(_("已保存。"))
    return _go(follows)


def _keep(assignment_id: str) -> Answer:
    with site().database.writing() as session:
        keep_draft(session, assignment_id, load_part(DraftForm()), _version(), me(), site().now())
    flash(_("草稿已存。"))
    return _go(assignment_id)


def _put_off(assignment_id: str) -> Answer:
    follows = _queue(assignment_id).after(assignment_id)
    with site().database.writing() as session:
        put_off(session, assignment_id, load_part(DraftForm()), _version(), me(), site().now())
    flash(_("放到队列最后，写了的已存为草稿。"))
    return _go(follows or assignment_id)


def _show(assignment_id: str) -> Answer:
    """The same page with the changes marked; nothing is kept."""
    return _page(assignment_id, 200)


ACTS: dict[str, Act] = {"save": _save, "draft": _keep, "later": _put_off, "show": _show, "fill-draft": _show,
                        "fill-opinion": _show}


def _asked() -> dict[str, Any]:
    return load_values(DeskQuery(unknown="exclude"), request.args)


def _version() -> int:
    return int(load_part(VersionForm())["version"])


def _queue(here: str) -> Queue:
    with site().database.reading() as session:
        return find_queue(session, me().account_id, site().now(), _asked()["consultation"], here)


def _go(assignment_id: str) -> Response:
    """To an assignment, in the queue that was being looked at."""
    parts = {"assignment": assignment_id, "consultation": _asked()["consultation"]}
    query = urlencode({name: value for name, value in parts.items() if value})
    return go(f"{DESK}?{query}" if query else DESK)


def _page(asked: str, status: int, errors: Errors | None = None, refused: Refused | None = None) -> tuple[str, int]:
    """The desk; after a refusal with what was typed, also where the assignment itself is no longer there."""
    with site().database.reading() as session:
        queue = find_queue(session, me().account_id, site().now(), _asked()["consultation"], asked)
        chosen = asked or next(iter(queue.order), "")
        task, over = _task(session, chosen)
        colleagues = list_colleagues(session, me().account_id, site().now())
    if over and request.method == "GET":
        errors, status = {"main": [over.sentence]}, status_of(over)
    values = _values(task)
    return render_template(
        "review/desk.html", queue=queue, current=task, scales=scale_words(), errors=errors, values=values,
        labels=assessment_words(), verdicts=verdict_words(), usual=usual_words(), colleagues=colleagues,
        changes=_changes(task, values.get("proposed_text")), overlap=isinstance(refused, Overtaken),
        offered=_changes(task, task.opinion["proposed_text"]) if task else [], chosen=chosen,
        declining=request.path.endswith("/decline"), asked=_asked(), typed=None if task else _typed(),
        invented=bool(task and task.invented), **vocabulary()), status


def _task(session: Session, chosen: str) -> tuple[Task | None, Refused | None]:
    """The assignment, or why it cannot be shown. One that never was the expert's has no page, unless words typed for it
    have to be shown again."""
    try:
        return (find_task(session, me().account_id, chosen) if chosen else None), None
    except NotFound as missing:
        if request.method == "GET":
            raise
        return None, missing
    except Refused as over:
        return None, over


def _overlap(assignment_id: str) -> tuple[str, int]:
    """The two texts beside each other, for a page that is open."""
    with site().database.reading() as session:
        task = find_task(session, me().account_id, assignment_id)
    return render_template("review/desk_overlap.html", current=task, values=_typed(), labels=assessment_words(),
                           verdicts=verdict_words(), asked=_asked()), 409


def _in_order(errors: Errors) -> Errors:
    """Errors as their fields come on the page."""
    place = {name: number for number, name in enumerate(assessment_words())}
    return {name: errors[name] for name in sorted(errors, key=lambda name: place.get(name, -1))}


def _typed() -> dict[str, Any]:
    return {name: request.form[name] for name in (*FIELDS, "reason", "usual", "instead") if request.form.get(name)}


def _values(task: Task | None) -> dict[str, Any]:
    """What stands in the form: what was typed, with the wording that was asked for; else what is kept."""
    if task is None or request.method == "GET" or request.path.endswith("/decline"):
        return (dict(task.given) if task else {}) | _typed()
    values = _typed()
    sources = {"fill-draft": task.passage.text, "fill-opinion": task.opinion["proposed_text"]}
    if not values.get("proposed_text", "").strip() and (taken := sources.get(request.form.get("act", ""))):
        values["proposed_text"] = taken
    return values


def _changes(task: Task | None, wording: str | None) -> list[Any]:
    """What a wording changes in the draft; nothing where there is nothing to compare."""
    if task is None or not wording or not task.passage.text:
        return []
    return differences(task.passage.text, wording.strip().replace("\r\n", "\n"))
