"""JSON routes of reports."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Request, Response, request

from services.reports.domain.outcomes import OutcomeRow
from services.reports.operations import desk
from services.reports.queries import figures
from services.reports.queries.submissions import (
    PAGE,
    find_consultation,
    find_file,
    find_submission,
    list_outcomes,
    list_submissions,
)
from services.reports.schemas import (
    DraftSchema,
    NothingSchema,
    OutcomeSchema,
    PageSchema,
    ReceiptSchema,
    load_lines,
    load_list,
)
from services.reports.sheet import read_table
from shared.identity import Identity
from shared.refusals import Unreadable
from shared.site import Site
from shared.web.bodies import JsonRoutes, StrictParser, limit, read_json
from shared.web.doors import guarded, me, site


class _CommandParser(StrictParser):
    """A command may come without a body."""

    def _raw_load_json(self, req: Request) -> Any:
        return super()._raw_load_json(req) if req.get_data(cache=True) else {}


class _Routes(JsonRoutes):
    """Routes whose commands need no body."""

    ARGUMENTS_PARSER = _CommandParser()


routes = _Routes("reports", __name__, url_prefix="/reports/api/v1")
READERS = ("officer", "adviser", "group", "leader", "admin")
CLERKS = ("officer", "group")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"report.pdf": "application/pdf", "table.xlsx": XLSX, "package.zip": "application/zip"}
TABLE_LIMIT = 8 * 1024 * 1024
_HIDDEN = {"drafted_by", "checked_by", "approved_by", "receipted_by", "title"}


@routes.post("/consultations/<uuid:consultation_id>/submissions")
@guarded("officer")
@routes.arguments(DraftSchema)
def post_submission(asked: dict[str, Any], consultation_id: UUID) -> tuple[dict[str, Any], int]:
    """Draft a report from the approved suggestions; an open draft is given back. 409 while a batch is not whole."""
    return desk.draft(site(), me(), str(consultation_id), **asked), 202


@routes.get("/consultations/<uuid:consultation_id>/submissions")
@guarded(*READERS)
@routes.arguments(PageSchema, location="query")
def get_submissions(query: dict[str, Any], consultation_id: UUID) -> dict[str, Any]:
    """A consultation's submissions, the newest first."""
    with site().database.reading() as session:
        find_consultation(session, str(consultation_id))
        rows, total = list_submissions(session, [str(consultation_id)], query["page"])
    return listed([shown(row) for row in rows], total, query["page"])


@routes.get("/submissions/<uuid:submission_id>")
@guarded(*READERS)
def get_submission(submission_id: UUID) -> dict[str, Any]:
    """One submission: its state, people, number, digest, files."""
    with site().database.reading() as session:
        return shown(find_submission(session, str(submission_id)))


@routes.post("/submissions/<uuid:submission_id>/check")
@guarded("group")
@routes.arguments(NothingSchema, required=False)
def post_check(_asked: dict[str, Any], submission_id: UUID) -> dict[str, Any]:
    """核稿, by another person than the drafter."""
    return stepped(submission_id, desk.check)


@routes.post("/submissions/<uuid:submission_id>/approve")
@guarded("leader")
@routes.arguments(NothingSchema, required=False)
def post_approve(_asked: dict[str, Any], submission_id: UUID) -> tuple[dict[str, Any], int]:
    """签发, by a third person: gives the number, freezes the content; the files are made in the background."""
    return stepped(submission_id, desk.approve), 202


@routes.post("/submissions/<uuid:submission_id>/offer")
@guarded("officer", "group", "leader")
@routes.arguments(NothingSchema, required=False)
def post_offer(_asked: dict[str, Any], submission_id: UUID) -> tuple[dict[str, Any], int]:
    """Send it, or try again at once."""
    return stepped(submission_id, desk.offer), 202


@routes.post("/submissions/<uuid:submission_id>/receipt")
@guarded(*CLERKS)
@routes.arguments(ReceiptSchema, required=False)
def post_receipt(asked: dict[str, Any], submission_id: UUID) -> dict[str, Any]:
    """Record the legislature's receipt; 422 if it echoes another digest."""
    return stepped(submission_id, lambda *parts: desk.receive(*parts, **asked))


