"""What two opinions may not differ in if they are to count as nearly the same."""
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from services.review.domain.grouping.alignment import Alignment, Changed, align
from services.review.domain.grouping.clauses import Clauses, clauses_of
from services.review.domain.grouping.normal import normal
from services.review.domain.grouping.order import numbers_exchanged
from services.review.domain.grouping.stances import stances_differ
from services.review.domain.grouping.texts import UNSAID, Text
from services.review.domain.grouping.verdicts import judge, judge_replaced

KINDS = ("number", "modal", "reference", "stance", "actor")


@dataclass(frozen=True)
class Facts:
    """What is said, cut into clauses; ``stance`` as it was chosen, "" if it was not."""

    words: str
    stance: str

    @cached_property
    def clauses(self) -> Clauses:
        """Read when two texts are compared, not before."""
        return clauses_of(self.words)


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side; each answer is worked out when it is asked for."""

    one: Facts
    other: Facts

    @cached_property
    def agrees(self) -> bool:
        """Whether nothing that matters differs, not even a word of substance."""
        return next(self._kinds(), None) is None

    @cached_property
    def differs(self) -> tuple[str, ...]:
        """The kinds in which they differ."""
        kinds = set(self._kinds())
        return tuple(kind for kind in KINDS if kind in kinds)

    @cached_property
    def score(self) -> float:
        """How much of both together is the same, 0 to 1."""
        both = sum(len(core) for facts in (self.one, self.other) for core in facts.clauses.cores)
        return 2 * (self._laid.same + sum(each.same for each in self._changed)) / both if both else 0.0

    @property
    def more(self) -> tuple[str, ...]:
        """The clauses that the first has more."""
        return self._laid.left

    @cached_property
    def _laid(self) -> Alignment:
        return align(self.one.clauses.cores, self.other.clauses.cores)

    @cached_property
    def _changed(self) -> list[Changed]:
        return [Changed(one, other) for one, other in self._laid.pairs]

    def _kinds(self) -> Iterator[str]:
        """In what they differ, what is seen at once first."""
        one, other = self.one.clauses, self.other.clauses
        if stances_differ(one.stances, other.stances) or len({self.one.stance, self.other.stance} - {""}) > 1:
            yield "stance"
        if one.references and other.references and not _same_places(one.references, other.references):
            yield "reference"
        if numbers_exchanged(one.cores, other.cores):
            yield "number"
        yield from judge_replaced(self._laid.left, self._laid.right)
        for changed in self._changed:
            yield from judge(changed)


def facts_of(text: Text) -> Facts:
    """Read a text."""
    words = "\n".join(normal(each) for each in (text.text, text.proposed_text, text.reason) if each)
    return Facts(words, "" if text.stance in UNSAID else text.stance)


def disagreements(a: Facts, b: Facts) -> tuple[str, ...]:
    """The kinds in which two texts differ; none: they may be near."""
    return Comparison(a, b).differs


def _same_places(ones: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> bool:
    """Whether two frames name the same provisions; a level that cannot be read stands for any."""
    return {number for number, _ in ones} == {number for number, _ in others} and \
        (ones == others or any(not level for _, level in ones | others))
