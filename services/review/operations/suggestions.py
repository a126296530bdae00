"""Consolidation: suggestions made of opinions, changed, split, merged; every step can be traced, most undone."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.review.models import Member, Opinion, Suggestion
from services.review.operations.opinions import LIVE, move, retire_empty, tell_progress
from services.review.operations.steps import record_step
from services.review.queries.consultations import find_consultation, find_draft
from services.review.queries.suggestions import find_suggestion, list_member_ids
from shared.db import insert_new, table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

MEMBERS = table_of(Member)
WORDS = ("title", "text", "reason", "provision")
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def create_suggestion(session: Session, post: Postbox, consultation_id: str, values: Mapping[str, Any], who: Identity,
                      now: datetime) -> Suggestion:
    """Make a suggestion of opinions; its number is the consultation's next."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if consultation.state in ("draft", "settled"):
        raise Refused("这次征求意见还没有开启或已经办结，不能归纳建议。")
    draft = find_draft(session, consultation)
    if values["provision"] and values["provision"] not in {each["eid"] for each in draft.provisions}:
        raise Invalid(WRONG, {"provision": ["这一版草案里没有这个条款，请从条款列表里选。"]})
    opinions = _usable(session, consultation_id, values["opinion_ids"])
    suggestion = Suggestion(
        id=new_id(), consultation_id=consultation_id, no=consultation.next_no, version=1, state="drafted", made_at=now,
        draft_version=consultation.draft_version, approvals=[approval("拟稿", who, now)],
        **{name: values[name] for name in WORDS})
    consultation.next_no += 1
    session.add(suggestion)
    session.flush()
    _add(session, post, suggestion, opinions, now)
    record_step(session, consultation_id, "create", who, now, suggestion_id=suggestion.id)
    return suggestion


def change_suggestion(session: Session, suggestion_id: str, version: int, changes: Mapping[str, Any], who: Identity,
                      now: datetime) -> Suggestion:
    """Change words; what had passed the gate must pass it again."""
    suggestion = find_live(session, suggestion_id, version)
    before = {name: getattr(suggestion, name) for name in changes} | {"state": suggestion.state}
    record_step(session, suggestion.consultation_id, "change", who, now, suggestion_id=suggestion_id, before=before)
    for name, value in changes.items():
        setattr(suggestion, name, value)
    _touch(suggestion)
    return suggestion


def change_members(session: Session, post: Postbox, suggestion_id: str, version: int, add: Sequence[str],
                   remove: Sequence[str], who: Identity, now: datetime) -> Suggestion:
    """Put opinions behind a suggestion, or take them away."""
    suggestion = find_live(session, suggestion_id, version)
    known = set(list_member_ids(session, suggestion_id))
    if missing := sorted(set(remove) - known):
        raise Invalid(WRONG, {"remove": [f"{missing[0]} 不在这条建议里。"]})
    new = [each for each in add if each not in known]
    opinions = _usable(session, suggestion.consultation_id, new, allow_none=True)
    record_step(session, suggestion.consultation_id, "members", who, now, suggestion_id=suggestion_id,
                before={"added": [each.opinion_id for each in opinions], "removed": sorted(set(remove)),
                        "state": suggestion.state})
    _touch(suggestion)
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
    words = {name: values.get(name) or getattr(suggestion, name) for name in WORDS}
    new = create_suggestion(session, post, suggestion.consultation_id, words | {"opinion_ids": values["opinion_ids"]},
                            who, now)
    change_members(session, post, suggestion_id, version, [], values["opinion_ids"], who, now)
    return new


def merge_suggestions(session: Session, post: Postbox, suggestion_id: str, version: int, others: Sequence[str],
                      who: Identity, now: datetime) -> Suggestion:
    """Take the opinions of other suggestions of the same consultation into this one; the others are retired."""
    suggestion = find_live(session, suggestion_id, version)
    for other_id in sorted(set(others)):
        other = find_live(session, other_id, None)
        if other_id == suggestion_id or other.consultation_id != suggestion.consultation_id:
            raise Invalid(WRONG, {"suggestion_ids": ["应是同一次征求意见的另一条建议。"]})
        members = list_member_ids(session, other_id)
        change_members(session, post, suggestion_id, suggestion.version, members, [], who, now)
        change_members(session, post, other_id, other.version, [], members, who, now)
    return suggestion


