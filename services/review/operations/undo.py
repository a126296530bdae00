"""Undoing the last step on a suggestion."""
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Step, Suggestion
from services.review.operations.suggestions import find_live, undo_members
from services.review.queries.suggestions import list_member_ids
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import Refused

Undo = Callable[[Session, Postbox, Suggestion, Mapping[str, Any], datetime], None]


def undo_last(session: Session, post: Postbox, suggestion_id: str, who: Identity, now: datetime) -> Suggestion:
    """Take back the last step that was not taken back yet; the step stays in the history, marked."""
    suggestion = find_live(session, suggestion_id, None)
    step = session.scalar(select(Step).where(Step.suggestion_id == suggestion_id, Step.undone_at.is_(None))
                          .order_by(Step.at.desc(), Step.id.desc()).limit(1))
    if step is None:
        raise Refused("没有可以撤销的步骤。")
    step.undone_at = now
    UNDO[step.kind](session, post, suggestion, step.before, now)
    suggestion.version += 1
    session.flush()
    session.refresh(suggestion)
    return suggestion


def _words(_session: Session, _post: Postbox, suggestion: Suggestion, before: Mapping[str, Any],
           _now: datetime) -> None:
    for name, value in before.items():
        setattr(suggestion, name, value)


def _creation(session: Session, post: Postbox, suggestion: Suggestion, _before: Mapping[str, Any],
              now: datetime) -> None:
    added = list_member_ids(session, suggestion.id)
    undo_members(session, post, suggestion, {"added": added, "removed": [], "state": suggestion.state}, now)


UNDO: dict[str, Undo] = {"create": _creation, "change": _words, "gate": _words, "members": undo_members}
