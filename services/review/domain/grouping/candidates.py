"""Which of many texts are worth comparing with one: an index of the pairs of characters they hold."""
from array import array
from collections.abc import Iterable

import numpy as np

MOST = 8
LEAST = 0.25
BUDGET = 30_000  # so many entries are counted for one text: the pairs that stand nearly everywhere are left out


class Candidates:
    """Texts by number, in the order they were added; what is found is likeness by shared pairs, best first."""

    def __init__(self) -> None:
        self._holders: dict[str, array[int]] = {}
        self._sizes = array("i")

    def add(self, pairs: frozenset[str]) -> None:
        """Take in the next text."""
        number = len(self._sizes)
        self._sizes.append(len(pairs))
        for pair in pairs:
            self._holders.setdefault(pair, array("i")).append(number)

    def find(self, pairs: frozenset[str]) -> list[int]:
        """The numbers of the most alike, the most alike first; of equally alike ones the earliest."""
        counted = self._counted(pairs)
        if not counted:
            return []
        numbers = np.concatenate([np.frombuffer(each, dtype=np.int32) for each in counted])
        shared = np.bincount(numbers, minlength=len(self._sizes))
        held = np.flatnonzero(shared)
        sizes = np.frombuffer(self._sizes, dtype=np.int32)[held]
        likeness = 2 * shared[held] / (sizes + len(pairs))
        held, likeness = held[likeness >= LEAST], likeness[likeness >= LEAST]
        if len(held) > 4 * MOST:
            best = np.argpartition(-likeness, 2 * MOST)[:2 * MOST]
            held, likeness = held[best], likeness[best]
        return [int(held[at]) for at in np.lexsort((held, -likeness))[:MOST]]

    def _counted(self, pairs: frozenset[str]) -> "list[array[int]]":
        """The entries of the rarest pairs, as many as the budget allows."""
        known = sorted((each for pair in pairs if (each := self._holders.get(pair))), key=len)
        counted: list[array[int]] = []
        total = 0
        for each in known:
            total += len(each)
            if counted and total > BUDGET:
                break
            counted.append(each)
        return counted


def pairs_of(clauses: Iterable[str]) -> frozenset[str]:
    """Each two characters in a row; a clause of one character counts too."""
    return frozenset(clause[at:at + 2] for clause in clauses for at in range(max(1, len(clause) - 1)))
