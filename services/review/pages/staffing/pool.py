"""The expert pool: the list, one expert, how they were chosen, away days, recusals, leaving."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from marshmallow import Schema

from services.review.domain.pool import day_of
from services.review.operations.assignment.offering import look_again
from services.review.operations.staffing import pool as acts
from services.review.pages.lists import answer_sheet, is_filtered, read_filters
from services.review.pages.paths import Answer, go
from services.review.pages.staffing.terms import (
    criterion_words,
    recusal_words,
    result_words,
    standing_words,
    task_words,
    terms,
)
from services.review.pages.words import _, errors_of
from services.review.queries.staffing import pool as asks
from services.review.queries.staffing.people import find_account
from services.review.schemas import pool as bodies
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("pool_pages", __name__, url_prefix="/review/people/experts")
POOL = "/review/people/experts"


@pages.get("")
@guarded("admin", "group")
def show_pool() -> Answer:
    """Members of the pool, those who serve today first."""
    query = read_filters("experts", bodies.PoolQuery)
    with site().database.reading() as session:
        members = asks.list_members(session, _today(), query)
        specialties, bare = asks.list_specialties(session), asks.list_bare(session)
    return render_template("review/pool.html", found=asks.cut_page(members, query["page"]), query=query, bare=bare,
                           specialties=specialties, filtered=is_filtered(query), **terms()), 200


@pages.get("/list.xlsx")
@guarded("admin", "group")
def export_pool() -> Response:
    """The list as it is filtered, with all that is known."""
    query = read_filters("experts", bodies.PoolQuery)
    with site().database.reading() as session:
        members = asks.list_members(session, _today(), query)
        chosen = asks.last_selections(session)
    columns = ((_("姓名"), 12), (_("账号"), 12), (_("单位"), 26), (_("职务职称"), 20), (_("专长"), 26),
               (_("承担任务"), 18), (_("聘期起"), 12), (_("聘期止"), 12), (_("状态"), 10), (_("手头件数"), 10),
               (_("最少件数"), 10), (_("最多件数"), 10), (_("回避事项"), 36),
               (_("最近一次遴选"), 24), (_("退出原因"), 26))
    return answer_sheet(_("专家库"), columns, [_row(each, chosen.get(each.account.id)) for each in members])


@pages.get("/<uuid:expert_id>")
@guarded("admin", "group")
def show_expert(expert_id: UUID) -> Answer:
    """All that is known of one expert."""
    return _page(str(expert_id), 200)


@pages.post("/<uuid:expert_id>/absences")
@guarded("admin")
def post_absence(expert_id: UUID) -> Answer:
    """Keep days away."""
    return _do(expert_id, bodies.AbsenceSchema(), acts.add_absence, _("外出已登记，这些天不会分给新任务。"), _page)


@pages.post("/<uuid:expert_id>/absences/<uuid:absence_id>/delete")
@guarded("admin")
def delete_absence(expert_id: UUID, absence_id: UUID) -> Answer:
    """Take days away back."""
    with site().database.writing() as session:
        acts.remove_absence(session, str(expert_id), str(absence_id), me(), site().now())
    flash(_("外出登记已删去。"))
    return go(f"{POOL}/{expert_id}")


@pages.get("/<uuid:expert_id>/edit")
@guarded("admin")
def show_edit(expert_id: UUID) -> Answer:
    """The form of what the pool knows."""
    return _edit_page(str(expert_id), 200)


@pages.post("/<uuid:expert_id>/edit")
@guarded("admin")
def post_edit(expert_id: UUID) -> Answer:
    """Keep what the pool knows of somebody."""

    def keep(session: Any, account_id: str, values: dict[str, Any], *rest: Any) -> None:
        acts.add_expert(session, values | {"account_id": account_id}, *rest)

    return _do(expert_id, bodies.ExpertForm(), keep, _("专家资料已保存。"), _edit_page)


@pages.get("/<uuid:expert_id>/recusals")
@guarded("admin")
def show_recusals(expert_id: UUID) -> Answer:
    """The form of what must be stepped back from."""
    return _recusals_page(str(expert_id), 200)


@pages.post("/<uuid:expert_id>/recusals")
@guarded("admin")
def post_recusals(expert_id: UUID) -> Answer:
    """Keep what must be stepped back from."""
    words = _("回避事项已保存；手头应当回避的会改派给别人。")
    return _do(expert_id, bodies.RecusalForm(), _keep_recusals, words, _recusals_page)


@pages.get("/<uuid:expert_id>/select")
@guarded("admin")
def show_select(expert_id: UUID) -> Answer:
    """The form of a selection record."""
    return _select_page(str(expert_id), 200)


@pages.post("/<uuid:expert_id>/select")
@guarded("admin")
def post_select(expert_id: UUID) -> Answer:
    """Keep a selection record."""
    return _do(expert_id, bodies.SelectionForm(), acts.record_selection, _("遴选记录已保存。"), _select_page)


@pages.get("/<uuid:expert_id>/leave")
@guarded("admin")
def show_leave(expert_id: UUID) -> Answer:
    """The form of leaving the pool."""
    return _leave_page(str(expert_id), 200)


@pages.post("/<uuid:expert_id>/leave")
@guarded("admin")
def post_leave(expert_id: UUID) -> Answer:
    """Let somebody leave the pool."""
    return _do(expert_id, bodies.LeaveSchema(), acts.leave_pool, _("已退出专家库；办过的事和记录都还在。"), _leave_page)


def _keep_recusals(session: Any, expert_id: str, values: dict[str, Any], *rest: Any) -> None:
    acts.set_recusals(session, expert_id, values["recusals"], *rest)


def _do(expert_id: UUID, schema: Schema, act: Callable[..., Any], words: str, page: Callable[..., Answer]) -> Answer:
    """Load the form, act, and go to the expert; a refusal is the form's page again."""
    try:
        values = load_form(schema)
        with site().database.writing() as session:
            act(session, str(expert_id), values, me(), site().now())
            look_again(session, site().post)
    except NotFound:
        raise
    except Refused as refused:
        return page(str(expert_id), status_of(refused), errors_of(refused))
    flash(words)
    return go(f"{POOL}/{expert_id}")


