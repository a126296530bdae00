"""Consolidation: suggestions made of opinions, changed, split, merged; every step can be traced, most undone."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from services.review.models import Consultation, Member, Opinion, Suggestion
from services.review.operations.consolidation.opinions import LIVE, move, retire_empty, tell_progress
from services.review.operations.consolidation.steps import record_step
from services.review.queries.consolidation.suggestions import find_suggestion, list_member_ids
from services.review.queries.drafting.consultations import find_consultation, find_draft, lock_consultation
from services.review.queries.portions import portions
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused
from shared.rows import insert_new

MEMBERS = table_of(Member)
WORDS = ("title", "text", "reason", "provision")
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
NO_ACT: Mapping[str, Any] = {}


def create_suggestion(session: Session, post: Postbox, consultation_id: str, values: Mapping[str, Any], who: Identity,
                      now: datetime, act: Mapping[str, Any] = NO_ACT) -> Suggestion:
    """Make a suggestion of opinions; its number is the consultation's next."""
    suggestion = begin_suggestion(session, consultation_id, values, who, now)
    _add(session, post, suggestion, _usable(session, consultation_id, values["opinion_ids"]), now)
    record_step(session, consultation_id, "create", who, now, suggestion_id=suggestion.id,
                before=before_of(suggestion) | {"version": 0, "added": sorted(set(values["opinion_ids"]))} | dict(act))
    return suggestion


def begin_suggestion(session: Session, consultation_id: str, values: Mapping[str, Any], who: Identity,
                     now: datetime) -> Suggestion:
    """The words of a new suggestion, nobody behind it yet; nobody else consolidates meanwhile."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if consultation.state == "draft":
        raise Refused("这次征求意见还没有开启，不能归纳建议。")
    if consultation.state == "settled":
        raise Refused("这次征求意见已经办结，不能再归纳建议；办结后收到的意见请写明理由不列入，照样会答复。")
    _check_provision(session, consultation, values["provision"])
    suggestion = Suggestion(
        id=new_id(), consultation_id=consultation_id, no=consultation.next_no, version=1, state="drafted", made_at=now,
        draft_version=consultation.draft_version, place_version=consultation.draft_version,
        approvals=[approval("拟稿", who, now)],
        **{name: values[name] for name in WORDS})
    consultation.next_no += 1
    session.add(suggestion)
    session.flush()
    return suggestion


def change_suggestion(session: Session, suggestion_id: str, version: int, changes: Mapping[str, Any], who: Identity,
                      now: datetime) -> Suggestion:
    """Change words; what had passed the gate must pass it again. Whoever changes it has looked at the newest text."""
    suggestion = find_live(session, suggestion_id, version)
    consultation = find_consultation(session, suggestion.consultation_id)
    _check_provision(session, consultation, changes.get("provision"))
    before = {name: getattr(suggestion, name) for name in changes} | before_of(suggestion)
    record_step(session, suggestion.consultation_id, "change", who, now, suggestion_id=suggestion_id, before=before)
    for name, value in changes.items():
        setattr(suggestion, name, value)
    if "provision" in changes or suggestion.draft_version == consultation.draft_version:
        suggestion.draft_version = suggestion.place_version = consultation.draft_version
        suggestion.place_state, suggestion.place_why = "kept", None
    touch(suggestion)
    return suggestion


def change_members(session: Session, post: Postbox, suggestion_id: str, version: int, add: Sequence[str],
                   remove: Sequence[str], who: Identity, now: datetime, act: Mapping[str, Any] = NO_ACT) -> Suggestion:
    """Put opinions behind a suggestion, or take them away; *act* ties the steps that are undone together."""
    suggestion = find_live(session, suggestion_id, version)
    known = set(list_member_ids(session, suggestion_id))
    if missing := sorted(set(remove) - known):
        raise Invalid(WRONG, {"remove": [f"{missing[0]} 不在这条建议里。"]})
    new = [each for each in add if each not in known]
    opinions = _usable(session, suggestion.consultation_id, new, allow_none=True)
    record_step(session, suggestion.consultation_id, "members", who, now, suggestion_id=suggestion_id,
                before={"added": [each.opinion_id for each in opinions], "removed": sorted(set(remove))}
                | before_of(suggestion) | dict(act))
    touch(suggestion)
    session.flush()
    _add(session, post, suggestion, opinions, now)
    _remove(session, post, suggestion_id, list(remove), now)
    session.refresh(suggestion)
    return suggestion


def split_suggestion(session: Session, post: Postbox, suggestion_id: str, version: int, values: Mapping[str, Any],
                     who: Identity, now: datetime) -> Suggestion:
    """Move some of a suggestion's opinions into a new one."""
    suggestion = find_live(session, suggestion_id, version)
    if not set(values["opinion_ids"]) < set(list_member_ids(session, suggestion_id)):
        raise Invalid(WRONG, {"opinion_ids": ["应是这条建议里的一部分意见，且不能是全部。"]})
    if suggestion.draft_version != find_consultation(session, suggestion.consultation_id).draft_version:
        raise Refused("这条建议在新稿里放到哪里还没有判断，请先判断再拆分。")
    words = {name: values.get(name) or getattr(suggestion, name) for name in WORDS}
    act: dict[str, Any] = {"act": new_id(), "with": [suggestion_id]}
    new = create_suggestion(session, post, suggestion.consultation_id, words | {"opinion_ids": values["opinion_ids"]},
                            who, now, act)
    change_members(session, post, suggestion_id, version, [], values["opinion_ids"], who, now, act | {"with": [new.id]})
    return new


