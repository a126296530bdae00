"""The expert pool: members, their absences and recusals, how they were chosen, why they left."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.pool import day_of
from services.review.models import Absence, Account, Expert, Selection
from services.review.operations.staffing.people import WRONG
from services.review.operations.staffing.records import change, record
from services.review.queries.staffing.pool import find_expert, list_absences
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, NotFound, Refused

MOST_ABSENCES = 50


def add_expert(session: Session, values: Mapping[str, Any], who: Identity, now: datetime) -> str:
    """Keep what the pool knows of an account with the role expert; what *values* names replaces the former."""
    account = session.get(Account, values["account_id"])
    if account is None or "expert" not in account.roles:
        raise Invalid(WRONG, {"account_id": ["应为一个有专家身份的账号。"]})
    given = {name: value for name, value in values.items() if name != "account_id"}
    expert = session.get(Expert, account.id)
    if expert is None:
        session.add(Expert(account_id=account.id, **{"recusals": []} | given))
        record(session, account.id, "entered", who, now)
    elif before := change(expert, given):
        _check_term(expert)
        record(session, account.id, "changed", who, now, before=before)
    session.flush()
    return account.id


def set_recusals(session: Session, expert_id: str, recusals: Sequence[Mapping[str, str]], who: Identity,
                 now: datetime) -> Expert:
    """Keep what an expert must step back from."""
    expert = find_expert(session, expert_id, lock=True)
    if before := change(expert, {"recusals": [dict(each) for each in recusals]}):
        record(session, expert_id, "recusals", who, now, before=before)
    return expert


def add_absence(session: Session, expert_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> str:
    """Keep days away; the same days twice, or days that overlap others, are refused."""
    find_expert(session, expert_id, lock=True)
    known = list_absences(session, expert_id)
    if len(known) >= MOST_ABSENCES:
        raise Refused(f"外出登记最多 {MOST_ABSENCES} 段，请先删去过去的。")
    for each in known:
        if each.from_on <= values["to_on"] and values["from_on"] <= each.to_on:
            raise Invalid(WRONG, {"from_on": [f"和已登记的 {each.from_on} 至 {each.to_on} 重叠，请先删去那一段。"]})
    absence = Absence(id=new_id(), expert_id=expert_id, **values)
    session.add(absence)
    record(session, expert_id, "absence", who, now, why=f"{absence.from_on} 至 {absence.to_on} {absence.why}".strip())
    return absence.id


def remove_absence(session: Session, expert_id: str, absence_id: str, who: Identity, now: datetime) -> None:
    """Take days away back."""
    absence = session.get(Absence, absence_id)
    if absence is None or absence.expert_id != expert_id:
        raise NotFound("没有这段外出登记，可能已经删去。")
    record(session, expert_id, "present", who, now, why=f"{absence.from_on} 至 {absence.to_on} {absence.why}".strip())
    session.delete(absence)


def record_selection(session: Session, expert_id: str, values: Mapping[str, Any], who: Identity,
                     now: datetime) -> str:
    """Keep how somebody was chosen; who is chosen gets the term and is in the pool again, others stay as before."""
    expert = find_expert(session, expert_id, lock=True)
    if values["decided_on"] > day_of(now):
        raise Invalid(WRONG, {"decided_on": ["决定日期不能在今天以后。"]})
    selection = Selection(id=new_id(), expert_id=expert_id, made_by_name=who.name, made_at=now, **values)
    session.add(selection)
    before: dict[str, Any] = {}
    if selection.result != "not_chosen":
        before = change(expert, {"term_from": selection.term_from, "term_to": selection.term_to, "left_on": None,
                                 "left_why": None})
    record(session, expert_id, selection.result, who, now, why=selection.note or None, before=before)
    return selection.id


def leave_pool(session: Session, expert_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> Expert:
    """Let somebody leave the pool, with the reason; the history stays, and another selection brings them back."""
    expert = find_expert(session, expert_id, lock=True)
    if expert.left_on is not None:
        raise Refused("这位专家已经退出专家库；要再聘请，请登记一次新的遴选。")
    expert.left_on, expert.left_why = values["left_on"], values["why"]
    record(session, expert_id, "left", who, now, why=values["why"])
    return expert


def _check_term(expert: Expert) -> None:
    """What a change leaves standing together must go together."""
    if expert.term_from and expert.term_to and expert.term_to < expert.term_from:
        raise Invalid(WRONG, {"term_to": ["聘期的结束不能早于开始。"]})
