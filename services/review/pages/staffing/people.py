"""Accounts: the list, adding, changing, closing."""
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request

from services.review.operations.staffing import people as acts
from services.review.pages.lists import answer_sheet, is_filtered, read_filters
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, role_words
from services.review.queries.staffing import people as asks
from services.review.queries.staffing.groups import group_names
from services.review.schemas.people import AccountChangeSchema, AccountSchema, PeopleQuery
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, site
from shared.web.errors import status_of

pages = Blueprint("people_pages", __name__, url_prefix="/review/people")

@pages.get("")
@guarded("admin", "group")
def show_accounts() -> Answer:
    """Accounts."""
    return _list_page(200)


@pages.get("/list.xlsx")
@guarded("admin", "group")
def export_accounts() -> Response:
    """The list as it is filtered, without anything secret."""
    query = read_filters("accounts", PeopleQuery)
    with site().database.reading() as session:
        accounts, names = asks.all_accounts(session, query["q"], query["role"]), group_names(session)
    columns = ((_("姓名"), 16), (_("账号"), 16), (_("身份"), 24), (_("工作小组"), 40), (_("动态口令"), 12),
               (_("状态"), 12))
    words = role_words()
    return answer_sheet(_("账号"), columns, [[
        each.name, each.account, "、".join(words[role] for role in each.roles),
        "、".join(names.get(group, group) for group in each.groups),
        _("已登记") if each.totp_confirmed else _("未登记"),
        _("已停用") if each.closed_at else _("正常")] for each in accounts])


@pages.post("")
@guarded("admin")
def add_account() -> Answer:
    """Open an account; an initial password is shown once, on the page that follows."""
    try:
        values = load_form(AccountSchema())
        secret = acts.prepare_secret(values["password"])
        with site().database.writing() as session:
            account_id = acts.add_account(session, values, secret, site().now())
    except Refused as refused:
        return _list_page(status_of(refused), errors_of(refused))
    return _account_page(account_id, 200, initial=secret.initial or "")


@pages.get("/<uuid:account_id>")
@guarded("admin")
def show_account(account_id: UUID) -> Answer:
    """One account: what it is, what it may, what it knows."""
    return _account_page(str(account_id), 200)


@pages.post("/<uuid:account_id>")
@guarded("admin")
def change_account(account_id: UUID) -> Answer:
    """Change an account's name, roles and groups; nothing ticked means all groups."""
    try:
        changes = {"groups": []} | load_form(AccountChangeSchema(only=("name", "roles", "groups")))
        with site().database.writing() as session:
            acts.change_account(session, site().post, str(account_id), changes, None, site().now())
    except Refused as refused:
        return _account_page(str(account_id), status_of(refused), errors_of(refused))
    flash(_("账号已保存。"))
    return go(f"/review/people/{account_id}")


@pages.post("/<uuid:account_id>/reset")
@guarded("admin")
def reset_account(account_id: UUID) -> Answer:
    """Give a new initial password and forget the codes, for somebody who lost them."""
    secret = acts.prepare_secret(None)
    try:
        with site().database.writing() as session:
            acts.change_account(session, site().post, str(account_id), {"reset_code": True}, secret, site().now())
    except Refused as refused:
        return _account_page(str(account_id), status_of(refused), errors_of(refused))
    return _account_page(str(account_id), 200, initial=secret.initial or "")


@pages.post("/<uuid:account_id>/close")
@guarded("admin")
def close_account(account_id: UUID) -> Answer:
    """Close an account for good."""
    try:
        with site().database.writing() as session:
            account = acts.close_account(session, site().post, str(account_id), site().now())
    except Refused as refused:
        return _account_page(str(account_id), status_of(refused), errors_of(refused))
    flash(_("账号 %(account)s 已停用。", account=account.account))
    return go("/review/people")


def _list_page(status: int, errors: Errors | None = None) -> tuple[str, int]:
    query = read_filters("accounts", PeopleQuery)
    with site().database.reading() as session:
        found, names = asks.list_accounts(session, **query), group_names(session)
    return render_template("review/people.html", found=found, query=query, roles=role_words(), names=names,
                           filtered=is_filtered(query), errors=errors, values=request.form), status


def _account_page(account_id: str, status: int, errors: Errors | None = None, initial: str = "") -> tuple[str, int]:
    with site().database.reading() as session:
        account, names = asks.find_account(session, account_id), group_names(session)
    return render_template("review/account.html", account=account, names=names, initial=initial,
                           roles=role_words(), errors=errors, values=request.form), status
