"""The one idea of the parser: candidates everywhere, then the best consecutive numbering through the whole text."""
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP, MORE_GAP, MOST_GAP, AGAIN, LATE_START = 6.0, 0.2, 6.0, 8.0, 5.0
NOTHING = -1


@dataclass(frozen=True)
class Candidate:
    """A place that may be a numbered label; ``score`` says how much it looks like one (references score below 0)."""

    at: int
    end: int
    number: int
    extra: int = 0
    score: float = 0.0


def best_chain(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Choose the candidates that make the best numbering; they come in the order of the text.

    The best sum of scores wins, less what the steps cost: from 十二 to 十三 (or 十二之一) nothing, over a gap GAP and a
    little more for each missing number, the same number again AGAIN, a beginning other than 1 LATE_START. Numbers never
    fall. Takes n log n steps.
    """
    hopeful = [each for each in candidates if each.score > 0]
    table = _Table(sorted({(each.number, each.extra) for each in hopeful}))
    sums: list[float] = []
    before: list[int] = []
    for index, each in enumerate(hopeful):
        best, previous = table.best_before(each)
        sums.append(best + each.score)
        before.append(previous)
        table.keep(each, index, sums[-1])
    at = max(range(len(sums)), key=sums.__getitem__, default=NOTHING)
    chosen = []
    while at != NOTHING:
        chosen.append(hopeful[at])
        at = before[at]
    return chosen[::-1]


def value_of(chain: Sequence[Candidate]) -> float:
    """The sum that best_chain maximised."""
    steps = sum(_step(one, two) for one, two in pairwise(chain))
    return sum(each.score for each in chain) - steps - (_start(chain[0]) if chain else 0.0)


def _start(first: Candidate) -> float:
    return 0.0 if (first.number, first.extra) == (1, 0) else LATE_START


def _step(one: Candidate, two: Candidate) -> float:
    """What it costs to go on from one number to another."""
    if (two.number, two.extra) == (one.number, one.extra):
        return AGAIN
    if two.number == one.number:
        return 0.0 if two.extra == one.extra + 1 else GAP
    missing = two.number - one.number - 1
    return (0.0 if two.extra == 0 else GAP) if missing == 0 else GAP + min(MOST_GAP, MORE_GAP * missing)


class _Table:
    """The best chain so far for each number, and for all numbers below one (a Fenwick tree of maxima)."""

    def __init__(self, numbers: list[tuple[int, int]]) -> None:
        self._places = {number: place for place, number in enumerate(numbers)}
        self._numbers = numbers
        self._best: list[tuple[float, int]] = [(float("-inf"), NOTHING)] * len(numbers)
        self._tree: list[tuple[float, int]] = [(float("-inf"), NOTHING)] * (len(numbers) + 1)
        self._kept: dict[int, Candidate] = {}

    def keep(self, candidate: Candidate, index: int, value: float) -> None:
        """A chain of this value ends with *candidate*."""
        place = self._places[candidate.number, candidate.extra]
        self._best[place] = max(self._best[place], (value, index))
        self._kept[index] = candidate
        slot = place + 1
        entry = (value + MORE_GAP * candidate.number, index)
        while slot < len(self._tree):
            self._tree[slot] = max(self._tree[slot], entry)
            slot += slot & -slot

    def best_before(self, candidate: Candidate) -> tuple[float, int]:
        """The best value with which a chain can go on to *candidate*, and the index of its end."""
        options = [(-_start(candidate), NOTHING)]
        near = [self._places.get(key) for key in _near(candidate)]
        for place in [*near, self._place_of_last(candidate.number - 1)]:
            if place is not None and self._best[place][1] != NOTHING:
                value, index = self._best[place]
                options.append((value - _step(self._kept[index], candidate), index))
        far = self._below(bisect_left(self._numbers, (candidate.number, 0)))
        if far[1] != NOTHING:
            index = far[1]
            value = far[0] - MORE_GAP * self._kept[index].number
            options.append((value - _step(self._kept[index], candidate), index))
        return max(options)

    def _place_of_last(self, number: int) -> int | None:
        """The best place among 第十一条, 第十一条之一, 第十一条之二 …"""
        low, high = bisect_left(self._numbers, (number, 0)), bisect_left(self._numbers, (number + 1, 0))
        return max(range(low, high), key=lambda place: self._best[place], default=None)

    def _below(self, slot: int) -> tuple[float, int]:
        best = (float("-inf"), NOTHING)
        while slot:
            best = max(best, self._tree[slot])
            slot -= slot & -slot
        return best


def _near(candidate: Candidate) -> list[tuple[int, int]]:
    """The numbers of the same article that may stand before: itself again, or the 之 before."""
    number, extra = candidate.number, candidate.extra
    return [(number, extra)] + ([(number, extra - 1)] if extra else [])