@routes.post("/submissions/<uuid:submission_id>/revise")
@guarded("officer")
@routes.arguments(NothingSchema, required=False)
def post_revise(_asked: dict[str, Any], submission_id: UUID) -> tuple[dict[str, Any], int]:
    """Draft the next revision, which names the one it replaces."""
    return desk.revise(site(), me(), str(submission_id)), 201


@routes.get("/submissions/<uuid:submission_id>/<any('report.pdf', 'table.xlsx', 'package.zip'):name>")
@guarded(*READERS)
def get_file(submission_id: UUID, name: str) -> Response:
    """A frozen file, the same bytes every time; 409 until signed."""
    with site().database.reading() as session:
        content, digest, number = find_file(session, str(submission_id), name)
    answer = Response(content, content_type=TYPES[name])
    answer.headers.set("Content-Disposition", "inline" if name.endswith("pdf") else "attachment",
                       filename=f"{number}-{name}")
    answer.set_etag(digest)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@routes.post("/submissions/<uuid:submission_id>/outcomes")
@guarded(*CLERKS)
@limit(TABLE_LIMIT)
@routes.doc(requestBody={"required": True, "content": {
    "application/json": {"schema": {"type": "array", "minItems": 1, "items": OutcomeSchema}},
    XLSX: {"schema": {"type": "string", "format": "binary"}}}})
def post_outcomes(submission_id: UUID) -> dict[str, Any]:
    """Record the legislature's outcomes, from accepted on: a JSON list or the filled-in table, whole or not at all."""
    done = desk.record(site(), me(), str(submission_id), read_rows())
    return {"recorded": done.recorded, "unchanged": done.unchanged}


@routes.get("/submissions/<uuid:submission_id>/outcomes")
@guarded(*READERS)
@routes.arguments(PageSchema, location="query")
def get_outcomes(query: dict[str, Any], submission_id: UUID) -> dict[str, Any]:
    """The submission's suggestions with what the legislature made of each, null where it has not said."""
    with site().database.reading() as session:
        find_submission(session, str(submission_id))
        rows, total = list_outcomes(session, str(submission_id), query["page"])
    return listed([plain(row) for row in rows], total, query["page"])


@routes.get("/consultations/<uuid:consultation_id>/funnel")
@guarded(*READERS)
def get_funnel(consultation_id: UUID) -> dict[str, int]:
    """From meetings to answers, in numbers."""
    with site().database.reading() as session:
        find_consultation(session, str(consultation_id))
        return figures.funnel(session, str(consultation_id))


@routes.get("/ledgers")
@guarded(*READERS)
@routes.arguments(PageSchema, location="query")
def get_ledgers(query: dict[str, Any]) -> dict[str, Any]:
    """台账: per station its activities and the opinions left there."""
    with site().database.reading() as session:
        rows, total = figures.list_ledgers(session, query["page"])
    return listed([plain(row) for row in rows], total, query["page"])


def stepped(submission_id: UUID, step: Callable[[Site, Identity, str], None]) -> dict[str, Any]:
    """Take a step and show the submission after it."""
    step(site(), me(), str(submission_id))
    with site().database.reading() as session:
        return shown(find_submission(session, str(submission_id)))


def read_rows() -> list[OutcomeRow]:
    """Read outcomes from the request: JSON, an .xlsx body, or an .xlsx in a form's ``file``."""
    if request.mimetype == XLSX:
        return load_lines(read_table(request.get_data()))
    if request.mimetype == "multipart/form-data" and "file" in request.files:
        return load_lines(read_table(request.files["file"].read()))
    if not request.mimetype.endswith("json"):
        raise Unreadable(f"请用 Content-Type: application/json 提交列表，或用 {XLSX} 提交表格。")
    return load_list(read_json(request.get_data()))


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A submission as JSON; accounts stay inside, names are shown."""
    return plain({name: value for name, value in row.items() if name not in _HIDDEN})


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON values."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def listed(items: list[dict[str, Any]], total: int, page: int) -> dict[str, Any]:
    """A list as all routes give it."""
    return {"items": items, "total": total, "next": page + 1 if page * PAGE < total else None}
