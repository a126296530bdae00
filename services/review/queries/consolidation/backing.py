"""What stands behind suggestions: a few samples of it with true counts, however many opinions there are."""
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models.opinions import Opinion
from services.review.models.suggestions import Member, Suggestion
from services.review.queries.consolidation.samples import load_opinions
from services.review.queries.portions import portions

SHOWN = 20
Wording = tuple[str | None, str, int]  # a sample, the first opinion that says it here, how many do


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
    twenty; and how many opinions there are of each stance. ``is_grouped``: all of them have their samples."""

    first: Sequence[Wording]
    samples: int
    stances: Counter[str]
    is_grouped: bool


class Kept:
    """What was looked through last."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock, self._found = Lock(), OrderedDict[tuple[str, int], Makeup]()

    def get(self, suggestion: Suggestion) -> Makeup | None:
        """What is known of this version."""
        with self._lock:
            return self._found.get((suggestion.id, suggestion.version))

    def put(self, suggestion: Suggestion, makeup: Makeup) -> None:
        """Keep it, if it is all grouped; the oldest goes when there are too many."""
        with self._lock:
            if not makeup.is_grouped:
                return
            self._found[suggestion.id, suggestion.version] = makeup
            while len(self._found) > self.most:
                self._found.popitem(last=False)


KEPT = Kept(10_000)


def list_backing(session: Session, suggestions: Sequence[Suggestion]) -> dict[str, Backing]:
    """What stands behind each of these suggestions."""
    made = make_up(session, suggestions)
    opinions = load_opinions(session, [row[1] for each in made.values() for row in each.first])
    return {suggestion_id: Backing(
        opinions=each.stances.total(), samples=each.samples,
        said=[Said(sample_id=row[0], opinion=opinions[row[1]], count=row[2]) for row in each.first
              if row[1] in opinions]) for suggestion_id, each in made.items()}


def make_up(session: Session, suggestions: Sequence[Suggestion]) -> dict[str, Makeup]:
    """What each of these suggestions is made of. Whoever comes or goes changes its version, so each version is looked
    through once; what a writing session sees may be rolled back and is not kept, nor what is still to be grouped."""
    known = {each.id: KEPT.get(each) for each in suggestions}
    found = {name: each for name, each in known.items() if each}
    missing = [each for each in suggestions if each.id not in found]
    new = _look_through(session, [each.id for each in missing]) if missing else {}
    for each in missing if not session.autoflush else ():
        KEPT.put(each, new[each.id])
    return found | new


def _look_through(session: Session, ids: Sequence[str]) -> dict[str, Makeup]:
    rows: dict[str, list[Wording]] = {each: [] for each in ids}
    query = select(Member.suggestion_id, Member.sample_id, func.count(), func.min(Member.opinion_id)).where(
        Member.suggestion_id.in_(ids), Member.sample_id.is_not(None))
    for suggestion_id, sample_id, count, first in session.execute(
            query.group_by(Member.suggestion_id, Member.sample_id)):
        rows[suggestion_id].append((sample_id, first, count))
    for row in session.execute(select(Member.suggestion_id, Member.opinion_id).where(
            Member.suggestion_id.in_(ids), Member.sample_id.is_(None))):
        rows[row.suggestion_id].append((None, row.opinion_id, 1))
    stances = _stances(session, [each[1] for group in rows.values() for each in group])
    return {each: _made(rows[each], stances) for each in ids}


def _stances(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The stance of these opinions; whoever shares their sample shares it."""
    return {row.opinion_id: row.stance for part in portions(ids) for row in session.execute(
        select(Opinion.opinion_id, Opinion.stance).where(Opinion.opinion_id.in_(part)))}


def _made(rows: Sequence[Wording], stances: Mapping[str, str]) -> Makeup:
    counts: Counter[str] = Counter()
    for _, first, count in rows:
        counts[stances[first]] += count
    return Makeup(first=sorted(rows, key=lambda row: (-row[2], row[1]))[:SHOWN], samples=len(rows), stances=counts,
                  is_grouped=all(row[0] for row in rows))
