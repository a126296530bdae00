"""Questions about work groups, officers and advisers."""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.sectors import Placement, place_sector
from services.review.models import (
    Account,
    Adviser,
    Assignment,
    Consultation,
    Filing,
    Group,
    Officer,
    Opinion,
    Station,
    Suggestion,
)
from shared.identity import Identity
from shared.refusals import NotFound

_ABOUT: Mapping[str, tuple[Any, Any]] = {
    "suggestion_id": (Suggestion.consultation_id, Suggestion.id),
    "opinion_id": (Opinion.consultation_id, Opinion.opinion_id),
    "assignment_id": (Assignment.consultation_id, Assignment.id)}


@dataclass(frozen=True, kw_only=True)
class GroupCard:
    """A work group as the list shows it; ``matters`` counts its consultations that are not settled."""

    group: Group
    leader: Account | None
    members: tuple[Account, ...]
    matters: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """An officer or adviser with the profile, if there is one, and the names of the stations (none = all)."""

    account: Account
    profile: Any
    stations: tuple[str, ...] = ()


def find_group(session: Session, group_id: str) -> Group:
    """One work group, or NotFound."""
    found = session.get(Group, group_id)
    if found is None:
        raise NotFound("没有这个工作小组。")
    return found


def group_names(session: Session) -> dict[str, str]:
    """The names of all work groups, in the order they were set up."""
    return {row.id: row.name for row in session.execute(select(Group.id, Group.name)
                                                        .order_by(Group.created_at, Group.id))}


def sectors_of(session: Session) -> dict[str, list[str]]:
    """The sectors of all work groups."""
    return {row.id: row.sectors for row in session.execute(select(Group.id, Group.sectors)
                                                           .order_by(Group.created_at, Group.id))}


def find_placement(session: Session, sector: str) -> Placement:
    """Where a sector leads: the group, or those among which a person chooses."""
    return place_sector(sector, sectors_of(session))


def list_groups(session: Session, q: str = "") -> list[GroupCard]:
    """Work groups in the order they were set up; *q* is looked for in names and sectors."""
    people = session.scalars(select(Account).where(Account.closed_at.is_(None)).order_by(Account.account)).all()
    matters = Counter({row[0]: row[1] for row in session.execute(select(Consultation.group_id, func.count()).where(
        Consultation.state != "settled").group_by(Consultation.group_id))})
    groups = session.scalars(select(Group).order_by(Group.created_at, Group.id))
    return [_group_card(each, people, matters[each.id]) for each in groups
            if q.casefold() in "\n".join((each.name, *each.sectors)).casefold()]


def find_group_card(session: Session, group_id: str) -> GroupCard:
    """One work group as the list shows it."""
    find_group(session, group_id)
    return next(each for each in list_groups(session) if each.group.id == group_id)


def list_matters(session: Session, group_id: str) -> Sequence[Consultation]:
    """The consultations of a group, the newest first."""
    return session.scalars(select(Consultation).where(Consultation.group_id == group_id)
                           .order_by(Consultation.created_at.desc()).limit(100)).all()


def list_filings_of(session: Session, group_id: str) -> Sequence[Filing]:
    """The filings of a group that are not concluded, the most urgent first."""
    return session.scalars(select(Filing).where(Filing.group_id == group_id, Filing.state != "concluded")
                           .order_by(Filing.due_on, Filing.id).limit(100)).all()


def list_leaders(session: Session) -> list[Account]:
    """Open accounts with the role leader."""
    rows = session.scalars(select(Account).where(Account.closed_at.is_(None)).order_by(Account.account))
    return [each for each in rows if "leader" in each.roles]


def list_officers(session: Session, query: Mapping[str, Any]) -> list[Person]:
    """Officers with open accounts that *query* (q, source, station) describes, by account."""
    names = dict(session.execute(select(Station.station_id, Station.name_zh)).all())
    found = [Person(account=account, profile=profile, stations=tuple(names.get(each, each)
                                                                     for each in account.stations))
             for account, profile in _holders(session, "officer", Officer)]
    return [each for each in found if _fits(each, query)]


def list_uncovered(session: Session) -> list[str]:
    """The names of active stations that no officer with an open account is bound to."""
    covered = {station for account, _ in _holders(session, "officer", Officer) for station in account.stations}
    rows = session.execute(select(Station.station_id, Station.name_zh).where(Station.active)
                           .order_by(Station.name_zh))
    return [row.name_zh for row in rows if row.station_id not in covered]


def list_advisers(session: Session, query: Mapping[str, Any]) -> list[Person]:
    """Legal advisers with open accounts that *query* (q) describes, by account."""
    found = [Person(account=account, profile=profile) for account, profile in _holders(session, "adviser", Adviser)]
    return [each for each in found if _fits(each, query)]


def group_of_matter(session: Session, about: Mapping[str, Any]) -> str | None:
    """The group that runs what a route is about: a consultation, or the one of a suggestion, opinion or assignment, or
    a filing; None where there is none yet."""
    if filing_id := about.get("filing_id"):
        return session.scalar(select(Filing.group_id).where(Filing.id == str(filing_id)))
    consultation_id = about.get("consultation_id")
    for name, (consultation, key) in _ABOUT.items():
        if not consultation_id and name in about:
            consultation_id = session.scalar(select(consultation).where(key == str(about[name])))
    return session.scalar(select(Consultation.group_id).where(Consultation.id == str(consultation_id or "")))


def may_run(who: Identity, group_id: str | None) -> bool:
    """Whether somebody of a work group may run what belongs to *group_id*: bound to it, bound to none, or it has no
    group yet."""
    return not who.groups or group_id is None or group_id in who.groups


def show_group(card: GroupCard) -> dict[str, Any]:
    """A work group as JSON lists show it."""
    return {"id": card.group.id, "name": card.group.name, "sectors": card.group.sectors,
            "leader_id": card.group.leader_id, "members": [each.id for each in card.members], "matters": card.matters}


def show_person(person: Person) -> dict[str, Any]:
    """An officer or adviser as JSON lists show it."""
    names = ("source", "organisation", "constituency", "licence")
    return {"account_id": person.account.id, "name": person.account.name, "stations": person.account.stations,
            **{name: getattr(person.profile, name) for name in names if hasattr(person.profile, name)}}


def _group_card(group: Group, people: Sequence[Account], matters: int) -> GroupCard:
    return GroupCard(group=group, matters=matters, leader=next((e for e in people if e.id == group.leader_id), None),
                     members=tuple(each for each in people if group.id in each.groups))


def _holders(session: Session, role: str, profile: type[Officer | Adviser]) -> list[tuple[Account, Any]]:
    # Roles are a JSON list, which the two databases search differently; staff are a few hundred.
    rows = session.execute(select(Account, profile).join(profile, profile.account_id == Account.id, isouter=True)
                           .where(Account.closed_at.is_(None)).order_by(Account.account))
    return [(account, found) for account, found in rows if role in account.roles]


def _fits(person: Person, query: Mapping[str, Any]) -> bool:
    profile, account = person.profile, person.account
    words = "\n".join((account.name, account.account, *person.stations, *(
        str(getattr(profile, name, "")) for name in ("organisation", "constituency", "licence")))).casefold()
    source, station = query.get("source", ""), query.get("station", "")
    return (query.get("q", "").casefold() in words and (not station or station in account.stations)
            and (not source or source == (profile.source if profile else "none")))
