"""The highest floor under the worst match: no assignment has all its pairs above it."""
import numpy as np

from services.review.domain.assignment.network import Attempt, build
from services.review.domain.assignment.pairs import Pairs
from services.review.domain.assignment.problem import Problem

MOST_EXACT = 1_000_000
STEPS = 256


def highest_floor(problem: Problem, pairs: Pairs) -> float:
    """The largest f such that an assignment exists with every pair at f or more; bisection over the affinities that
    occur, a maximum flow each. Among more than a million pairs only 256 levels are tried."""
    levels = np.unique(pairs.values[pairs.values <= _ceiling(problem, pairs)])
    if len(pairs.values) > MOST_EXACT and len(levels) > STEPS:
        levels = levels[np.linspace(0, len(levels) - 1, STEPS).astype(int)]
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if is_possible(problem, above(pairs, levels[middle])):
            low = middle
        else:
            high = middle - 1
    return float(levels[low]) if len(levels) else 0.0


def above(pairs: Pairs, floor: float) -> Pairs:
    """The pairs at the floor or above it, and what is to be kept."""
    return pairs.where((pairs.values >= floor) | pairs.kept)


def is_possible(problem: Problem, pairs: Pairs) -> bool:
    """Whether the limits can be met with these pairs."""
    return not Attempt(build(problem, pairs.experts, pairs.opinions)).missing


def _ceiling(problem: Problem, pairs: Pairs) -> float:
    """No floor is higher: the last of the fittest that the pickiest opinion needs."""
    order = np.lexsort((-pairs.values, pairs.opinions))
    start = np.searchsorted(pairs.opinions[order], np.arange(len(problem.opinions)))
    needed = np.array(problem.reviews) > 0
    last = (start + np.array(problem.reviews) - 1)[needed]
    return float(pairs.values[order][last].min()) if needed.any() else 0.0
