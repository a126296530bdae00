"""Pages of reports: consultations with their funnel, a submission's steps, the legislature's table."""
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from services.reports.domain.outcomes import SENTENCE, OutcomeRow
from services.reports.domain.steps import OPEN, TAKEN
from services.reports.operations import desk
from services.reports.plot import LEFT, ROW, WIDTH, funnel_bars
from services.reports.queries import figures
from services.reports.queries.submissions import (
    PAGE,
    find_consultation,
    find_content,
    find_submission,
    find_successor,
    list_consultations,
    list_outcomes,
    list_submissions,
    list_waiting,
)
from services.reports.schemas import DraftSchema, PageSchema, ReceiptSchema, load_lines, load_outcomes
from services.reports.sheet import read_pasted, read_table
from services.reports.stage import stage_words, state_tones, state_words, stepper
from shared.identity import Identity
from shared.refusals import Invalid, Refused
from shared.site import Site
from shared.web.bodies import limit, load_form, load_values
from shared.web.doors import guarded, me, site

pages = Blueprint("pages", __name__, url_prefix="/reports")
READERS = ("officer", "adviser", "group", "leader", "admin")
CLERKS = ("officer", "group")
TABLE_LIMIT = 8 * 1024 * 1024
MOVING = ("approved", "rendering", "queued", "offered")
Page = str | Response | tuple[str, int]


@pages.get("/")
@guarded(*READERS)
def home() -> Page:
    """What waits for me, then every consultation with its funnel and its submissions."""
    page = _page()
    with site().database.reading() as session:
        rows, total = list_consultations(session, page)
        ids = [str(row["consultation_id"]) for row in rows]
        counts = {each: figures.funnel(session, each) for each in ids}
        submissions, _total = list_submissions(session, ids)
        waiting = list_waiting(session, _mine(me()), me().account_id)
    return render_template("reports/home.html", consultations=rows, total=total, page=page, counts=counts,
                           submissions=submissions, waiting=waiting, invented=any(row["invented"] for row in rows),
                           **_words())


@pages.get("/consultations/<uuid:consultation_id>")
@guarded(*READERS)
def consultation(consultation_id: UUID) -> Page:
    """One consultation: the funnel, its submissions, the draft button."""
    return _consultation(str(consultation_id))


@pages.post("/consultations/<uuid:consultation_id>/draft")
@guarded("officer")
def draft(consultation_id: UUID) -> Page:
    """拟稿; a refusal is shown on the page itself."""
    try:
        asked = load_form(DraftSchema())
        new = desk.draft(site(), me(), str(consultation_id), **asked)
    except Refused as refused:
        return _consultation(str(consultation_id), refused.errors or {"draft": [refused.sentence]}), 409
    flash(_("报告已拟好，请核稿人核稿。"))
    return _to_submission(new["id"])


@pages.get("/submissions/<uuid:submission_id>")
@guarded(*READERS)
def submission(submission_id: UUID) -> Page:
    """One submission: stepper, what it says, what can be done now, its files."""
    return _submission(str(submission_id))


@pages.post("/submissions/<uuid:submission_id>/check")
@guarded("group")
def check(submission_id: UUID) -> Page:
    """核稿."""
    return _stepped(submission_id, desk.check, _("已核稿，请领导签发。"))


@pages.post("/submissions/<uuid:submission_id>/approve")
@guarded("leader")
def approve(submission_id: UUID) -> Page:
    """签发."""
    return _stepped(submission_id, desk.approve, _("已签发并编号，正在生成文件。"))


@pages.post("/submissions/<uuid:submission_id>/offer")
@guarded("officer", "group", "leader")
def offer(submission_id: UUID) -> Page:
    """报送."""
    return _stepped(submission_id, desk.offer, _("正在报送。"))


@pages.post("/submissions/<uuid:submission_id>/receipt")
@guarded(*CLERKS)
def receipt(submission_id: UUID) -> Page:
    """登记回执."""
    def receive(place: Site, who: Identity, key: str) -> None:
        desk.receive(place, who, key, **load_form(ReceiptSchema()))

    return _stepped(submission_id, receive, _("回执已登记。"))


@pages.post("/submissions/<uuid:submission_id>/revise")
@guarded("officer")
def revise(submission_id: UUID) -> Page:
    """修订: the next revision is drafted."""
    try:
        new = desk.revise(site(), me(), str(submission_id))
    except Refused as refused:
        return _submission(str(submission_id), {"step": [refused.sentence]}), 409
    flash(_("修订稿已拟好，原稿已标为被替代。"))
    return _to_submission(new["id"])


@pages.get("/submissions/<uuid:submission_id>/outcomes")
@guarded(*READERS)
def outcomes(submission_id: UUID) -> Page:
    """The legislature's table."""
    return _outcomes(str(submission_id))


@pages.post("/submissions/<uuid:submission_id>/outcomes")
@guarded(*CLERKS)
@limit(TABLE_LIMIT)
def post_outcomes(submission_id: UUID) -> Page:
    """Record what was filled in, pasted or uploaded: whole or not at all."""
    try:
        done = desk.record(site(), me(), str(submission_id), _filled_in())
    except Refused as refused:
        errors = _anchored(refused.errors) if isinstance(refused, Invalid) else {}
        return _outcomes(str(submission_id), errors or {"confirm": [refused.sentence]}), 422
    flash(_("已登记 %(n)s 条结果，%(m)s 条没有变化。", n=done.recorded, m=done.unchanged))
    return redirect(url_for("pages.outcomes", submission_id=submission_id, page=_page()), 303)


