"""What two opinions may not differ in if they are to count as nearly the same."""
from dataclasses import dataclass
from functools import cached_property

from services.review.domain.grouping.alignment import Alignment, align
from services.review.domain.grouping.clauses import Clauses, clauses_of
from services.review.domain.grouping.normal import normal
from services.review.domain.grouping.stances import stances_differ
from services.review.domain.grouping.texts import UNSAID, Text
from services.review.domain.grouping.verdicts import WORDING, judge, judge_replaced

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
    """How two texts differ (kinds, and ``reworded``), how much of them is the same, 0 to 1, and the clauses that the
    first has ``more``."""

    differs: tuple[str, ...]
    reworded: bool
    score: float
    more: tuple[str, ...] = ()


def facts_of(text: Text) -> Facts:
    """Read a text."""
    words = "\n".join(normal(each) for each in (text.text, text.proposed_text, text.reason) if each)
    return Facts(words, "" if text.stance in UNSAID else text.stance)


def disagreements(a: Facts, b: Facts) -> tuple[str, ...]:
    """The kinds in which two texts differ; none: they may be near."""
    return compare(a, b).differs


def compare(a: Facts, b: Facts) -> Comparison:
    """Lay two texts side by side and judge what differs."""
    one, other = a.clauses, b.clauses
    laid = align(one.cores, other.cores)
    verdict = judge(laid.pairs)
    kinds = set(verdict.kinds)
    if (a.stance and b.stance and a.stance != b.stance) or stances_differ(one.stances, other.stances):
        kinds.add("stance")
    if one.references and other.references and not _same_places(one.references, other.references):
        kinds.add("reference")
    kinds.update(judge_replaced(laid.left, laid.right))
    return Comparison(tuple(kind for kind in KINDS if kind in kinds), WORDING in kinds,
                      _score(one, other, laid, verdict.same), laid.left)


def _same_places(ones: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> bool:
    """Whether two frames name the same provisions; a level that cannot be read stands for any."""
    return {number for number, _ in ones} == {number for number, _ in others} and \
        (ones == others or any(not level for _, level in ones | others))


def _score(one: Clauses, other: Clauses, laid: Alignment, changed: int) -> float:
    both = sum(map(len, one.cores)) + sum(map(len, other.cores))
    return 2 * (laid.same + changed) / both if both else 0.0