def merge_suggestions(session: Session, post: Postbox, suggestion_id: str, version: int, others: Sequence[str],
                      who: Identity, now: datetime) -> Suggestion:
    """Take the opinions of other suggestions of the same consultation into this one; the others are retired."""
    suggestion = find_live(session, suggestion_id, version)
    found = list(session.scalars(select(Suggestion).where(
        Suggestion.id.in_(others), Suggestion.id != suggestion_id,
        Suggestion.consultation_id == suggestion.consultation_id).order_by(Suggestion.id).with_for_update()))
    if len(found) < len(set(others)):
        raise Invalid(WRONG, {"suggestion_ids": ["应是同一次征求意见的另一条建议。"]})
    taken = {other.id: list_member_ids(session, other.id) for other in found}
    act = {"act": new_id(), "with": [suggestion_id, *taken]}
    everyone = sorted({each for members in taken.values() for each in members})
    change_members(session, post, suggestion_id, version, everyone, [], who, now, act)
    for other in found:
        change_members(session, post, other.id, other.version, [], taken[other.id], who, now, act)
    return suggestion


def find_live(session: Session, suggestion_id: str, version: int | None, also_retired: bool = False) -> Suggestion:
    """A suggestion that may still be changed, nobody else consolidating meanwhile; a stale *version* is refused."""
    query = select(Suggestion.consultation_id).where(Suggestion.id == suggestion_id)
    state = lock_consultation(session, session.scalar(query) or "")
    suggestion = find_suggestion(session, suggestion_id, lock=True)
    if suggestion.state not in ((*LIVE, "retired") if also_retired else LIVE) or state == "settled":
        raise Refused("这条建议已经审定或撤销，不能再改。")
    if version is not None and version != suggestion.version:
        raise Refused(f"别人刚改过这条建议（现在是第 {suggestion.version} 版），请刷新后再改。")
    return suggestion


def approval(step: str, who: Identity, now: datetime) -> dict[str, Any]:
    """Who let it pass, and when."""
    return {"step": step, "name": who.name, "at": now.isoformat()}


def undo_members(session: Session, post: Postbox, suggestion: Suggestion, before: Mapping[str, Any],
                 now: datetime) -> None:
    """Put the members back as they were; what others did to other members since then stays."""
    stayed = _not_withdrawn(session, before["removed"])
    opinions = _usable(session, suggestion.consultation_id, stayed, allow_none=True)
    suggestion.state = before.get("state", suggestion.state)
    suggestion.approvals = before.get("approvals", suggestion.approvals)
    session.flush()
    _add(session, post, suggestion, opinions, now)
    _remove(session, post, suggestion.id, before["added"], now)
    retire_empty(session, [suggestion.id])


