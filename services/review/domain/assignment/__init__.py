"""Who gets which opinion: an exact assignment within hard limits, the worst match first, then the best total.

First the highest floor that some assignment keeps under every pair, then the cheapest flow above it: on every set
measured ahead of the plain flow in its worst match, and ahead of the greedy and the two-pass ways in both. Where pairs
are given out already, few of them move first, then the same (``keeping``).
"""
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from services.review.domain.assignment import overlapping
from services.review.domain.assignment.floor import above, highest_floor, is_possible
from services.review.domain.assignment.keeping import keep_most, worth
from services.review.domain.assignment.network import build, cheapest
from services.review.domain.assignment.pairs import MOST_PAIRS, Pairs, all_pairs, fittest_pairs
from services.review.domain.assignment.problem import Answer, Bounds, Infeasible, Problem, Quota, Reason
from services.review.domain.assignment.reasons import find_reasons

__all__ = ["Answer", "Bounds", "Infeasible", "Problem", "Quota", "Reason", "solve"]
WIDER = (1, 4, 16)


def solve(problem: Problem, alternates: int = 2, room: int = MOST_PAIRS) -> Answer:
    """The pairs to give out. Raises Infeasible, with reasons, when no assignment meets all limits.

    "exact" where all pairs fit into *room* (4 million); beyond that among the fittest 24 experts of each opinion, and
    four and sixteen times as many where these are not enough ("sparse").
    """
    began = perf_counter()
    pairs, method = _choose_pairs(problem, room)
    if overlapping.do_overlap(problem):
        given, floor, method = _integer(problem, pairs), float("-inf"), f"{method}, integer programme"
    elif found := keep_most(problem, pairs) if problem.keep else _highest(problem, pairs):
        given, floor = found
    else:
        raise Infeasible(find_reasons(problem, pairs))
    return _answer(problem, given, alternates, floor, method, began)


def _highest(problem: Problem, pairs: Pairs) -> tuple[Pairs, float] | None:
    floor = highest_floor(problem, pairs)
    pairs = above(pairs, floor)
    used = cheapest(build(problem, pairs.experts, pairs.opinions), -worth(pairs))
    return None if used is None else (pairs.where(used), floor)


def _choose_pairs(problem: Problem, room: int) -> tuple[Pairs, str]:
    """Enough pairs to meet the limits with, or Infeasible."""
    if problem.barred.size <= room:
        pairs, method = all_pairs(problem), "exact"
        if overlapping.do_overlap(problem) or is_possible(problem, pairs):
            return pairs, method
        raise Infeasible(find_reasons(problem, pairs))
    for times in WIDER:
        pairs = fittest_pairs(problem, times)
        if is_possible(problem, pairs):
            return pairs, "sparse"
    raise Infeasible(find_reasons(problem, pairs))


def _integer(problem: Problem, pairs: Pairs) -> Pairs:
    used = overlapping.best(problem, pairs, worth(pairs).astype(float))
    if used is None:
        raise Infeasible(find_reasons(problem, pairs) or [Reason(kind="quota", sentence=_QUOTAS)])
    return pairs.where(used)


_QUOTAS = "专业名额不能同时满足：请放宽名额，或者增加同时具备这些专业的专家。"


def _answer(problem: Problem, given: Pairs, alternates: int, floor: float, method: str, began: float) -> Answer:
    order = np.lexsort((given.experts, given.opinions))
    reviews = np.array(problem.reviews)
    sums = np.bincount(given.opinions, given.values, len(problem.opinions))
    means = sums[reviews > 0] / reviews[reviews > 0]
    loads = np.bincount(given.experts, minlength=len(problem.experts))
    return Answer(
        pairs=list(zip(given.experts[order].tolist(), given.opinions[order].tolist(), strict=True)),
        total=float(given.values.sum()), worst=float(means.min()) if len(means) else 0.0, loads=loads.tolist(),
        alternates=_alternates(problem, given, loads, alternates), floor=floor, method=method,
        seconds=perf_counter() - began)


def _alternates(problem: Problem, given: Pairs, loads: NDArray[np.int64], most: int) -> list[list[int]]:
    """Who could take each opinion besides those who have it, the fittest first: allowed, and with room."""
    has_room = loads < np.array([each.load_max for each in problem.experts])
    rows = np.nonzero(has_room)[0]
    most = min(most, len(rows))
    found: list[list[int]] = [[] for _ in problem.opinions]
    for start in range(0, len(problem.opinions) if most else 0, 4096):
        part = slice(start, min(start + 4096, len(problem.opinions)))
        values = np.where(problem.barred[rows, part], -np.inf, problem.affinity[rows, part])
        inside = (given.opinions >= part.start) & (given.opinions < part.stop) & has_room[given.experts]
        values[np.searchsorted(rows, given.experts[inside]), given.opinions[inside] - part.start] = -np.inf
        best = np.argsort(-values, axis=0, kind="stable")[:most]
        for column in range(values.shape[1]):
            found[start + column] = [int(rows[row]) for row in best[:, column] if values[row, column] > -np.inf]
    return found
