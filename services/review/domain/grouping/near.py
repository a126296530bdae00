"""The index of one block (what was said about one article of a draft): it grows, and never groups anew."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.review.domain.grouping.candidates import Candidates, pairs_of
from services.review.domain.grouping.groups import Group
from services.review.domain.grouping.guard import Comparison, Facts, compare, facts_of
from services.review.domain.grouping.texts import Text, key_of

NEAR = 0.5  # so much of both together is the same: of two clauses alike in length one may be missing


@dataclass(frozen=True, kw_only=True)
class Tie:
    """How a text is tied to those before it. ``head``: of an identical one, the first with its words; of a near one,
    the first of its near group; of a new one, itself. ``beside``: the most alike one that it must not be taken for,
    and the kinds in which it ``differs``; none of them: it is put in other words."""

    id: str
    tier: Literal["identical", "near", "new"]
    head: str
    score: float
    beside: str | None = None
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Refused:
    score: float = 0.0
    beside: str | None = None
    differs: tuple[str, ...] = ()


class NearIndex:
    """Places texts one after the other, each tied to what was placed before it."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._groups: list[Group] = []
        self._number: dict[str, int] = {}
        self._candidates = Candidates()

    def place(self, texts: Sequence[Text]) -> list[Tie]:
        """Tie each text, in order."""
        return [self._place(text) for text in texts]

    def remember(self, text: Text, head: str) -> None:
        """Take in what was placed before, in the same order, without looking anew: a text, the head it was tied to."""
        if self._first.setdefault(key_of(text), text.id) != text.id:
            return
        facts = facts_of(text)
        if head == text.id or head not in self._number:
            self._open(text.id, facts)
        else:
            group = self._groups[self._number[head]]
            group.admit(text.id, facts, compare(facts, group.facts))

    def _place(self, text: Text) -> Tie:
        first = self._first.setdefault(key_of(text), text.id)
        if first != text.id:
            return Tie(id=text.id, tier="identical", head=first, score=1.0)
        facts = facts_of(text)
        refused = _Refused()
        for number in self._candidates.find(pairs_of(facts.clauses.cores)):
            group = self._groups[number]
            found = compare(facts, group.facts)
            kept_apart = _refusal(group, facts, found)
            if kept_apart is None:
                group.admit(text.id, facts, found)
                return Tie(id=text.id, tier="near", head=group.id, score=found.score)
            refused = max(refused, kept_apart, key=lambda each: each.score)
        self._open(text.id, facts)
        return Tie(id=text.id, tier="new", head=text.id, score=refused.score, beside=refused.beside,
                   differs=refused.differs)

    def _open(self, id: str, facts: Facts) -> None:
        self._number[id] = len(self._groups)
        self._groups.append(Group(id, facts))
        self._candidates.add(pairs_of(facts.clauses.cores))


def _refusal(group: Group, facts: Facts, found: Comparison) -> _Refused | None:
    """Why a text is not near the head of a group; None: it is."""
    if found.score < NEAR:
        return _Refused()
    if found.differs or found.reworded:
        return _Refused(found.score, group.id, found.differs)
    objection = group.objection(facts, found)
    return _Refused(found.score, objection.beside, objection.differs) if objection else None
