"""Undoing the last step on a suggestion; a split or a merge is one step on several of them."""
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Step, Suggestion
from services.review.operations.opinions import retire_empty
from services.review.operations.steps import record_step
from services.review.operations.suggestions import find_live, undo_members
from services.review.operations.taking import leave_listed
from services.review.queries.suggestions import list_member_ids
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import Refused

Undo = Callable[[Session, Postbox, Suggestion, Mapping[str, Any], datetime], None]


def undo_last(session: Session, post: Postbox, suggestion_id: str, who: Identity, now: datetime) -> Suggestion:
    """Take back the last step that was not taken back yet; it stays in the history, marked, and so does the undoing.

    What was split or merged is put back on all sides, if nothing was done there since.
    """
    asked = find_live(session, suggestion_id, None, also_retired=True)
    steps = _same_act(session, asked, _last_step(session, suggestion_id))
    # Opinions first return to where they were taken from: so none of them waits in between.
    for suggestion, step in sorted(steps, key=lambda each: not each[1].before.get("removed")):
        step.undone_at = now
        UNDO[step.kind](session, post, suggestion, step.before, now)
        suggestion.version += 1
        session.flush()
        session.refresh(suggestion)
        record_step(session, suggestion.consultation_id, "undo", who, now, suggestion_id=suggestion.id,
                    before={"step": step.id})
    return asked


def _last_step(session: Session, suggestion_id: str) -> Step:
    """The last one that may be undone: every step keeps the version it was taken on, and versions rise."""
    steps = session.scalars(select(Step).where(Step.suggestion_id == suggestion_id, Step.undone_at.is_(None),
                                               Step.kind.in_(UNDO))).all()
    if not steps:
        raise Refused("没有可以撤销的步骤。")
    return max(steps, key=lambda each: (each.at, each.before.get("version", 0)))


def _same_act(session: Session, asked: Suggestion, step: Step) -> list[tuple[Suggestion, Step]]:
    found = [(asked, step)]
    for other_id in step.before.get("with", ()):
        if other_id != asked.id:
            other = find_live(session, other_id, None, also_retired=True)
            last = _last_step(session, other_id)
            if last.before.get("act") != step.before.get("act"):
                raise Refused(f"第 {other.no} 号建议在拆分或合并之后又改过，请先撤销那里的步骤。")
            found.append((other, last))
    return found


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
    added = list_member_ids(session, suggestion.id)
    undo_members(session, post, suggestion, {"added": added, "removed": []}, now)


UNDO: dict[str, Undo] = {"create": _creation, "change": _words, "gate": _words, "members": _members}
