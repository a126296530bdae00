"""Questions about suggestions and the opinions behind them."""
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Member, Opinion, Step, Suggestion
from services.review.queries.consolidation.opinions import cut
from shared.refusals import NotFound

SIZE = 50


def find_suggestion(session: Session, suggestion_id: str, lock: bool = False) -> Suggestion:
    """One suggestion, or NotFound."""
    found = session.get(Suggestion, suggestion_id, with_for_update=lock)
    if found is None:
        raise NotFound("没有这条建议。")
    return found


def list_member_ids(session: Session, suggestion_id: str) -> list[str]:
    """The opinions behind one suggestion."""
    return list(session.scalars(select(Member.opinion_id).where(Member.suggestion_id == suggestion_id)
                                .order_by(Member.opinion_id)))


def list_members(session: Session, suggestion_ids: Sequence[str]) -> dict[str, list[str]]:
    """The opinions behind each of several suggestions."""
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(suggestion_ids), 500):
        rows = session.execute(select(Member.suggestion_id, Member.opinion_id).where(
            Member.suggestion_id.in_(suggestion_ids[start : start + 500])).order_by(Member.opinion_id))
        for suggestion_id, opinion_id in rows:
            found[suggestion_id].append(opinion_id)
    return found


def count_sources(session: Session, suggestion_ids: Sequence[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Where the opinions behind each of several suggestions came from: how many by station, how many by channel. An
    opinion that no station took is counted among the channels only."""
    found: dict[str, dict[str, dict[str, int]]] = {each: {"stations": {}, "channels": {}} for each in suggestion_ids}
    for start in range(0, len(suggestion_ids), 500):
        rows = session.execute(select(Member.suggestion_id, Opinion.station_id, Opinion.channel, func.count()).join(
            Opinion, Opinion.opinion_id == Member.opinion_id).where(
            Member.suggestion_id.in_(suggestion_ids[start : start + 500]))
            .group_by(Member.suggestion_id, Opinion.station_id, Opinion.channel)
            .order_by(Opinion.station_id, Opinion.channel))
        for suggestion_id, station, channel, count in rows:
            sources = found[suggestion_id]
            for kind, name in (("stations", station), ("channels", channel)):
                if name:
                    sources[kind][name] = sources[kind].get(name, 0) + count
    return found


def list_suggestions(session: Session, consultation_id: str, state: str = "", page: int = 1) -> dict[str, Any]:
    """Suggestions by number, with the opinions behind them; the retired ones only when asked for."""
    query = select(Suggestion).where(Suggestion.consultation_id == consultation_id)
    query = query.where(Suggestion.state == state) if state else query.where(Suggestion.state != "retired")
    found = cut(session, query.order_by(Suggestion.no), page)
    members = list_members(session, [each.id for each in found["items"]])
    return found | {"items": [show_suggestion(each, members[each.id]) for each in found["items"]]}


def list_steps(session: Session, suggestion_id: str) -> list[dict[str, Any]]:
    """The history of one suggestion, oldest first."""
    rows = session.scalars(select(Step).where(Step.suggestion_id == suggestion_id).order_by(Step.at, Step.id))
    return [{"kind": row.kind, "why": row.why, "who": row.who_name, "at": row.at.isoformat(),
             "undone": row.undone_at is not None} for row in rows]


def count_by_state(session: Session, consultation_id: str) -> dict[str, int]:
    """How many suggestions are in each state."""
    rows = session.execute(select(Suggestion.state, func.count()).where(
        Suggestion.consultation_id == consultation_id).group_by(Suggestion.state))
    return {row.state: row[1] for row in rows}


def show_suggestion(suggestion: Suggestion, opinion_ids: Sequence[str]) -> dict[str, Any]:
    """A suggestion as lists show it."""
    names = ("id", "no", "version", "state", "consultation_id", "provision", "title", "text", "reason", "approvals",
             "outcome", "outcome_reason", "enacted_provision", "draft_version", "place_state", "place_why")
    return {name: getattr(suggestion, name) for name in names} | {"opinion_ids": list(opinion_ids),
                                                                  "opinions": len(opinion_ids)}
