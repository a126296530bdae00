"""Filing review: the list with its ledger, one document with its experts, the conclusion."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from marshmallow import Schema

from services.review.bounds import may_change
from services.review.domain.pool import day_of
from services.review.operations.staffing import filings as acts
from services.review.pages.lists import answer_sheet, is_filtered, read_filters
from services.review.pages.paths import Answer, go
from services.review.pages.staffing.terms import filing_words, terms, verdict_words
from services.review.pages.words import _, errors_of
from services.review.queries.staffing import filings as asks
from services.review.queries.staffing.groups import group_names, sectors_of
from services.review.queries.staffing.pool import list_records
from services.review.schemas import filings as bodies
from services.review.schemas.groups import PlacementSchema
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import limit, load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("filing_pages", __name__, url_prefix="/review/filings")
FILINGS = "/review/filings"
LIMIT = 20 * 1024 * 1024


@pages.get("")
@guarded("group", "admin", "leader")
def show_filings() -> Answer:
    """Filings, what is not concluded first, the most urgent on top; counts by year."""
    query = read_filters("filings", bodies.FilingQuery)
    with site().database.reading() as session:
        found = asks.list_filings(session, _today(), query)
        given = asks.count_given(session, [each.id for each in found["items"]])
        names, years = group_names(session), asks.count_years(session)
    return render_template("review/filings.html", found=found, query=query, given=given, names=names, years=years,
                           today=_today(), filtered=is_filtered(query), who=me(), **terms()), 200


@pages.get("/list.xlsx")
@guarded("group", "admin", "leader")
def export_filings() -> Response:
    """The ledger (备案审查台账) as the list is filtered."""
    with site().database.reading() as session:
        rows = asks.list_ledger(session, _today(), read_filters("filings", bodies.FilingQuery))
        given, names = asks.count_given(session, [each.id for each in rows]), group_names(session)
        lines = [_line(number, each, given[each.id], names) for number, each in enumerate(rows, start=1)]
    columns = ((_("序号"), 8), (_("收到日期"), 12), (_("文件名称"), 40), (_("制定机关"), 24), (_("文号"), 20),
               (_("行业系统"), 16), (_("工作小组"), 26), (_("办结期限"), 12), (_("状态"), 10), (_("分给专家"), 10),
               (_("已审查"), 10), (_("审查结论"), 14), (_("理由"), 50), (_("办结日期"), 12), (_("办结人"), 12))
    return answer_sheet(_("备案审查台账"), columns, lines)


@pages.get("/new")
@guarded("group", "admin")
def show_new() -> Answer:
    """The form of a document that was sent in."""
    return _new_page(200)


@pages.post("/new")
@guarded("group", "admin")
@limit(LIMIT)
def post_new() -> Answer:
    """Take it in; its sector brings it to its group."""
    try:
        values = load_form(bodies.FilingSchema())
        file = request.files.get("file")
        name, content = (file.filename or "", file.read()) if file else ("", b"")
        text = acts.read_filing(name, content, values["text"])
        with site().database.writing() as session:
            filing = acts.take_filing(session, values, text, me(), site().now())
    except Refused as refused:
        return _new_page(status_of(refused), errors_of(refused))
    flash(_("已登记。下面按专长排好了可以承担的专家，请选定后分给他们。"))
    return go(f"{FILINGS}/{filing.id}")


@pages.get("/<uuid:filing_id>")
@guarded("group", "admin", "leader")
def show_filing(filing_id: UUID) -> Answer:
    """One document: its words, its experts, what they say, the conclusion, the history."""
    return _page(str(filing_id), 200)


@pages.post("/<uuid:filing_id>/offer")
@guarded("group", "admin")
def post_offer(filing_id: UUID) -> Answer:
    """Give it to the experts that were ticked."""

    def offer(session: Any, id_: str, values: dict[str, Any], *rest: Any) -> None:
        acts.offer_filing(session, id_, values["expert_ids"], *rest)

    return _do(filing_id, bodies.OfferSchema(), offer, _("已分给所选的专家。"))


@pages.post("/<uuid:filing_id>/group")
@guarded("group", "admin")
def post_group(filing_id: UUID) -> Answer:
    """Give it to another group."""

    def choose(session: Any, id_: str, values: dict[str, Any], *rest: Any) -> None:
        acts.choose_filing_group(session, id_, values["group_id"], *rest)

    return _do(filing_id, PlacementSchema(), choose, _("已归到所选的工作小组。"))


@pages.post("/<uuid:filing_id>/conclusion")
@guarded("group", "admin")
def post_conclusion(filing_id: UUID) -> Answer:
    """Keep the conclusion."""
    return _do(filing_id, bodies.ConclusionSchema(), acts.conclude_filing, _("审查结论已保存。"))


@pages.post("/<uuid:filing_id>/reopen")
@guarded("group", "admin")
def post_reopen(filing_id: UUID) -> Answer:
    """Take it up again."""
    return _do(filing_id, bodies.ReopenSchema(), acts.reopen_filing, _("已重新打开；原来的结论留在记录里。"))


def _do(filing_id: UUID, schema: Schema, act: Callable[..., Any], words: str) -> Answer:
    try:
        values = load_form(schema)
        with site().database.writing() as session:
            act(session, str(filing_id), values, me(), site().now())
    except NotFound:
        raise
    except Refused as refused:
        return _page(str(filing_id), status_of(refused), errors_of(refused))
    flash(words)
    return go(f"{FILINGS}/{filing_id}")


def _new_page(status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        known = sectors_of(session)
    return render_template("review/filing_new.html", sectors=[word for words in known.values() for word in words],
                           errors=errors, values=request.form, today=_today()), status


def _page(filing_id: str, status: int, errors: Errors | None = None) -> Answer:
    today = _today()
    with site().database.reading() as session:
        filing = asks.find_filing(session, filing_id)
        found = {"given": asks.list_given(session, filing_id), "names": group_names(session),
                 "records": list_records(session, filing_id),
                 "choices": asks.propose_experts(session, filing, today) if filing.state != "concluded" else []}
    return render_template("review/filing.html", f=filing, today=today, errors=errors, values=request.form,
                           may=may_change(filing.group_id), **found, **terms()), status


def _today() -> Any:
    return day_of(site().now())


def _line(number: int, filing: Any, given: Any, names: dict[str, str]) -> list[Any]:
    """A filing as a line of the ledger."""
    return [number, str(filing.received_on), filing.title, filing.issuer, filing.number, filing.sector,
            names.get(filing.group_id or "", ""), str(filing.due_on), filing_words()[filing.state],
            given.total() - given["declined"], given["reviewed"], verdict_words().get(filing.conclusion or "", ""),
            filing.reason, str(day_of(filing.concluded_at)) if filing.concluded_at else "", filing.concluded_by_name]
