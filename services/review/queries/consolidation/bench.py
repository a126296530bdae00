"""What the workbench shows of one article: the voices that wait, their proposals, the suggestions, who is behind."""
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from services.review.models import Opinion, Sample, Suggestion
from services.review.models.consultations import Consultation
from services.review.queries.consolidation.backing import Backing, list_backing, make_up
from services.review.queries.consolidation.members import list_suggested, pair_opposites
from services.review.queries.consolidation.proposals import propose
from services.review.queries.consolidation.samples import Voice, list_voices
from services.review.queries.consolidation.underway import list_under_way
from services.review.queries.consolidation.whereabouts import list_held
from services.review.queries.consolidation.workbench import list_suggestions

SHOWN = 60


def look_at(session: Session, consultation: Consultation, key: str, place: Mapping[str, Any]) -> dict[str, Any]:
    """The voices (filtered), the one that is kept, the proposals for all of them, and the suggestions."""
    voices = _voices(session, consultation, key, place)
    kept = find_kept(session, consultation.id, place["keep"])
    everyone = [*([kept] if kept else []), *voices["items"]]
    suggestions = list_suggestions(session, consultation, key)
    stances = list_stances(session, suggestions)
    proposals = propose(session, consultation, key, everyone)
    already = list_suggested(session, [kept.opinion.opinion_id])[kept.opinion.opinion_id] if kept else []
    if kept:
        behind = {each.id for each in already}
        proposals[kept.sample_id] = [each for each in proposals[kept.sample_id] if each.suggestion_id not in behind]
    return {"voices": voices, "kept": kept, "proposals": proposals, "already": already,
            "suggestions": suggestions[:SHOWN], "unseen": len(suggestions[SHOWN:]), "stances": stances,
            "opened": open_one(session, suggestions, place["open"]), "opposites": opposites_of(suggestions, stances),
            "under_way": list_under_way(session, consultation.id)}


def find_kept(session: Session, consultation_id: str, sample_id: str) -> Voice | None:
    """A voice that was taken in already and has more points, as one that waits."""
    sample = session.get(Sample, sample_id) if sample_id else None
    held = list_held(session, sample_id) if sample else []
    if sample is None or sample.consultation_id != consultation_id or not held:
        return None
    return Voice(sample_id=sample.id, kin_id=sample.kin_id, opinion=session.get_one(Opinion, held[0]), count=len(held),
                 total=len(held), near=[], more=0, beside=None, sample_ids=[sample.id])


def open_one(session: Session, suggestions: Sequence[Suggestion], suggestion_id: str) -> Backing | None:
    """Who stands behind the suggestion that is open."""
    found = [each for each in suggestions if each.id == suggestion_id]
    return list_backing(session, found)[suggestion_id] if found else None


def list_stances(session: Session, suggestions: Sequence[Suggestion]) -> dict[str, Counter[str]]:
    """How many opinions of each stance stand behind each of these suggestions."""
    return {suggestion_id: each.stances for suggestion_id, each in make_up(session, suggestions).items()}


def opposites_of(suggestions: Sequence[Suggestion], stances: Mapping[str, Counter[str]]) -> dict[str, list[Suggestion]]:
    """For each suggestion those that want the opposite."""
    found: dict[str, list[Suggestion]] = {}
    for one, other in pair_opposites(suggestions, stances):
        found.setdefault(one.id, []).append(other)
        found.setdefault(other.id, []).append(one)
    return found


def list_ends(session: Session, suggestions: Sequence[Suggestion]) -> list[tuple[str, str]]:
    """The suggestions that members may move to, as choices."""
    return [(f"{each.id}:{each.version}", f"{each.no}. {each.title}") for each in suggestions
            if each.state in ("drafted", "returned", "gated")]


def _voices(session: Session, consultation: Consultation, key: str, place: Mapping[str, Any]) -> dict[str, Any]:
    wanted = list(_wanted(place))
    found = list_voices(session, consultation, key, place["page"], wanted=wanted, tier=place["tier"])
    if not found["items"] and found["total"]:
        found = list_voices(session, consultation, key, 1, wanted=wanted, tier=place["tier"])
    return found


def _wanted(place: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Opinion.stance == place["stance"]] if place["stance"] else []
    if place["q"]:
        wanted.append(or_(*(column.contains(place["q"], autoescape=True) for column in (
            Opinion.text, Opinion.proposed_text, Opinion.reason))))
    return wanted
