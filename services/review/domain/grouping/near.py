"""The index of one block (what was said about one article of a draft): it grows, and never groups anew."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.review.domain.grouping.candidates import Candidates, pairs_of
from services.review.domain.grouping.groups import Group, Objection
from services.review.domain.grouping.guard import Comparison, Facts, facts_of
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
            group.admit(text.id, facts, Comparison(facts, group.facts))

    def _place(self, text: Text) -> Tie:
        first = self._first.setdefault(key_of(text), text.id)
        if first != text.id:
            return Tie(id=text.id, tier="identical", head=first, score=1.0)
        facts = facts_of(text)
        apart: list[tuple[Comparison, Objection]] = []
        for number in self._candidates.find(pairs_of(facts.clauses.cores)):
            group = self._groups[number]
            found = Comparison(facts, group.facts)
            objection = group.objection(facts, found)
            if objection:
                apart.append((found, objection))
            elif found.score >= NEAR:
                group.admit(text.id, facts, found)
                return Tie(id=text.id, tier="near", head=group.id, score=found.score)
        self._open(text.id, facts)
        beside = next((each for each in apart if each[0].score >= NEAR), None)
        if beside is None:
            return Tie(id=text.id, tier="new", head=text.id, score=0.0)
        found, objection = beside
        return Tie(id=text.id, tier="new", head=text.id, score=found.score, beside=objection.beside,
                   differs=objection.differs or found.differs)

    def _open(self, id: str, facts: Facts) -> None:
        self._number[id] = len(self._groups)
        self._groups.append(Group(id, facts))
        self._candidates.add(pairs_of(facts.clauses.cores))
