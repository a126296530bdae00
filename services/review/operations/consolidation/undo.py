"""Undoing a step: the last on a suggestion, one's own last, any one of the history; an act of several steps as one."""
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Opinion, Step, Suggestion
from services.review.operations.consolidation.opinions import move, retire_empty, tell_progress
from services.review.operations.consolidation.steps import record_steps
from services.review.operations.consolidation.suggestions import find_live, undo_members
from services.review.operations.consolidation.taking import leave_listed, restore_listed
from services.review.queries.consolidation.suggestions import list_member_ids
from services.review.queries.consolidation.undoing import (
    ON_OPINIONS,
    ON_SUGGESTIONS,
    UNDOABLE,
    find_act,
    find_obstacle,
    is_last,
)
from services.review.queries.drafting.consultations import lock_consultation
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import NotFound, Refused

Undo = Callable[[Session, Postbox, Suggestion, Mapping[str, Any], datetime], None]
NOTHING = "没有可以撤销的步骤。"
MINE = tuple(kind for kind in UNDOABLE if kind != "gate")


def undo_last(session: Session, post: Postbox, suggestion_id: str, who: Identity, now: datetime) -> Suggestion:
    """Take back the last step on a suggestion that was not taken back yet; it stays in the history, marked, and so
    does the undoing. What was split or merged is put back on all sides, if nothing was done there since."""
    asked = find_live(session, suggestion_id, None, also_retired=True)
    step = session.scalar(select(Step).where(
        Step.suggestion_id == suggestion_id, Step.undone_at.is_(None),
        Step.kind.in_(ON_SUGGESTIONS)).order_by(Step.no.desc()).limit(1))
    if step is None:
        raise Refused(NOTHING)
    _undo_act(session, post, find_act(session, step), who, now)
    session.refresh(asked)
    return asked


def undo_mine(session: Session, post: Postbox, consultation_id: str, who: Identity, now: datetime) -> list[Step]:
    """Take back the last act of *who* in a consultation; again takes back the one before. Returns its steps."""
    lock_consultation(session, consultation_id)
    step = session.scalar(select(Step).where(
        Step.consultation_id == consultation_id, Step.who == who.account_id, Step.undone_at.is_(None),
        Step.kind.in_(MINE)).order_by(Step.no.desc()).limit(1))
    if step is None:
        raise Refused("您在这里还没有可以撤销的步骤。")
    return _undo_act(session, post, find_act(session, step), who, now)


def undo_step(session: Session, post: Postbox, consultation_id: str, step_id: str, who: Identity,
              now: datetime) -> list[Step]:
    """Take back one step of a consultation's history, with all that was done in the same act; what was done since to
    the same things forbids it. Returns the steps."""
    lock_consultation(session, consultation_id)
    step = session.get(Step, step_id)
    if step is None or step.consultation_id != consultation_id:
        raise NotFound("没有这一步。")
    return _undo_act(session, post, find_act(session, step) or [step], who, now)


def _undo_act(session: Session, post: Postbox, steps: Sequence[Step], who: Identity, now: datetime) -> list[Step]:
    if obstacle := find_obstacle(session, steps):
        raise Refused(obstacle)
    consultation_id = steps[0].consultation_id
    # Opinions first return to where they were taken from: so none of them waits in between.
    for step in sorted(steps, key=lambda each: not each.before.get("removed")):
        if step.kind in ON_SUGGESTIONS:
            _undo_on_suggestion(session, post, step, now)
    _undo_on_opinions(session, post, [each for each in steps if each.kind in ON_OPINIONS], now)
    for step in steps:
        step.undone_at = now
    session.flush()
    record_steps(session, consultation_id, "undo", who, now, [
        {"suggestion_id": each.suggestion_id, "opinion_id": each.opinion_id,
         "before": {"step": each.id, "kind": each.kind, "no": each.no}} for each in steps])
    return list(steps)


def _undo_on_suggestion(session: Session, post: Postbox, step: Step, now: datetime) -> None:
    suggestion = find_live(session, step.suggestion_id or "", None, also_retired=True)
    before = step.before if is_last(session, step) else _members_only(step, suggestion)
    UNDO[step.kind](session, post, suggestion, before, now)
    suggestion.version += 1
    session.flush()
    session.refresh(suggestion)


def _members_only(step: Step, suggestion: Suggestion) -> dict[str, Any]:
    """What undoing a step needs where something was done since: the state stays as that has left it."""
    kept = {name: step.before[name] for name in ("added", "removed", "list") if name in step.before}
    return kept | ({"state": "drafted"} if suggestion.state == "retired" else {})


def _undo_on_opinions(session: Session, post: Postbox, steps: Sequence[Step], now: datetime) -> None:
    """What was set aside waits again; what was taken back is set aside again with its reason."""
    for step in steps:
        if "list" in step.before:
            restore_listed(session, post, step.before["list"], now)
        elif step.kind == "restore":
            _aside_again(session, post, str(step.opinion_id), step.before["reason"], now)
    aside = [str(each.opinion_id) for each in steps if each.kind == "set_aside" and each.opinion_id]
    move(session, aside, "waiting")
    tell_progress(session, post, aside, "restored", now)
    for opinion in [each for each in session.identity_map.values() if isinstance(each, Opinion)]:
        session.expire(opinion)


def _aside_again(session: Session, post: Postbox, opinion_id: str, reason: str, now: datetime) -> None:
    move(session, [opinion_id], "set_aside", reason)
    tell_progress(session, post, [opinion_id], "set_aside", now, reason)


def _words(session: Session, _post: Postbox, suggestion: Suggestion, before: Mapping[str, Any],
           _now: datetime) -> None:
    same_draft = before.get("draft_version", suggestion.draft_version) == suggestion.draft_version
    for name in ("title", "text", "reason", *(["provision"] if same_draft else []), "state", "approvals"):
        setattr(suggestion, name, before.get(name, getattr(suggestion, name)))
    session.flush()
    retire_empty(session, [suggestion.id])  # all behind it may have withdrawn since


def _members(session: Session, post: Postbox, suggestion: Suggestion, before: Mapping[str, Any],
             now: datetime) -> None:
    if "list" in before:
        leave_listed(session, post, suggestion.id, before["list"], now)
    undo_members(session, post, suggestion, before, now)


def _creation(session: Session, post: Postbox, suggestion: Suggestion, before: Mapping[str, Any],
              now: datetime) -> None:
    if "list" in before:
        leave_listed(session, post, suggestion.id, before["list"], now)
    added = [] if "list" in before else list_member_ids(session, suggestion.id)
    undo_members(session, post, suggestion, {"added": added, "removed": []}, now)


UNDO: dict[str, Undo] = {"create": _creation, "change": _words, "gate": _words, "members": _members}
