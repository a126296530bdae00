"""What a near group has come to say beyond its head: nobody may join who contradicts a member of it."""
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from services.review.domain.grouping.alignment import Changed
from services.review.domain.grouping.guard import KINDS, Comparison, Facts
from services.review.domain.grouping.verdicts import judge

ALIKE = 60
LATEST = 500  # so many clauses that members added are kept in mind


@dataclass(frozen=True)
class Objection:
    """Whom somebody would contradict; ``differs``: in what, where it is a member and not the head."""

    beside: str
    differs: tuple[str, ...] = ()


@dataclass
class Group:
    """A head and what its members said that it did not: their stance, their references, their clauses."""

    id: str
    facts: Facts
    stance: tuple[str, str] = ("", "")
    references: tuple[frozenset[tuple[str, str]], str] = (frozenset(), "")
    clauses: dict[str, str] = field(default_factory=dict)

    def admit(self, id: str, facts: Facts, found: Comparison) -> None:
        """Take in what a member says beyond the head."""
        if facts.stance and not self.facts.stance and not self.stance[0]:
            self.stance = (facts.stance, id)
        if facts.clauses.references and not self.facts.clauses.references and not self.references[0]:
            self.references = (facts.clauses.references, id)
        for clause in found.more:
            self.clauses.setdefault(clause, id)
        while len(self.clauses) > LATEST:
            del self.clauses[next(iter(self.clauses))]

    def objection(self, facts: Facts, found: Comparison) -> Objection | None:
        """Whom of the group a text contradicts, the head before its members; None: it may join."""
        if not found.agrees:
            return Objection(self.id)
        if self.stance[0] and facts.stance and facts.stance != self.stance[0]:
            return Objection(self.stance[1], ("stance",))
        if self.references[0] and facts.clauses.references and facts.clauses.references != self.references[0]:
            return Objection(self.references[1], ("reference",))
        return next(self._contradicted(found), None)

    def _contradicted(self, found: Comparison) -> Iterator[Objection]:
        for clause in found.more:
            if self.clauses and clause not in self.clauses:
                for alike, _, _ in process.extract(clause, self.clauses.keys(), scorer=fuzz.ratio,
                                                   score_cutoff=ALIKE, limit=3):
                    kinds = set(judge(Changed(alike, clause))) & set(KINDS)
                    if kinds:
                        yield Objection(self.clauses[alike], tuple(kind for kind in KINDS if kind in kinds))
