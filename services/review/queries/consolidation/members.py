"""Who stands behind suggestions: some of the members by their wording, those behind two, those who want opposites."""
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.review.domain.leaning import contradict
from services.review.domain.outline import key_of
from services.review.models import Member, Suggestion
from services.review.queries.portions import portions


def pick_members(session: Session, suggestion_id: str, keys: Sequence[str]) -> list[str]:
    """The ids of the members of these wordings, each named by its sample, or by the opinion where it has none."""
    return [each for part in portions(keys) for each in session.scalars(select(Member.opinion_id).where(
        Member.suggestion_id == suggestion_id, or_(Member.sample_id.in_(part), Member.opinion_id.in_(part)))
        .order_by(Member.opinion_id))]


def list_suggested(session: Session, opinion_ids: Sequence[str]) -> dict[str, list[Suggestion]]:
    """The suggestions that each of these opinions stands behind, by number."""
    found: dict[str, list[Suggestion]] = defaultdict(list)
    query = (select(Member.opinion_id, Suggestion).join(Suggestion, Suggestion.id == Member.suggestion_id)
             .where(Member.opinion_id.in_(opinion_ids)).order_by(Suggestion.no))
    for opinion_id, suggestion in session.execute(query):
        found[opinion_id].append(suggestion)
    return found


def find_shared(session: Session, one: str, other: str) -> int:
    """How many opinions stand behind both of two suggestions."""
    there = select(Member.opinion_id).where(Member.suggestion_id == other)
    return session.scalar(select(func.count()).select_from(Member).where(
        Member.suggestion_id == one, Member.opinion_id.in_(there))) or 0


def pair_opposites(suggestions: Sequence[Suggestion],
                   stances: Mapping[str, Counter[str]]) -> list[tuple[Suggestion, Suggestion]]:
    """Suggestions about one article whose members want the opposite, two by two."""
    by_article: dict[Any, list[Suggestion]] = defaultdict(list)
    for each in suggestions:
        by_article[each.draft_version, key_of(each.provision)].append(each)
    return [(one, other) for group in by_article.values() for one, other in combinations(group, 2)
            if contradict(stances[one.id], stances[other.id])]