def gate_suggestion(session: Session, suggestion_id: str, verdict: str, note: str | None, who: Identity,
                    now: datetime) -> Suggestion:
    """把关: the adviser passes a suggestion, or returns it for revision with a note."""
    suggestion = find_live(session, suggestion_id, None)
    if verdict == "revise" and not note:
        raise Invalid(WRONG, {"note": ["退回修改要写明原因。"]})
    record_step(session, suggestion.consultation_id, "gate", who, now, suggestion_id=suggestion_id, why=note,
                before={"state": suggestion.state, "approvals": suggestion.approvals})
    passed = approval("把关", who, now) | ({"note": note} if note else {})
    kept = [each for each in suggestion.approvals if each["step"] != "把关"]
    suggestion.state = "gated" if verdict == "pass" else "returned"
    suggestion.approvals = [*kept, passed] if verdict == "pass" else kept
    suggestion.version += 1
    return suggestion


def find_live(session: Session, suggestion_id: str, version: int | None) -> Suggestion:
    """A suggestion that may still be changed, locked; a stale *version* is refused."""
    suggestion = find_suggestion(session, suggestion_id, lock=True)
    if suggestion.state not in LIVE:
        raise Refused("这条建议已经审定或撤销，不能再改。")
    if version is not None and version != suggestion.version:
        raise Refused(f"别人刚改过这条建议（现在是第 {suggestion.version} 版），请刷新后再改。")
    return suggestion


def approval(step: str, who: Identity, now: datetime) -> dict[str, Any]:
    """Who let it pass, and when."""
    return {"step": step, "name": who.name, "at": now.isoformat()}


def undo_members(session: Session, post: Postbox, suggestion: Suggestion, before: Mapping[str, Any],
                 now: datetime) -> None:
    """Put the members back as they were."""
    opinions = _usable(session, suggestion.consultation_id, before["removed"], allow_none=True)
    suggestion.state = before["state"]
    session.flush()
    _add(session, post, suggestion, opinions, now)
    _remove(session, post, suggestion.id, before["added"], now)


def _usable(session: Session, consultation_id: str, ids: Sequence[str], allow_none: bool = False) -> list[Opinion]:
    """The opinions, locked, that may stand behind a suggestion; each other one is named."""
    wanted = sorted(set(ids))
    if not wanted and not allow_none:
        raise Invalid(WRONG, {"opinion_ids": ["至少要有一条意见。"]})
    found = {each.opinion_id: each for each in session.scalars(select(Opinion).where(
        Opinion.opinion_id.in_(wanted), Opinion.consultation_id == consultation_id).with_for_update())}
    name_missing("opinion_ids", "没有这条意见", wanted, found)
    if barred := [each.opinion_id for each in found.values() if _is_barred(each)]:
        raise Refused("有的意见已经搁置、撤回或答复，不能纳入建议。", {"opinion_ids": barred[:10]})
    return [found[each] for each in wanted]


def name_missing(field: str, sentence: str, wanted: Sequence[str], found: Mapping[str, Any]) -> None:
    """Refuse ids that were not found, naming the first ten."""
    if missing := [each for each in wanted if each not in found]:
        raise Invalid(WRONG, {field: [f"{sentence}：{each}" for each in missing[:10]]})


def _is_barred(opinion: Opinion) -> bool:
    return opinion.state in ("set_aside", "withdrawn") or opinion.release_id is not None


def _add(session: Session, post: Postbox, suggestion: Suggestion, opinions: Sequence[Opinion], now: datetime) -> None:
    insert_new(session, MEMBERS, [{"suggestion_id": suggestion.id, "opinion_id": each.opinion_id} for each in opinions])
    waiting = [each.opinion_id for each in opinions if each.state == "waiting"]
    move(session, waiting, "in_suggestions")
    tell_progress(session, post, waiting, "in_suggestions", now)
    for each in opinions:
        session.expire(each)


def _remove(session: Session, post: Postbox, suggestion_id: str, ids: Sequence[str], now: datetime) -> None:
    """Take opinions away; those that stand behind nothing else wait again."""
    if not ids:
        return
    session.execute(delete(Member).where(Member.suggestion_id == suggestion_id, Member.opinion_id.in_(ids)))
    elsewhere = set(session.scalars(select(Member.opinion_id).where(Member.opinion_id.in_(ids))))
    free = [each for each in ids if each not in elsewhere]
    move(session, free, "waiting")
    tell_progress(session, post, free, "restored", now)
    retire_empty(session, [suggestion_id])


def _touch(suggestion: Suggestion) -> None:
    """A changed suggestion has a new version and has to pass the gate again."""
    suggestion.version += 1
    if suggestion.state in ("gated", "returned"):
        suggestion.state = "drafted"
        suggestion.approvals = [each for each in suggestion.approvals if each["step"] != "把关"]
