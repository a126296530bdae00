"""What stands behind suggestions: a few samples of it with true counts, however many opinions there are."""
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models.opinions import Opinion
from services.review.models.suggestions import Member, Suggestion
from services.review.queries.samples import load_opinions

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that is said behind a suggestion, by how many; ``sample_id`` is None while it is not grouped."""

    sample_id: str | None
    opinion: Opinion
    count: int


@dataclass(frozen=True, kw_only=True)
class Backing:
    """What stands behind one suggestion: how many opinions, how many different things, the first twenty of these."""

    opinions: int
    samples: int
    said: Sequence[Said]

    @property
    def more(self) -> int:
        """How many different things are not shown."""
        return self.samples - len(self.said)


@dataclass(frozen=True, kw_only=True)
class Makeup:
    """What one version of a suggestion is made of: (sample, first opinion, how many), most said first, at most
    twenty; and how many opinions there are of each stance."""

    first: Sequence[tuple[str | None, str, int]]
    samples: int
    stances: Counter[str]


def list_backing(session: Session, suggestions: Sequence[Suggestion]) -> dict[str, Backing]:
    """What stands behind each of these suggestions."""
    made = make_up(session, suggestions)
    opinions = load_opinions(session, [row[1] for each in made.values() for row in each.first])
    return {suggestion_id: Backing(
        opinions=each.stances.total(), samples=each.samples,
        said=[Said(sample_id=row[0], opinion=opinions[row[1]], count=row[2]) for row in each.first
              if row[1] in opinions]) for suggestion_id, each in made.items()}


def make_up(session: Session, suggestions: Sequence[Suggestion]) -> dict[str, Makeup]:
    """What each of these suggestions is made of."""
    query = (select(Member.suggestion_id, Opinion.sample_id, Opinion.stance, func.count(), func.min(Member.opinion_id))
             .join(Opinion, Opinion.opinion_id == Member.opinion_id)
             .where(Member.suggestion_id.in_([each.id for each in suggestions]))
             .group_by(Member.suggestion_id, Opinion.sample_id, Opinion.stance))
    rows: dict[str, list[tuple[str | None, str, int]]] = defaultdict(list)
    stances: dict[str, Counter[str]] = defaultdict(Counter)
    for suggestion_id, sample_id, stance, count, first in session.execute(query):
        rows[suggestion_id].append((sample_id, first, count))
        stances[suggestion_id][stance] += count
    return {each.id: Makeup(first=sorted(rows[each.id], key=lambda row: (-row[2], row[1]))[:SHOWN],
                            samples=len(rows[each.id]), stances=stances[each.id]) for each in suggestions}
