"""Two lists of clauses side by side: which stand in both, which are the same with something changed, which in one."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

ALIKE = 50.0
SEAM = "\n"


@dataclass(frozen=True)
class Alignment:
    """``same``: how many characters of whole clauses stand in both; ``pairs``: changed clauses; ``left``, ``right``:
    clauses of one alone."""

    same: int
    pairs: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Characters *start* to *end* of the one against *new_start* to *new_end* of the other."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def is_slip(self) -> bool:
        """Whether it is one character for another."""
        return self.end - self.start == self.new_end - self.new_start == 1


@dataclass(frozen=True)
class Changed:
    """A clause as the one and the other text have it; where two only stand for each other, they are not *compared*
    character by character."""

    one: str
    other: str
    compared: bool = True

    @cached_property
    def changes(self) -> list[Change]:
        """What is changed in it."""
        return changes(self.one, self.other) if self.compared else []

    @property
    def same(self) -> int:
        """How many characters are not changed."""
        return max(len(self.one), len(self.other)) - sum(max(each.end - each.start, each.new_end - each.new_start)
                                                         for each in self.changes)


def align(ones: Sequence[str], others: Sequence[str]) -> Alignment:
    """Pair clauses: first the equal ones wherever they stand, then the most alike."""
    common = Counter(ones) & Counter(others)
    left, right = _rest(ones, common), _rest(others, common)
    pairs = _pair(left, right) if left and right else []
    taken, new_taken = {one for one, _ in pairs}, {other for _, other in pairs}
    return Alignment(sum(len(clause) * count for clause, count in common.items()),
                     tuple(_joined(left, right, pairs, taken, new_taken)),
                     tuple(each for at, each in enumerate(left) if at not in taken),
                     tuple(each for at, each in enumerate(right) if at not in new_taken))


def changes(one: str, other: str) -> list[Change]:
    """What is changed between two clauses; what a single character parts is one change, slips aside."""
    found: list[Change] = []
    for each in Levenshtein.opcodes(one, other):
        if each.tag == "equal":
            continue
        change = Change(each.src_start, each.src_end, each.dest_start, each.dest_end)
        if found and change.start - found[-1].end <= 1 and not (change.is_slip and found[-1].is_slip):
            last = found.pop()
            change = Change(last.start, change.end, last.new_start, change.new_end)
        found.append(change)
    return found


def _rest(clauses: Sequence[str], common: Counter[str]) -> list[str]:
    """What is left of the clauses when the common ones are taken out."""
    counts, rest = Counter(common), []
    for clause in clauses:
        if counts[clause]:
            counts[clause] -= 1
        else:
            rest.append(clause)
    return rest


def _pair(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The most alike first, each once."""
    scores = process.cdist(left, right, scorer=fuzz.ratio, score_cutoff=ALIKE)
    order = sorted((-float(scores[one, other]), one, other)
                   for one in range(len(left)) for other in range(len(right)) if scores[one, other] >= ALIKE)
    found: list[tuple[int, int]] = []
    for _, one, other in order:
        if all(one != here and other != there for here, there in found):
            found.append((one, other))
    return found


def _joined(left: Sequence[str], right: Sequence[str], pairs: Sequence[tuple[int, int]], taken: set[int],
            new_taken: set[int]) -> list[tuple[str, str]]:
    """The pairs; where one side has become one clause (its comma lost), the other side's neighbours are taken to it."""
    found = []
    for one, other in pairs:
        here, there = _grown(left, one, taken, right[other]), _grown(right, other, new_taken, left[one])
        found.append((here, there))
    return found


def _grown(clauses: Sequence[str], at: int, taken: set[int], other: str) -> str:
    said = clauses[at]
    for neighbour, join in ((at + 1, "{0}" + SEAM + "{1}"), (at - 1, "{1}" + SEAM + "{0}")):
        if 0 <= neighbour < len(clauses) and neighbour not in taken:
            longer = join.format(said, clauses[neighbour])
            if fuzz.ratio(longer, other) > fuzz.ratio(said, other):
                taken.add(neighbour)
                said = longer
    return said