def _consultation(consultation_id: str, errors: Any = None) -> str:
    page = _page()
    with site().database.reading() as session:
        found = find_consultation(session, consultation_id)
        counts = figures.funnel(session, consultation_id)
        submissions, total = list_submissions(session, [consultation_id], page)
    return render_template(
        "reports/consultation.html", consultation=found, counts=counts, submissions=submissions, total=total,
        page=page, bars=funnel_bars(counts, stage_words()), width=WIDTH, left=LEFT, row=ROW, errors=errors,
        invented=found["invented"], may_draft=_may_draft(counts, submissions), **_words())


def _may_draft(counts: dict[str, int], submissions: list[dict[str, Any]]) -> bool:
    """Whether there is something to draft: nothing yet, or suggestions that no living report holds."""
    living = [each for each in submissions if each["state"] != "superseded"]
    held = sum(each["suggestions"] for each in living)
    return not living or (counts["suggestions"] > held and not any(each["state"] in OPEN for each in living))


def _submission(submission_id: str, errors: Any = None) -> str:
    page = _page()
    with site().database.reading() as session:
        found = find_submission(session, submission_id)
        content = find_content(session, submission_id)
        heard = find_consultation(session, found["consultation_id"])
        newer = find_successor(session, submission_id)
    rows = content["suggestions"]
    return render_template(
        "reports/submission.html", submission=found, content=content, consultation=heard, newer=newer, errors=errors,
        rows=rows[(page - 1) * PAGE:page * PAGE], total=len(rows), page=page, invented=heard["invented"],
        steps=stepper(found), composed_at=datetime.fromisoformat(content["composed_at"]),
        moving=found["state"] in MOVING, taken=found["state"] in TAKEN, values=request.form,
        **_words())


def _outcomes(submission_id: str, errors: Any = None) -> str:
    page = _page()
    with site().database.reading() as session:
        found = find_submission(session, submission_id)
        heard = find_consultation(session, found["consultation_id"])
        rows, total = list_outcomes(session, submission_id, page)
        said = {row["no"]: row for row in find_content(session, submission_id)["suggestions"]}
    return render_template(
        "reports/outcomes.html", submission=found, consultation=heard, rows=rows, said=said, total=total, page=page,
        errors=errors, values=request.form, invented=heard["invented"], taken=found["state"] in TAKEN, **_words())


def _stepped(submission_id: UUID, step: Callable[[Site, Identity, str], None], words: str) -> Page:
    """Take a step; a refusal is shown on the submission's own page."""
    try:
        step(site(), me(), str(submission_id))
    except Refused as refused:
        return _submission(str(submission_id), refused.errors or {"step": [refused.sentence]}), 409
    flash(words)
    return _to_submission(str(submission_id))


def _filled_in() -> list[OutcomeRow]:
    """Read the form: one way of three, confirmed."""
    if not request.form.get("confirm"):
        raise Invalid(SENTENCE, {"confirm": [_("请勾选“我已核对”再登记。")]})
    file, pasted = request.files.get("file"), request.form.get("pasted", "")
    if file is not None and file.filename:
        return load_lines(read_table(file.read()))
    return load_lines(read_pasted(pasted)) if pasted.strip() else load_outcomes(_table_rows())


def _table_rows() -> list[tuple[str, dict[str, Any]]]:
    """The rows of the page's own table in which a result is chosen."""
    rows = []
    for name in request.form:
        number = name.removeprefix("outcome-")
        if name != number and number.isascii() and number.isdecimal() and len(number) < 10:
            rows.append((_("第 %(no)s 号建议", no=number), {
                "suggestion_no": int(number), "outcome": request.form[name],
                "reason": request.form.get(f"reason-{number}", "").replace("\r\n", "\n"),
                "enacted_provision": request.form.get(f"enacted-{number}", "")}))
    return rows


def _anchored(errors: Any) -> dict[str, list[str]]:
    """Let the error summary lead to the row's own field, or to the whole table's where that was handed in."""
    numbers = [name.removeprefix("outcome-") for name in request.form if name.startswith("outcome-")]
    whole = "pasted" if request.form.get("pasted", "").strip() else "file"
    named: dict[str, list[str]] = {}
    for key, sentences in errors.items():
        index, _dot, field = key.partition(".")
        if index.isdecimal() and int(index) < len(numbers):
            key = f"{'reason' if field == 'reason' else 'row'}-{numbers[int(index)]}"
        elif key != "confirm":
            key = whole
        named.setdefault(key, []).extend(sentences)
    return named


def _mine(who: Identity) -> tuple[str, ...]:
    """The states in which a submission waits for someone with these roles."""
    waiting = {"group": ("drafted",), "leader": ("checked",), "officer": ("signed", "accepted")}
    return tuple(state for role, states in waiting.items() if who.has(role) for state in states)


def _words() -> dict[str, Any]:
    return {"state_words": state_words(), "state_tones": state_tones(), "stage_words": stage_words()}


def _page() -> int:
    return int(load_values(PageSchema(unknown="exclude"), request.args)["page"])


def _to_submission(submission_id: str) -> Response:
    return redirect(url_for("pages.submission", submission_id=submission_id), 303)
