"""Who stands behind a suggestion: opinions of one wording as one group with its count, and how many lean which way."""
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.domain.leaning import contradict
from services.review.domain.outline import key_of
from services.review.models import Member, Opinion, Suggestion
from services.review.queries.portions import portions

MOST = 20
WORDING = func.coalesce(Opinion.sample_id, Opinion.opinion_id)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Members of one wording: its sample (or the opinion itself), one of them to show, how many there are."""

    key: str
    opinion: Opinion
    count: int


def list_groups(session: Session, suggestion_id: str, most: int = MOST) -> tuple[list[Group], int]:
    """The members of a suggestion by wording, the most frequent first, and how many wordings there are in all."""
    query = (select(WORDING.label("key"), func.count().label("count"), func.min(Opinion.opinion_id).label("first"))
             .join(Member, Member.opinion_id == Opinion.opinion_id).where(Member.suggestion_id == suggestion_id)
             .group_by(WORDING))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(func.count().desc(), func.min(Opinion.opinion_id)).limit(most)).all()
    shown = {each.opinion_id: each for each in session.scalars(select(Opinion).where(
        Opinion.opinion_id.in_([row.first for row in rows])))}
    return [Group(key=row.key, opinion=shown[row.first], count=row[1]) for row in rows], total


def pick_members(session: Session, suggestion_id: str, keys: Sequence[str]) -> list[str]:
    """The ids of the members of these wordings."""
    return [each for part in portions(keys) for each in session.scalars(
        select(Member.opinion_id).join(Opinion, Opinion.opinion_id == Member.opinion_id)
        .where(Member.suggestion_id == suggestion_id, WORDING.in_(part)).order_by(Member.opinion_id))]


def count_stances(session: Session, suggestion_ids: Sequence[str]) -> dict[str, Counter[str]]:
    """How many members of each suggestion are for, against, want it amended, say something else."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for part in portions(suggestion_ids):
        query = (select(Member.suggestion_id, Opinion.stance, func.count())
                 .join(Opinion, Opinion.opinion_id == Member.opinion_id).where(Member.suggestion_id.in_(part)))
        for suggestion_id, stance, count in session.execute(query.group_by(Member.suggestion_id, Opinion.stance)):
            found[suggestion_id][stance] += count
    return found


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
                   stances: dict[str, Counter[str]]) -> list[tuple[Suggestion, Suggestion]]:
    """Suggestions about one article whose members want the opposite, two by two."""
    by_article: dict[Any, list[Suggestion]] = defaultdict(list)
    for each in suggestions:
        by_article[each.draft_version, key_of(each.provision)].append(each)
    return [(one, other) for group in by_article.values() for one, other in combinations(group, 2)
            if contradict(stances[one.id], stances[other.id])]
