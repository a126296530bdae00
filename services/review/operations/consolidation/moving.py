"""Members go from one suggestion to another in one act: nobody waits in between, both sides are undone together."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.operations.consolidation.suggestions import WRONG, change_members, find_live, merge_suggestions
from services.review.queries.consolidation.suggestions import list_member_ids
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

Seen = tuple[str, int]


def move_members(session: Session, post: Postbox, source: Seen, target: Seen, opinion_ids: Sequence[str],
                 who: Identity, now: datetime) -> int:
    """Move opinions from one suggestion to another of the same consultation, each named by id and version; returns
    how many."""
    if source[0] == target[0]:
        raise Invalid(WRONG, {"into": ["请选另一条建议。"]})
    left, taker = find_live(session, *source), find_live(session, *target)
    if left.consultation_id != taker.consultation_id:
        raise Refused("两条建议属于不同草案的征求意见，不能互相移动意见。")
    act: dict[str, Any] = {"act": new_id(), "with": [left.id, taker.id]}
    change_members(session, post, taker.id, taker.version, opinion_ids, [], who, now, act)
    change_members(session, post, left.id, left.version, [], opinion_ids, who, now, act)
    return len(opinion_ids)


def merge_seen(session: Session, post: Postbox, target: Seen, other: Seen, who: Identity, now: datetime) -> int:
    """Merge one suggestion into another, both as they were seen; returns how many opinions stand behind it after."""
    left, taker = find_live(session, *other), find_live(session, *target)
    if left.consultation_id != taker.consultation_id:
        raise Refused("两条建议属于不同草案的征求意见，不能合并。")
    if left.id == taker.id:
        raise Invalid(WRONG, {"other": ["请选另一条建议。"]})
    merge_suggestions(session, post, taker.id, taker.version, [left.id], who, now)
    return len(list_member_ids(session, taker.id))
