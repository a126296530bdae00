"""Solving anew with as little change as can be: somebody withdrew, somebody came, more opinions arrived."""
import numpy as np
from numpy.typing import NDArray

from services.review.domain.assignment.floor import above
from services.review.domain.assignment.network import build, cheapest
from services.review.domain.assignment.pairs import Pairs
from services.review.domain.assignment.problem import Problem

KEEP = 0.5  # what a pair that is kept counts for besides, in spans between the best and the worst affinity
SHARE = 0.01  # so many of the pairs to keep may move for the sake of the worst match
STEPS = 5
SCALE = 1_000_000  # costs are whole numbers: six decimals of that span


def worth(pairs: Pairs) -> NDArray[np.int64]:
    """What each pair counts for, in millionths of the affinities' span."""
    if not len(pairs.values):
        return np.zeros(0, np.int64)
    lowest, span = pairs.values.min(), float(np.ptp(pairs.values)) or 1.0
    return np.asarray(np.round(SCALE * ((pairs.values - lowest) / span + KEEP * pairs.kept)), np.int64)


def keep_most(problem: Problem, pairs: Pairs) -> tuple[Pairs, float] | None:
    """The best pairs with hardly any of those to keep moved, and the floor under the new ones; None when no assignment
    exists. Raises the floor as far as it costs no more than one in a hundred moves, up to the worst pair that stays."""
    best = _cheapest(problem, pairs)
    if best is None:
        return None
    most = max(_moved(problem, best), int(SHARE * len(problem.keep)))
    floor, ceiling = _lowest_new(best), float(pairs.values[pairs.kept].min(initial=np.inf))
    levels = np.unique(pairs.values[(pairs.values > floor) & (pairs.values <= ceiling)])
    low, high = -1, len(levels) - 1
    for _ in range(STEPS):
        middle = (low + high + 1) // 2
        if low == high:
            break
        found = _cheapest(problem, above(pairs, levels[middle]))
        if found is not None and _moved(problem, found) <= most:
            best, low = found, middle
        else:
            high = middle - 1
    return best, _lowest_new(best)


def _cheapest(problem: Problem, pairs: Pairs) -> Pairs | None:
    used = cheapest(build(problem, pairs.experts, pairs.opinions), -worth(pairs))
    return None if used is None else pairs.where(used)


def _moved(problem: Problem, used: Pairs) -> int:
    return len(problem.keep) - int(used.kept.sum())


def _lowest_new(used: Pairs) -> float:
    return float(used.values[~used.kept].min(initial=np.inf))
