"""The leader's decision: which suggestions go to the legislature, as one batch, and which do not and why."""
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Suggestion
from services.review.operations.steps import record_step
from services.review.operations.suggestions import WRONG, approval, find_live, name_missing
from services.review.queries.consultations import count_balance, find_consultation
from services.review.queries.suggestions import count_sources, list_members
from shared.contracts import SuggestionReady
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused


def approve_suggestions(session: Session, post: Postbox, consultation_id: str, ids: Sequence[str], who: Identity,
                        now: datetime) -> list[Suggestion]:
    """Approve gated suggestions; all of them are told as one batch with the balance of this moment."""
    consultation = find_consultation(session, consultation_id, lock=True)
    found = _gated(session, consultation_id, sorted(set(ids)))
    _check_places(found, consultation.draft_version)
    batch, balance = new_id(), count_balance(session, consultation_id)
    for each in found:
        each.state, each.batch_id, each.version = "approved", batch, each.version + 1
        each.approvals = [*each.approvals, approval("签批", who, now)]
        record_step(session, consultation_id, "approve", who, now, suggestion_id=each.id)
    session.flush()
    members = list_members(session, [each.id for each in found])
    sources = count_sources(session, list(members))
    post.say(session, *(SuggestionReady(
        suggestion_id=each.id, revision=each.version, suggestion_no=each.no, consultation_id=consultation_id,
        draft_version=each.draft_version, provision=each.provision, title=each.title, text=each.text,
        reason=each.reason, opinion_ids=members[each.id], opinions=len(members[each.id]), approved_at=now,
        approvals=[{name: row[name] for name in ("step", "name", "at")} for row in each.approvals], balance=balance,
        batch_id=batch, batch_size=len(found), **sources[each.id]) for each in found))
    return found


def decline_to_forward(session: Session, suggestion_id: str, reason: str, who: Identity, now: datetime) -> Suggestion:
    """Decide that a suggestion does not go to the legislature; the reason is what its submitters read."""
    suggestion = find_live(session, suggestion_id, None)
    record_step(session, suggestion.consultation_id, "not_forwarded", who, now, suggestion_id=suggestion_id, why=reason)
    suggestion.state, suggestion.outcome_reason, suggestion.version = "not_forwarded", reason, suggestion.version + 1
    return suggestion


def _check_places(found: Sequence[Suggestion], version: int) -> None:
    """What goes to the legislature names a provision of the newest version, for certain."""
    if unsure := [each for each in found if each.place_state == "ask" or each.draft_version != version]:
        raise Refused(f"有 {len(unsure)} 条建议所在的条款在新稿里变了，请先核对；一条也没有审定。",
                      {"suggestion_ids": [f"第 {each.no} 号：{each.title}" for each in unsure[:20]]})


def _gated(session: Session, consultation_id: str, ids: list[str]) -> list[Suggestion]:
    if not ids:
        raise Invalid(WRONG, {"suggestion_ids": ["至少要选一条建议。"]})
    found = {each.id: each for each in session.scalars(select(Suggestion).where(
        Suggestion.id.in_(ids), Suggestion.consultation_id == consultation_id)
        .order_by(Suggestion.id).with_for_update())}
    name_missing("suggestion_ids", "没有这条建议", ids, found)
    if barred := [each for each in found.values() if each.state != "gated"]:
        raise Refused(f"有 {len(barred)} 条建议没有通过把关，一条也没有审定。",
                      {"suggestion_ids": [f"第 {each.no} 号：{each.title}" for each in barred[:20]]})
    return sorted(found.values(), key=lambda each: each.no)
