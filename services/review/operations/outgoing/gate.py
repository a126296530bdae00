"""把关: the adviser passes a suggestion or returns it, aspect by aspect; every round stays in the history."""
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.review.domain.gating import NO_ASPECTS, Aspects, words_of
from services.review.models import Suggestion
from services.review.operations.consolidation.steps import record_step
from services.review.operations.consolidation.suggestions import approval, before_of, find_live
from services.review.queries.consolidation.underway import list_under_way
from services.review.queries.drafting.consultations import find_consultation
from shared.identity import Identity
from shared.refusals import Refused

STEP = "把关"


def gate_suggestion(session: Session, suggestion_id: str, verdict: str, note: str | None, who: Identity, now: datetime,
                    aspects: Aspects = NO_ASPECTS, version: int | None = None) -> Suggestion:
    """The adviser's judgment. A suggestion that has passed may still be returned; one that was returned waits for the
    officer; saying the same again changes nothing."""
    said = words_of(verdict, note, aspects)
    suggestion = find_live(session, suggestion_id, version)
    if verdict == "pass" and suggestion.state == "gated":
        return suggestion
    if suggestion.state == "returned":
        raise Refused(f"第 {suggestion.no} 号建议已经退回修改，请等联络员改好以后再把关。")
    _check_under_way(session, suggestion)
    if verdict == "pass":
        check_places([suggestion], find_consultation(session, suggestion.consultation_id).draft_version, "没有通过")
    record_step(session, suggestion.consultation_id, "gate", who, now, suggestion_id=suggestion_id, why=said,
                before=before_of(suggestion) | {"verdict": verdict, "aspects": dict(aspects)})
    passed = approval(STEP, who, now) | ({"note": said} if said else {}) | (
        {"aspects": dict(aspects)} if aspects else {})
    suggestion.approvals = [*_others(suggestion), passed] if verdict == "pass" else _others(suggestion)
    suggestion.state = "gated" if verdict == "pass" else "returned"
    suggestion.version += 1
    return suggestion


def return_to_officer(session: Session, suggestion: Suggestion, reason: str, who: Identity, now: datetime) -> None:
    """需修改: the leader's answer to what has passed the gate; it is mended and has to pass the gate again."""
    record_step(session, suggestion.consultation_id, "return", who, now, suggestion_id=suggestion.id, why=reason,
                before=before_of(suggestion))
    suggestion.state, suggestion.approvals = "returned", _others(suggestion)
    suggestion.version += 1


def check_places(found: Sequence[Suggestion], version: int, nothing: str) -> None:
    """What is passed or goes to the legislature names a provision of the newest version, for certain."""
    if unsure := [each for each in found if each.place_state == "ask" or each.draft_version != version]:
        raise Refused(f"有 {len(unsure)} 条建议所在的条款在新稿里变了，{nothing}；请联络员先到“等人判断”核对位置。",
                      {"suggestion_ids": [f"第 {each.no} 号：{each.title}" for each in unsure[:20]]})


def _check_under_way(session: Session, suggestion: Suggestion) -> None:
    """A step on very many goes on in portions: what it takes in is not judged before it is whole."""
    if busy := [each for each in list_under_way(session, suggestion.consultation_id)
                if each.suggestion_id == suggestion.id]:
        raise Refused(f"有意见正在{busy[0].sentence}，请等它完成再把关。")


def _others(suggestion: Suggestion) -> list[dict[str, object]]:
    return [each for each in suggestion.approvals if each["step"] != STEP]
