"""Accounts, experts and work groups: lists with search, adding, changing, closing."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.operations import people as acts
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, role_words
from services.review.queries import people as asks
from services.review.schemas.people import (
    AccountChangeSchema,
    AccountSchema,
    ExpertSchema,
    GroupSchema,
    PeopleQuery,
)
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form, load_values
from shared.web.doors import guarded, site
from shared.web.errors import status_of

pages = Blueprint("people_pages", __name__, url_prefix="/review/people")
LISTS: dict[str, Callable[..., dict[str, Any]]] = {
    "accounts": asks.list_accounts, "experts": asks.list_experts, "groups": asks.list_groups}


@pages.get("")
@guarded("admin", "group")
def show_accounts() -> Answer:
    """Accounts."""
    return _list_page("accounts", 200)


@pages.get("/experts")
@guarded("admin", "group")
def show_experts() -> Answer:
    """Experts."""
    return _list_page("experts", 200)


@pages.get("/groups")
@guarded("admin", "group")
def show_groups() -> Answer:
    """Work groups."""
    return _list_page("groups", 200)


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
        return _list_page("accounts", status_of(refused), errors_of(refused))
    return _account_page(account_id, 200, initial=secret.initial or "")


@pages.post("/groups")
@guarded("admin")
def add_group() -> Answer:
    """Set up a work group."""
    try:
        values = load_form(GroupSchema())
        with site().database.writing() as session:
            acts.add_group(session, values, site().now())
    except Refused as refused:
        return _list_page("groups", status_of(refused), errors_of(refused))
    flash(_("已添加工作小组：%(name)s", name=values["name"]))
    return go("/review/people/groups")


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


@pages.post("/<uuid:account_id>/expert")
@guarded("admin")
def save_expert(account_id: UUID) -> Answer:
    """Keep what an expert knows, how much may be asked, and what must not be shown."""
    try:
        values = load_form(ExpertSchema(exclude=("account_id",))) | {"account_id": str(account_id)}
        with site().database.writing() as session:
            acts.add_expert(session, values)
    except Refused as refused:
        return _account_page(str(account_id), status_of(refused), errors_of(refused))
    flash(_("专家资料已保存。"))
    return go(f"/review/people/{account_id}")


def _list_page(tab: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    query = load_values(PeopleQuery(unknown="exclude"), request.args)
    if tab != "accounts":
        query.pop("role")
    with site().database.reading() as session:
        found = LISTS[tab](session, **query)
        groups = asks.list_groups(session)["items"]
    return render_template("review/people.html", tab=tab, found=found, query=query, roles=role_words(), groups=groups,
                           errors=errors, values=request.form), status


def _account_page(account_id: str, status: int, errors: Errors | None = None, initial: str = "") -> tuple[str, int]:
    with site().database.reading() as session:
        account = asks.find_account(session, account_id)
        expert = asks.find_expert(session, account_id)
        groups = asks.list_groups(session)["items"]
    return render_template("review/account.html", account=account, expert=expert, groups=groups, initial=initial,
                           roles=role_words(), errors=errors, values=request.form), status
