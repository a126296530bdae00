"""Which pairs are looked at: all that are allowed, or of a very large problem the fittest of each side."""
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.review.domain.assignment.problem import Problem

Ints = NDArray[np.int64]
MOST_PAIRS = 4_000_000  # 1 GB in the solver
FITTEST = 24
BLOCK = 4096


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs by row and column number, their affinities, and which of them were given out already."""

    experts: Ints
    opinions: Ints
    values: NDArray[np.float64]
    kept: NDArray[np.bool_]

    def where(self, mask: NDArray[np.bool_]) -> "Pairs":
        """Some of them."""
        return Pairs(experts=self.experts[mask], opinions=self.opinions[mask], values=self.values[mask],
                     kept=self.kept[mask])


def all_pairs(problem: Problem) -> Pairs:
    """Every pair that is allowed."""
    return _of(problem, *np.nonzero(~problem.barred))


def fittest_pairs(problem: Problem, times: int) -> Pairs:
    """The 24 × *times* fittest experts of every opinion, the opinions every expert is fittest for (twice the least
    load), and what was given out already."""
    chosen = [_codes(problem, *each) for each in _by_opinion(problem, FITTEST * times)]
    chosen += [_codes(problem, *each) for each in _by_expert(problem, times)]
    keep = np.array(problem.keep, np.int64).reshape(-1, 2)
    chosen.append(_codes(problem, keep[:, 0], keep[:, 1]))
    codes = np.unique(np.concatenate(chosen))
    return _of(problem, codes // len(problem.opinions), codes % len(problem.opinions))


def _by_opinion(problem: Problem, most: int) -> Iterator[tuple[Ints, Ints]]:
    many = len(problem.experts)
    for start in range(0, len(problem.opinions), BLOCK):
        part = slice(start, start + BLOCK)
        values = np.where(problem.barred[:, part], -np.inf, problem.affinity[:, part])
        best = np.argpartition(values, many - most, axis=0)[many - most:] if most < many else _rows(values)
        columns = np.broadcast_to(np.arange(start, start + values.shape[1]), best.shape)
        yield best.ravel(), columns.ravel()


def _rows(values: NDArray[np.float64]) -> Ints:
    return np.broadcast_to(np.arange(len(values))[:, None], values.shape)


def _by_expert(problem: Problem, times: int) -> Iterator[tuple[Ints, Ints]]:
    for row, expert in enumerate(problem.experts):
        most = min(len(problem.opinions), 2 * times * expert.load_min)
        if most:
            values = np.where(problem.barred[row], -np.inf, problem.affinity[row])
            best = np.argpartition(values, len(values) - most)[len(values) - most:]
            yield np.full(most, row), best


def _codes(problem: Problem, experts: Ints, opinions: Ints) -> Ints:
    allowed = ~problem.barred[experts, opinions]
    return experts[allowed].astype(np.int64) * len(problem.opinions) + opinions[allowed]


def _of(problem: Problem, experts: Ints, opinions: Ints) -> Pairs:
    width = len(problem.opinions)
    keep = np.array(problem.keep, np.int64).reshape(-1, 2)
    codes = experts.astype(np.int64) * width + opinions
    return Pairs(experts=experts.astype(np.int64), opinions=opinions.astype(np.int64),
                 values=np.asarray(problem.affinity[experts, opinions], np.float64),
                 kept=np.isin(codes, keep[:, 0] * width + keep[:, 1]))