def _usable(session: Session, consultation_id: str, ids: Sequence[str], allow_none: bool = False) -> list[Opinion]:
    """The opinions, locked, that may stand behind a suggestion; each other one is named."""
    wanted = sorted(set(ids))
    if not wanted and not allow_none:
        raise Invalid(WRONG, {"opinion_ids": ["至少要有一条意见。"]})
    found = {each.opinion_id: each for part in portions(wanted) for each in session.scalars(select(Opinion).where(
        Opinion.opinion_id.in_(part), Opinion.consultation_id == consultation_id)
        .order_by(Opinion.opinion_id).with_for_update())}
    name_missing("opinion_ids", "没有这条意见", wanted, found)
    if barred := [each.opinion_id for each in found.values() if _is_barred(each)]:
        raise Refused("有的意见已经不列入、撤回或答复，不能归入建议。",
                      {"opinion_ids": [f"已经不列入、撤回或答复：{each}" for each in barred[:10]]})
    return [found[each] for each in wanted]


def name_missing(field: str, sentence: str, wanted: Sequence[str], found: Mapping[str, Any]) -> None:
    """Refuse ids that were not found, naming the first ten."""
    if missing := [each for each in wanted if each not in found]:
        raise Invalid(WRONG, {field: [f"{sentence}：{each}" for each in missing[:10]]})


def _is_barred(opinion: Opinion) -> bool:
    return opinion.state in ("set_aside", "withdrawn") or opinion.release_id is not None


def _add(session: Session, post: Postbox, suggestion: Suggestion, opinions: Sequence[Opinion], now: datetime) -> None:
    insert_new(session, MEMBERS, [{"suggestion_id": suggestion.id, "opinion_id": each.opinion_id,
                                   "sample_id": each.sample_id} for each in opinions])
    waiting = [each.opinion_id for each in opinions if each.state == "waiting"]
    move(session, waiting, "in_suggestions")
    tell_progress(session, post, waiting, "in_suggestions", now)
    for each in opinions:
        session.expire(each)


def _remove(session: Session, post: Postbox, suggestion_id: str, ids: Sequence[str], now: datetime) -> None:
    """Take opinions away; those that stand behind nothing else wait again (what was withdrawn stays withdrawn)."""
    for part in portions(ids):
        session.execute(delete(Member).where(Member.suggestion_id == suggestion_id, Member.opinion_id.in_(part)))
        behind = exists().where(Member.opinion_id == Opinion.opinion_id)
        free = session.scalars(select(Opinion.opinion_id).where(
            Opinion.opinion_id.in_(part), Opinion.state == "in_suggestions", ~behind)).all()
        move(session, free, "waiting")
        tell_progress(session, post, free, "restored", now)
    if ids:
        retire_empty(session, [suggestion_id])


def _not_withdrawn(session: Session, ids: Sequence[str]) -> list[str]:
    return [each for part in portions(ids) for each in session.scalars(select(Opinion.opinion_id).where(
        Opinion.opinion_id.in_(part), Opinion.state != "withdrawn"))]


def _check_provision(session: Session, consultation: Consultation, provision: str | None) -> None:
    if provision and provision not in {each["eid"] for each in find_draft(session, consultation).provisions}:
        raise Invalid(WRONG, {"provision": ["这一版草案里没有这个条款，请从条款列表里选。"]})


def before_of(suggestion: Suggestion) -> dict[str, Any]:
    """What undoing any step needs to know."""
    return {"state": suggestion.state, "approvals": suggestion.approvals, "version": suggestion.version,
            "draft_version": suggestion.draft_version}


def touch(suggestion: Suggestion) -> None:
    """A changed suggestion has a new version and has to pass the gate again."""
    suggestion.version += 1
    if suggestion.state in ("gated", "returned"):
        suggestion.state = "drafted"
        suggestion.approvals = [each for each in suggestion.approvals if each["step"] != "把关"]
