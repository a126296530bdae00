"""Accounts: made, changed, closed."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.people import end_of_tokens, new_password
from services.review.models.people import Account
from services.review.operations.assignment.offering import look_again
from services.review.queries.staffing.people import find_account, missing_groups, open_admins
from shared.contracts import AccountClosed
from shared.identity import hash_password
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A password ready to be stored: hashing is slow and is done before the transaction begins."""

    hashed: str
    initial: str | None


def prepare_secret(password: str | None) -> Secret:
    """Hash *password*, or make an initial one and remember it for whoever hands it over."""
    initial = None if password else new_password()
    return Secret(hashed=hash_password(password or initial or ""), initial=initial)


def add_account(session: Session, values: Mapping[str, Any], secret: Secret, now: datetime) -> str:
    """Open an account and return its id; a taken name is refused."""
    _check_groups(session, values["groups"])
    if session.scalar(select(Account.id).where(Account.account == values["account"])):
        raise Refused("已经有同名账号，请换一个账号名。", {"account": ["已经有同名账号，请换一个。"]})
    account = Account(id=new_id(), account=values["account"], name=values["name"], roles=list(values["roles"]),
                      stations=list(values["stations"]), groups=list(values["groups"]), password_hash=secret.hashed,
                      must_change=secret.initial is not None, created_at=now)
    session.add(account)
    session.flush()
    return account.id


def ensure_admin(session: Session, password: str, now: datetime) -> bool:
    """Open the account ``admin`` with an initial password where there is no account at all."""
    if session.scalar(select(Account.id).limit(1)):
        return False
    values = {"account": "admin", "name": "系统管理员", "roles": ["admin"], "stations": [], "groups": []}
    add_account(session, values, Secret(hashed=hash_password(password), initial=password), now)
    return True


def change_account(session: Session, post: Postbox, account_id: str, changes: Mapping[str, Any],
                   secret: Secret | None, now: datetime) -> Account:
    """Change what *changes* names; other roles, a new password or forgotten codes end the tokens given so far."""
    account = _open_account(session, account_id)
    if "admin" in account.roles and "admin" not in changes.get("roles", account.roles):
        _keep_an_admin(session)
    _check_groups(session, changes.get("groups", []))
    ends = _ends_tokens(account, changes)
    for name in ("name", "roles", "stations", "groups"):
        setattr(account, name, changes.get(name, getattr(account, name)))
    if secret:
        account.password_hash, account.must_change = secret.hashed, True
        account.failures, account.locked_until = 0, None
    if changes.get("reset_code"):
        account.totp_secret, account.totp_step, account.totp_confirmed = None, None, False
    if ends or secret:
        _end_tokens(session, post, account, end_of_tokens(now))
    return account


def close_account(session: Session, post: Postbox, account_id: str, now: datetime) -> Account:
    """Close an account for good and tell the others; a second time changes nothing."""
    account = find_account(session, account_id)
    if account.closed_at is None:
        if "admin" in account.roles:
            _keep_an_admin(session)
        account.closed_at = now
        _end_tokens(session, post, account, now)
        session.flush()
        look_again(session, post)
    return account


def change_password(session: Session, post: Postbox, account_id: str, hashed: str, now: datetime) -> Account:
    """Set one's own password; tokens given before end, the caller signs a new one."""
    account = _open_account(session, account_id)
    account.password_hash, account.must_change = hashed, False
    _end_tokens(session, post, account, end_of_tokens(now))
    return account


def _open_account(session: Session, account_id: str) -> Account:
    account = find_account(session, account_id)
    if account.closed_at is not None:
        raise Refused("这个账号已经停用，不能再改。")
    return account


def _keep_an_admin(session: Session) -> None:
    if open_admins(session) < 2:
        raise Refused("这是最后一个管理员账号；请先给另一个账号管理员身份。")


def _check_groups(session: Session, ids: list[str]) -> None:
    if missing := missing_groups(session, ids):
        raise Invalid(WRONG, {"groups": [f"没有这个工作小组：{missing[0]}"]})


def _ends_tokens(account: Account, changes: Mapping[str, Any]) -> bool:
    """A token carries roles, stations and groups: when they change it must be signed anew."""
    bound = any(sorted(changes.get(name, getattr(account, name))) != sorted(getattr(account, name))
                for name in ("roles", "stations", "groups"))
    return bound or bool(changes.get("reset_code"))


def _end_tokens(session: Session, post: Postbox, account: Account, moment: datetime) -> None:
    account.ended_at = moment
    account.revision += 1
    post.say(session, AccountClosed(account_id=account.id, revision=account.revision, closed_at=moment))