def _page(expert_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        found = {"card": asks.find_card(session, expert_id, _today()), "loads": asks.loads_of(session, expert_id),
                 "absences": asks.list_absences(session, expert_id), "today": _today(),
                 "selections": asks.list_selections(session, expert_id),
                 "records": asks.list_records(session, expert_id)}
    return render_template("review/expert.html", errors=errors, values=request.form, **found, **terms()), status


def _edit_page(account_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        account, expert = find_account(session, account_id), asks.find_member(session, account_id)
    if "expert" not in account.roles:
        raise NotFound("这个账号没有专家身份，请先在账号页面加上。")
    return _form("expert_edit", status, errors, account=account, expert=expert)


def _recusals_page(expert_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        card = asks.find_card(session, expert_id, _today())
    return _form("expert_recusals", status, errors, card=card)


def _select_page(expert_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        card, before = asks.find_card(session, expert_id, _today()), asks.list_selections(session, expert_id)
    return _form("expert_select", status, errors, card=card, before=before, today=_today())


def _leave_page(expert_id: str, status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        card = asks.find_card(session, expert_id, _today())
    return _form("expert_leave", status, errors, card=card, today=_today())


def _form(name: str, status: int, errors: Errors | None, **found: Any) -> Answer:
    return render_template(f"review/{name}.html", errors=errors, values=request.form, **found, **terms()), status


def _today() -> Any:
    return day_of(site().now())


def _row(card: asks.Card, chosen: Any) -> list[Any]:
    """An expert as a line of the spreadsheet."""
    expert, kinds = card.expert, recusal_words()
    return [card.account.name, card.account.account, expert.organisation, expert.position,
            "、".join(expert.specialties), "、".join(task_words()[each] for each in expert.tasks),
            str(expert.term_from or ""), str(expert.term_to or ""), standing_words()[card.standing], card.open_work,
            expert.load_min, expert.load_max,
            "；".join(f"{kinds[each['kind']]}：{each['word']}" for each in expert.recusals),
            _selected(chosen), expert.left_why]


def _selected(chosen: Any) -> str:
    if chosen is None:
        return ""
    total = sum(chosen.criteria[name]["score"] for name in criterion_words())
    result = result_words()[chosen.result]
    return _("%(day)s %(result)s，五项合计 %(n)s 分", day=chosen.decided_on, result=result, n=total)
