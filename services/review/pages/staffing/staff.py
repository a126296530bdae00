"""Officers and legal advisers: lists, and what is known of each."""
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request

from services.review.models import Adviser, Officer
from services.review.operations.staffing import groups as acts
from services.review.pages.lists import answer_sheet, is_filtered, read_filters
from services.review.pages.paths import Answer, go
from services.review.pages.staffing.terms import source_words, terms
from services.review.pages.words import _, errors_of
from services.review.queries.consolidation.workbench import list_stations
from services.review.queries.staffing import groups as asks
from services.review.queries.staffing.people import find_account
from services.review.queries.staffing.pool import cut_page, list_records
from services.review.schemas.groups import AdviserSchema, OfficerForm, StaffQuery
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("staff_pages", __name__, url_prefix="/review/people")


@pages.get("/officers")
@guarded("admin", "group")
def show_officers() -> Answer:
    """Officers with their stations, sources and constituencies."""
    query = read_filters("officers", StaffQuery)
    with site().database.reading() as session:
        found, stations = asks.list_officers(session, query), list_stations(session)
        uncovered = asks.list_uncovered(session)
    return render_template("review/officers.html", found=cut_page(found, query["page"]), query=query, stations=stations,
                           filtered=is_filtered(query), uncovered=uncovered, **terms()), 200


@pages.get("/officers/list.xlsx")
@guarded("admin", "group")
def export_officers() -> Response:
    """The list as it is filtered."""
    with site().database.reading() as session:
        found = asks.list_officers(session, read_filters("officers", StaffQuery))
    columns = ((_("姓名"), 16), (_("账号"), 14), (_("工作站"), 36), (_("来源类别"), 18), (_("单位"), 24),
               (_("联系的村组、社区、单位"), 40))
    return answer_sheet(_("联络员"), columns, [[
        each.account.name, each.account.account, "、".join(each.stations) or _("全部"),
        source_words()[each.profile.source] if each.profile else "",
        *(getattr(each.profile, name, "") for name in ("organisation", "constituency"))] for each in found])


@pages.get("/officers/<uuid:account_id>")
@guarded("admin")
def show_officer(account_id: UUID) -> Answer:
    """One officer's form."""
    return _page("officer", str(account_id), 200)


@pages.post("/officers/<uuid:account_id>")
@guarded("admin")
def post_officer(account_id: UUID) -> Answer:
    """Keep the stations, the source, the constituency."""
    try:
        values = load_form(OfficerForm())
        with site().database.writing() as session:
            acts.set_officer(session, site().post, str(account_id), values, me(), site().now())
    except Refused as refused:
        return _refusal("officer", str(account_id), refused)
    flash(_("联络员资料已保存。"))
    return go("/review/people/officers")


@pages.get("/advisers")
@guarded("admin", "group")
def show_advisers() -> Answer:
    """Legal advisers."""
    query = read_filters("advisers", StaffQuery)
    with site().database.reading() as session:
        found = asks.list_advisers(session, query)
    return render_template("review/advisers.html", found=cut_page(found, query["page"]), query=query,
                           filtered=is_filtered(query)), 200


@pages.get("/advisers/list.xlsx")
@guarded("admin", "group")
def export_advisers() -> Response:
    """The list as it is filtered."""
    with site().database.reading() as session:
        found = asks.list_advisers(session, read_filters("advisers", StaffQuery))
    columns = ((_("姓名"), 16), (_("账号"), 14), (_("单位"), 36), (_("执业证号"), 24))
    return answer_sheet(_("法律顾问"), columns, [[
        each.account.name, each.account.account,
        *(getattr(each.profile, name, "") for name in ("organisation", "licence"))] for each in found])


@pages.get("/advisers/<uuid:account_id>")
@guarded("admin")
def show_adviser(account_id: UUID) -> Answer:
    """One adviser's form."""
    return _page("adviser", str(account_id), 200)


@pages.post("/advisers/<uuid:account_id>")
@guarded("admin")
def post_adviser(account_id: UUID) -> Answer:
    """Keep where an adviser works."""
    try:
        values = load_form(AdviserSchema())
        with site().database.writing() as session:
            acts.set_adviser(session, str(account_id), values, me(), site().now())
    except Refused as refused:
        return _refusal("adviser", str(account_id), refused)
    flash(_("法律顾问资料已保存。"))
    return go("/review/people/advisers")


def _refusal(kind: str, account_id: str, refused: Refused) -> Answer:
    if isinstance(refused, NotFound):
        raise refused
    return _page(kind, account_id, status_of(refused), errors_of(refused))


def _page(kind: str, account_id: str, status: int, errors: Errors | None = None) -> Answer:
    models: dict[str, Any] = {"officer": Officer, "adviser": Adviser}
    with site().database.reading() as session:
        account, profile = find_account(session, account_id), session.get(models[kind], account_id)
        stations, records = list_stations(session), list_records(session, account_id)
    if kind not in account.roles:
        raise NotFound(_("这个账号没有这种身份，请先在账号页面加上。"))
    return render_template(f"review/{kind}.html", account=account, profile=profile, stations=stations, records=records,
                           errors=errors, values=request.form, **terms()), status
