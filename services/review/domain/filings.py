"""Rules of filing review (备案审查): the four questions, verdicts, and who of the pool fits a document."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.review.domain.affinity import Affinity, Profile, Words
from services.review.domain.recusals import Parties, Recusal, must_recuse

# 是否合宪合法、是否超越权限、是否违反程序、是否适当.
QUESTIONS = ("lawful", "authority", "procedure", "fitting")
VERDICTS = ("no_objection", "correct", "contradicts")
MOST_WORDS = 20_000


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An expert as the choice sees them; ``load`` counts opinions and filings that are open together."""

    id: str
    specialties: frozenset[str]
    load: int
    recusals: tuple[Recusal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fit:
    """An expert beside a document: how well the specialty fits (0 to 1), how much is open, what stands in the way."""

    id: str
    fit: float
    load: int
    recusal: Recusal | None


def rank_experts(words: Words, parties: Parties, candidates: Sequence[Candidate]) -> list[Fit]:
    """The fittest first, among equals the least busy; those who must step back last, with the reason."""
    fits = Affinity([Profile(specialties=each.specialties) for each in candidates]).of([words])
    found = [Fit(id=each.id, fit=float(fits[at, 0]), load=each.load, recusal=must_recuse(each.recusals, parties))
             for at, each in enumerate(candidates)]
    return sorted(found, key=lambda each: (each.recusal is not None, -each.fit, each.load, each.id))


def check_verdict(verdict: str, holds: Mapping[str, bool]) -> str | None:
    """What is wrong with a verdict beside the four answers, as a sentence; None if they go together."""
    if verdict == "no_objection" and not all(holds.values()):
        return "四个问题里有“有问题”的，结论就不能是“没有意见”，请改其中一处。"
    if verdict != "no_objection" and all(holds.values()):
        return "四个问题都“没有问题”，结论应为“没有意见”；有问题请在上面指出是哪一个。"
    return None
