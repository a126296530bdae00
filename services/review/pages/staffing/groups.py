"""Work groups: the list, one group with its people and matters; the group of a consultation."""
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request

from services.review.bounds import acting
from services.review.operations.drafting.consultations import change_window
from services.review.operations.staffing import groups as acts
from services.review.pages.lists import answer_sheet, is_filtered, read_filters
from services.review.pages.paths import Answer, go
from services.review.pages.staffing.terms import terms
from services.review.pages.words import _, errors_of, role_words, vocabulary
from services.review.queries.drafting.consultations import find_consultation
from services.review.queries.staffing import groups as asks
from services.review.queries.staffing.pool import list_records
from services.review.schemas.consultations import ChangeSchema
from services.review.schemas.groups import GroupSchema, PlacementSchema, StaffQuery
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("group_pages", __name__, url_prefix="/review")
GROUPS = "/review/people/groups"


@pages.get("/people/groups")
@guarded("admin", "group")
def show_groups() -> Answer:
    """Work groups, and the form of a new one."""
    return _list_page(200)


@pages.post("/people/groups")
@guarded("admin")
def add_group() -> Answer:
    """Set up a work group."""
    try:
        values = load_form(GroupSchema())
        with site().database.writing() as session:
            acts.add_group(session, values, me(), site().now())
    except Refused as refused:
        return _list_page(status_of(refused), errors_of(refused))
    flash(_("已添加工作小组：%(name)s", name=values["name"]))
    return go(GROUPS)


@pages.post("/people/groups/seven")
@guarded("admin")
def add_seven() -> Answer:
    """Set up the groups a county usually has."""
    try:
        with site().database.writing() as session:
            number = acts.add_seven(session, me(), site().now())
    except Refused as refused:
        return _list_page(status_of(refused), errors_of(refused))
    flash(_("已建好 %(n)s 个工作小组，名称、行业系统和分管负责人都可以改。", n=number))
    return go(GROUPS)


@pages.get("/people/groups/list.xlsx")
@guarded("admin", "group")
def export_groups() -> Response:
    """The list as a spreadsheet."""
    with site().database.reading() as session:
        cards = asks.list_groups(session, read_filters("groups", StaffQuery)["q"])
    columns = ((_("工作小组"), 30), (_("行业系统"), 40), (_("分管负责人"), 14), (_("成员"), 40),
               (_("在办征求意见"), 12))
    return answer_sheet(_("工作小组"), columns, [[
        each.group.name, "、".join(each.group.sectors), each.leader.name if each.leader else "",
        "、".join(one.name for one in each.members), each.matters] for each in cards])


@pages.get("/people/groups/<uuid:group_id>")
@guarded("admin", "group", "leader")
def show_group(group_id: UUID) -> Answer:
    """One group: sectors, people, matters, history."""
    return _group_page(str(group_id), 200)


@pages.post("/people/groups/<uuid:group_id>")
@guarded("admin")
def change_group(group_id: UUID) -> Answer:
    """Change a group's name, sectors, leader."""
    try:
        values = load_form(GroupSchema())
        with site().database.writing() as session:
            acts.change_group(session, str(group_id), values, me(), site().now())
    except NotFound:
        raise
    except Refused as refused:
        return _group_page(str(group_id), status_of(refused), errors_of(refused))
    flash(_("工作小组已保存。"))
    return go(f"{GROUPS}/{group_id}")


@pages.get("/consultations/<uuid:consultation_id>/group")
@guarded("admin", "group")
def show_placement(consultation_id: UUID) -> Answer:
    """Which group runs it, and why; another sector, another group."""
    return _placement_page(str(consultation_id), 200)


@pages.post("/consultations/<uuid:consultation_id>/group")
@guarded("admin", "group")
def post_placement(consultation_id: UUID) -> Answer:
    """Give it to a group."""
    try:
        values = load_form(PlacementSchema())
        with site().database.writing() as session:
            acts.choose_group(session, str(consultation_id), values["group_id"], me(), site().now())
    except Refused as refused:
        return _placement_page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(_("已归到所选的工作小组。"))
    return go(f"/review/consultations/{consultation_id}")


@pages.post("/consultations/<uuid:consultation_id>/sector")
@guarded("admin", "group")
def post_sector(consultation_id: UUID) -> Answer:
    """Change the sector; it may lead to another group."""
    try:
        values = load_form(ChangeSchema(only=("sector",)))
        if not values:
            values = {"sector": ""}
        with site().database.writing() as session:
            change_window(session, site().post, str(consultation_id), _said(values), me(), site().now())
    except Refused as refused:
        return _placement_page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(_("行业系统已改，工作小组随之核对过。"))
    return go(f"/review/consultations/{consultation_id}/group")


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """An emptied field is a fault, not "leave it"."""
    if not values["sector"]:
        raise Refused("行业系统不能为空。", {"sector": ["不能为空，请填写。"]})
    return values


def _list_page(status: int, errors: Errors | None = None) -> Answer:
    query = read_filters("groups", StaffQuery)
    with site().database.reading() as session:
        cards, leaders = asks.list_groups(session, query["q"]), asks.list_leaders(session)
    return render_template("review/groups.html", cards=cards, leaders=leaders, query=query, errors=errors,
                           filtered=is_filtered(query), values=request.form), status


def _group_page(group_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        found = {"card": asks.find_group_card(session, group_id), "leaders": asks.list_leaders(session),
                 "matters": asks.list_matters(session, group_id), "filings": asks.list_filings_of(session, group_id),
                 "records": list_records(session, group_id)}
    return render_template("review/group.html", errors=errors, values=request.form, roles=role_words(), **found,
                           **vocabulary(), **terms()), status


def _placement_page(consultation_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        names, placement = asks.group_names(session), asks.find_placement(session, consultation.sector)
    order = [*placement.candidates, *(each for each in names if each not in placement.candidates)]
    return render_template("review/placement.html", c=consultation, names=names, placement=placement,
                           who=acting(consultation.group_id), options=[(each, names[each]) for each in order],
                           errors=errors, values=request.form,
                           **vocabulary()), status
