"""Questions about accounts."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.models.people import Account, Group
from shared.refusals import NotFound

SIZE = 50


def find_account(session: Session, account_id: str) -> Account:
    """One account, or NotFound."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound("没有这个账号。")
    return found


def find_account_named(session: Session, account: str) -> Account | None:
    """The account that signs in with this name, if there is one."""
    return session.scalar(select(Account).where(Account.account == account.strip().lower()))


def find_closed(session: Session, account_id: str) -> datetime | None:
    """Until when tokens of an account no longer count (None: all of them do)."""
    return session.scalar(select(Account.ended_at).where(Account.id == account_id))


def is_initial(session: Session, account_id: str) -> bool:
    """Whether an account still has the password it was given."""
    return bool(session.scalar(select(Account.must_change).where(Account.id == account_id)))


def open_admins(session: Session) -> int:
    """How many open accounts hold the role admin."""
    return sum("admin" in roles for roles in session.scalars(select(Account.roles).where(Account.closed_at.is_(None))))


def list_accounts(session: Session, q: str = "", role: str = "", page: int = 1) -> dict[str, Any]:
    """Accounts by name, open ones first; *q* is looked for in the name and the account."""
    found = all_accounts(session, q, role)
    return {"items": found[(page - 1) * SIZE:page * SIZE], "total": len(found),
            "next": page + 1 if page * SIZE < len(found) else None}


def all_accounts(session: Session, q: str = "", role: str = "") -> list[Account]:
    """The same, all of them."""
    statement = select(Account).order_by(Account.closed_at.is_not(None), Account.account)
    if q:
        statement = statement.where(or_(Account.name.icontains(q, autoescape=True),
                                        Account.account.icontains(q, autoescape=True)))
    # Roles are a JSON list, which the two databases search differently; staff are a few hundred.
    return [each for each in session.scalars(statement) if not role or role in each.roles]


def missing_groups(session: Session, ids: Sequence[str]) -> list[str]:
    """Those of *ids* that are no work group."""
    known = set(session.scalars(select(Group.id).where(Group.id.in_(ids)))) if ids else set()
    return [each for each in ids if each not in known]


def show_account(account: Account) -> dict[str, Any]:
    """An account as lists show it: never its hash or secret."""
    shown = {name: getattr(account, name) for name in ("id", "account", "name", "roles", "stations", "groups",
                                                       "must_change")}
    return shown | {"enrolled": account.totp_confirmed, "closed_at": _text(account.closed_at),
                    "locked_until": _text(account.locked_until), "created_at": _text(account.created_at)}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
