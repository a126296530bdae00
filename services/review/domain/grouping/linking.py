"""Average linking over a sparse graph: the two groups whose members are most alike on average are joined, again and
again, until none are alike enough. Pairs that the graph does not name count as alike as any two are: the background."""
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np


def link(alike: Any, background: float, least: float) -> list[list[int]]:
    """The groups of the rows of *alike* (sparse, symmetric), each in ascending order, by their first."""
    return _Linking(alike, background, least).join()


class _Linking:
    """Groups by number; for each pair of neighbours the sum of what their members are alike above the background."""

    def __init__(self, alike: Any, background: float, least: float) -> None:
        self.background, self.least = background, least
        self.members = {row: [row] for row in range(alike.shape[0])}
        self.above: dict[int, dict[int, float]] = {row: {} for row in self.members}
        self.heap: list[tuple[float, int, int]] = []
        edges = alike.tocoo()
        for one, two, value in zip(edges.row.tolist(), edges.col.tolist(), edges.data.tolist(), strict=True):
            if one != two:
                self.above[one][two] = value - background
                if one < two and value >= least:
                    self.heap.append((-float(value), one, two))

    def join(self) -> list[list[int]]:
        """Join until none are alike enough. The heap is never too low: a mean that fell since is put back."""
        heapify(self.heap)
        while self.heap:
            noted, one, two = heappop(self.heap)
            if one not in self.members or two not in self.members:
                continue
            if self._mean(one, two) < -noted:
                self._note(one, two)
            else:
                self._merge(*sorted((one, two), key=lambda each: len(self.above[each])))
        return sorted(sorted(each) for each in self.members.values())

    def _mean(self, one: int, two: int) -> float:
        pairs = len(self.members[one]) * len(self.members[two])
        return self.background + self.above[one].get(two, 0.0) / pairs

    def _note(self, one: int, two: int) -> None:
        if (mean := self._mean(one, two)) >= self.least:
            heappush(self.heap, (-mean, one, two))

    def _merge(self, small: int, large: int) -> None:
        """Take the group with fewer neighbours into the other."""
        self.members[large] += self.members.pop(small)
        near = self.above[large]
        for other, value in self.above.pop(small).items():
            self.above[other].pop(small, None)
            if other != large:
                self.above[other][large] = near[other] = near.get(other, 0.0) + value
                self._note(large, other)


def closeness(alike: Any, groups: list[list[int]], background: float) -> list[float]:
    """For each row how much it is alike to the others of its group on average; 0 for one alone."""
    group_of, size = np.zeros(alike.shape[0], dtype=int), np.ones(alike.shape[0])
    for number, group in enumerate(groups):
        group_of[group], size[group] = number, len(group)
    edges = alike.tocoo()
    own = (group_of[edges.row] == group_of[edges.col]) & (edges.row != edges.col)
    above = np.bincount(edges.row[own], edges.data[own] - background, minlength=len(size))
    mean = background + above / np.maximum(size - 1, 1)
    return [float(each) for each in np.where(size > 1, np.clip(mean, 0, 1), 0)]
