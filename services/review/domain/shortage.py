"""What can still be given out where a demand as a whole cannot be met."""
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from services.review.domain.assignment import Answer, Bounds, Infeasible, Problem, Quota, solve

Wanted = Sequence[int]


def solve_possible(problem: Problem, alternates: int = 2) -> Answer:
    """The best assignment of as many reviews as the upper limits allow; lower limits do not count, quotas stay where
    they can be met, and none stays if together they cannot."""
    problem = replace(problem, experts=[Bounds(id=each.id, load_min=0, load_max=each.load_max)
                                        for each in problem.experts])
    reachable = replace(problem, reviews=_reachable(problem, problem.reviews), quotas=_met(problem))
    for tried in (reachable, replace(reachable, quotas=())):
        try:
            return solve(tried, alternates)
        except Infeasible:
            continue
    return solve(replace(reachable, reviews=[0] * len(problem.opinions), quotas=(), keep=()), alternates)


def _met(problem: Problem) -> list[Quota]:
    """The quotas, each asked only of the opinions where it can be met."""
    found = []
    for quota in problem.quotas:
        wanted = [quota.least if quota.asks_of(column) else 0 for column in range(len(problem.opinions))]
        given = _reachable(problem, wanted, sorted(quota.experts))
        met = frozenset(column for column, least in enumerate(wanted) if least and given[column] == least)
        found.append(replace(quota, opinions=met))
    return found


def _reachable(problem: Problem, wanted: Wanted, rows: Sequence[int] | None = None) -> list[int]:
    """How many different experts (of *rows*) each opinion can have, as many as possible in all: a maximal flow."""
    chosen = np.array(range(len(problem.experts)) if rows is None else rows, dtype=np.int64)
    experts, opinions = np.nonzero(~problem.barred[chosen]) if len(chosen) else (chosen, chosen)
    many, source = len(chosen), len(chosen) + len(wanted)
    room = [problem.experts[row].load_max for row in chosen]
    solver = max_flow.SimpleMaxFlow()
    tails = _whole([np.full(many, source), experts, many + np.arange(len(wanted))])
    heads = _whole([np.arange(many), many + opinions, np.full(len(wanted), source + 1)])
    limits = _whole([room, np.ones(len(experts), dtype=np.int64), list(wanted)])
    arcs = solver.add_arcs_with_capacity(tails, heads, limits)
    solver.solve(source, source + 1)
    return [int(each) for each in solver.flows(arcs[len(arcs) - len(wanted):])] if len(wanted) else []


def _whole(parts: Sequence[Sequence[int] | NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.asarray(part, dtype=np.int64) for part in parts])
