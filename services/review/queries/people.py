"""Questions about accounts, experts and groups."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.review.models.people import Account, Expert, Group
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
    statement = select(Account).order_by(Account.closed_at.is_not(None), Account.account)
    if q:
        statement = statement.where(or_(Account.name.icontains(q, autoescape=True),
                                        Account.account.icontains(q, autoescape=True)))
    if not role:
        return _page(session, statement, page)
    # Roles are a JSON list, which the two databases search differently; staff are a few hundred.
    holders = [each for each in session.scalars(statement) if role in each.roles]
    return _cut(holders[(page - 1) * SIZE:page * SIZE], len(holders), page)


def list_experts(session: Session, q: str = "", page: int = 1) -> dict[str, Any]:
    """Experts with their accounts, by name: items are (Expert, Account)."""
    statement = select(Expert, Account).join(Account, Account.id == Expert.account_id).order_by(Account.account)
    if q:
        statement = statement.where(Account.name.icontains(q, autoescape=True))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = session.execute(statement.offset((page - 1) * SIZE).limit(SIZE))
    return _cut(list(rows), total, page)


def list_groups(session: Session, q: str = "", page: int = 1) -> dict[str, Any]:
    """Work groups by name."""
    statement = select(Group).order_by(Group.created_at, Group.name)
    if q:
        statement = statement.where(Group.name.icontains(q, autoescape=True))
    return _page(session, statement, page)


def find_expert(session: Session, account_id: str) -> Expert | None:
    """What an account knows, if it is an expert's."""
    return session.get(Expert, account_id)


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


def show_expert(expert: Expert, account: Account) -> dict[str, Any]:
    """An expert as lists show it."""
    return {"account_id": account.id, "account": account.account, "name": account.name,
            "specialties": expert.specialties, "load_min": expert.load_min, "load_max": expert.load_max,
            "recusals": expert.recusals}


def show_group(group: Group) -> dict[str, Any]:
    """A work group as lists show it."""
    return {"id": group.id, "name": group.name, "sectors": group.sectors}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _page(session: Session, statement: Select[Any], page: int) -> dict[str, Any]:
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    items = list(session.scalars(statement.offset((page - 1) * SIZE).limit(SIZE)))
    return _cut(items, total, page)


def _cut(items: Sequence[Any], total: int, page: int) -> dict[str, Any]:
    return {"items": list(items), "total": total, "next": page + 1 if page * SIZE < total else None}
