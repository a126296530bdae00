"""Work groups and who is in them, officers, advisers; which group a matter is given to."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.sectors import SEVEN, place_sector
from services.review.models import Account, Adviser, Consultation, Group, Officer
from services.review.operations.consolidation.steps import record_step
from services.review.operations.staffing.people import WRONG, change_account
from services.review.operations.staffing.records import change, record
from services.review.queries.drafting.consultations import find_consultation
from services.review.queries.staffing.groups import find_group, sectors_of
from services.review.queries.staffing.people import find_account
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused


def add_group(session: Session, values: Mapping[str, Any], who: Identity, now: datetime) -> str:
    """Set up a work group; a taken name is refused. Drafts that had no group may find this one."""
    _check_group(session, values)
    group = Group(id=new_id(), created_at=now, **values)
    session.add(group)
    session.flush()
    record(session, group.id, "entered", who, now)
    place_unplaced(session)
    return group.id


def add_seven(session: Session, who: Identity, now: datetime) -> int:
    """Set up the work groups a county usually has, where there is none yet; returns how many."""
    if session.scalar(select(Group.id).limit(1)):
        raise Refused("已经有工作小组了；要改行业系统或增加小组，请逐个来。")
    for name, sectors in SEVEN.items():
        add_group(session, {"name": name, "sectors": list(sectors)}, who, now)
    return len(SEVEN)


def change_group(session: Session, group_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> Group:
    """Change a work group's name, sectors, leader; what it has been given stays with it."""
    group = find_group(session, group_id)
    _check_group(session, values, group_id)
    if before := change(group, values):
        record(session, group_id, "changed", who, now, before=before)
        session.flush()
        place_unplaced(session)
    return group


def place_consultation(session: Session, consultation: Consultation) -> None:
    """Give a consultation to the group its sector belongs to; a choice made by a person stays."""
    if not consultation.group_chosen:
        consultation.group_id = group_for(session, consultation.sector)


def group_for(session: Session, sector: str) -> str | None:
    """The work group a sector belongs to, where exactly one does."""
    return place_sector(sector, sectors_of(session)).group


def place_unplaced(session: Session) -> None:
    """Look again for the group of what has none."""
    for each in session.scalars(select(Consultation).where(Consultation.group_id.is_(None))):
        place_consultation(session, each)


def choose_group(session: Session, consultation_id: str, group_id: str, who: Identity, now: datetime) -> Consultation:
    """Give a consultation to a group by a person's decision."""
    consultation = find_consultation(session, consultation_id, lock=True)
    group = session.get(Group, group_id)
    if group is None:
        raise Invalid(WRONG, {"group_id": ["没有这个工作小组，请从列表里选。"]})
    before = change(consultation, {"group_id": group.id, "group_chosen": True})
    if before:
        record_step(session, consultation_id, "group", who, now, before=before)
    return consultation


def set_officer(session: Session, post: Postbox, account_id: str, values: Mapping[str, Any], who: Identity,
                now: datetime) -> None:
    """Keep where an officer was found and whom he is in touch with, and the stations if they are named."""
    account = _holder(session, account_id, "officer", "联络员")
    profile = {name: value for name, value in values.items() if name != "stations"}
    before = _keep(session, Officer, account_id, profile)
    if "stations" in values and sorted(values["stations"]) != sorted(account.stations):
        before = before | {"stations": list(account.stations)}
        change_account(session, post, account_id, {"stations": values["stations"]}, None, now)
    if before:
        record(session, account_id, "officer", who, now, before=before)


def set_adviser(session: Session, account_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> None:
    """Keep where a legal adviser works."""
    _holder(session, account_id, "adviser", "法律顾问")
    if before := _keep(session, Adviser, account_id, values):
        record(session, account_id, "adviser", who, now, before=before)


def _keep(session: Session, kind: type[Officer | Adviser], account_id: str,
          values: Mapping[str, Any]) -> dict[str, Any]:
    """Set a profile, or make it; returns what stood there before, each name None where nothing did."""
    found = session.get(kind, account_id)
    if found is not None:
        return change(found, values)
    session.add(kind(account_id=account_id, **values))
    session.flush()
    return dict.fromkeys(values)


def _holder(session: Session, account_id: str, role: str, words: str) -> Account:
    account = find_account(session, account_id)
    if role not in account.roles:
        raise Invalid(WRONG, {"account_id": [f"应为一个有{words}身份的账号。"]})
    return account


def _check_group(session: Session, values: Mapping[str, Any], group_id: str = "") -> None:
    if session.scalar(select(Group.id).where(Group.name == values["name"], Group.id != group_id)):
        raise Refused("已经有同名工作小组，请换一个名称。", {"name": ["已经有同名工作小组，请换一个。"]})
    if leader_id := values.get("leader_id"):
        leader = session.get(Account, leader_id)
        if leader is None or leader.closed_at is not None or "leader" not in leader.roles:
            raise Invalid(WRONG, {"leader_id": ["应为一个有领导身份、没有停用的账号。"]})
