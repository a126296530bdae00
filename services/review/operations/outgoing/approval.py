"""The leader's decision: which suggestions go to the legislature, as one batch, which do not, which are mended."""
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.models import Suggestion
from services.review.operations.assignment.closing import end_over
from services.review.operations.consolidation.steps import record_step, record_steps
from services.review.operations.consolidation.suggestions import WRONG, approval, find_live, name_missing
from services.review.operations.outgoing.gate import check_places, return_to_officer
from services.review.queries.consolidation.suggestions import count_sources, list_members
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.portions import portions
from shared.contracts import SuggestionReady
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

Versions = Mapping[str, int]
ANY_VERSION: Versions = {}
ELSEWHERE = "这次征求意见里没有这条建议，属于另一部草案的请到它自己的页面审定"


def approve_suggestions(session: Session, post: Postbox, consultation_id: str, ids: Sequence[str], who: Identity,
                        now: datetime, versions: Versions = ANY_VERSION) -> list[Suggestion]:
    """Approve gated suggestions; all of them are told as one batch with the balance of this moment. *versions* are
    those that were looked at: where one is another by now, nothing is approved."""
    found = _gated(session, consultation_id, ids, versions, "一条也没有审定")
    check_places(found, find_consultation(session, consultation_id).draft_version, "一条也没有审定")
    batch, balance = new_id(), count_balance(session, consultation_id)
    for each in found:
        each.state, each.batch_id, each.version = "approved", batch, each.version + 1
        each.approvals = [*each.approvals, approval("审定", who, now)]
    record_steps(session, consultation_id, "approve", who, now, [{"suggestion_id": each.id} for each in found])
    session.flush()
    end_over(session, consultation_id, now)
    members = list_members(session, [each.id for each in found])
    sources = count_sources(session, list(members))
    post.say(session, *(SuggestionReady(
        suggestion_id=each.id, revision=each.version, suggestion_no=each.no, consultation_id=consultation_id,
        draft_version=each.draft_version, provision=each.provision, title=each.title, text=each.text,
        reason=each.reason, opinion_ids=members[each.id], opinions=len(members[each.id]), approved_at=now,
        approvals=[{name: row[name] for name in ("step", "name", "at")} for row in each.approvals], balance=balance,
        batch_id=batch, batch_size=len(found), **sources[each.id]) for each in found))
    return found


def return_suggestions(session: Session, consultation_id: str, ids: Sequence[str], reason: str, who: Identity,
                       now: datetime, versions: Versions = ANY_VERSION) -> list[Suggestion]:
    """需修改: gated suggestions go back to the officer with the reason."""
    found = _gated(session, consultation_id, ids, versions, "一条也没有退回")
    for each in found:
        return_to_officer(session, each, reason, who, now)
    return found


def decline_suggestions(session: Session, consultation_id: str, ids: Sequence[str], reason: str, who: Identity,
                        now: datetime, versions: Versions = ANY_VERSION) -> list[Suggestion]:
    """不报送: gated suggestions do not go to the legislature; the reason is what their submitters read."""
    found = _gated(session, consultation_id, ids, versions, "一条也没有改动")
    return [decline_to_forward(session, each.id, reason, who, now) for each in found]


def decline_to_forward(session: Session, suggestion_id: str, reason: str, who: Identity, now: datetime) -> Suggestion:
    """Decide that a suggestion does not go to the legislature; the reason is what its submitters read."""
    suggestion = find_live(session, suggestion_id, None)
    record_step(session, suggestion.consultation_id, "not_forwarded", who, now, suggestion_id=suggestion_id, why=reason)
    suggestion.state, suggestion.outcome_reason, suggestion.version = "not_forwarded", reason, suggestion.version + 1
    end_over(session, suggestion.consultation_id, now)
    return suggestion


def _gated(session: Session, consultation_id: str, ids: Sequence[str], versions: Versions,
           nothing: str) -> list[Suggestion]:
    """The suggestions, locked, in the order of their numbers; *nothing* says what did not happen if one is not fit."""
    if find_consultation(session, consultation_id, lock=True).state == "settled":
        raise Refused(f"这次征求意见已经办结，{nothing}；需要再报送的，请另开一次征求意见。")
    wanted = sorted(set(ids))
    if not wanted:
        raise Invalid(WRONG, {"suggestion_ids": ["至少要选一条建议。"]})
    found = {each.id: each for part in portions(wanted) for each in session.scalars(select(Suggestion).where(
        Suggestion.id.in_(part), Suggestion.consultation_id == consultation_id)
        .order_by(Suggestion.id).with_for_update())}
    name_missing("suggestion_ids", ELSEWHERE, wanted, found)
    rows = sorted(found.values(), key=lambda each: each.no)
    _refuse([each for each in rows if each.state != "gated"],
            f"条建议没有通过把关，或者已经审定、退回，{nothing}；请刷新后重选。")
    _refuse([each for each in rows if versions.get(each.id, each.version) != each.version],
            f"条建议在您打开页面以后改过，{nothing}；请刷新后重看改过的地方。")
    return rows


def _refuse(barred: Sequence[Suggestion], sentence: str) -> None:
    if barred:
        raise Refused(f"有 {len(barred)} {sentence}",
                      {"suggestion_ids": [f"第 {each.no} 号：{each.title}" for each in barred[:20]]})
