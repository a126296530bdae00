"""Quotas whose experts overlap (somebody who is both a lawyer and an economist) are no flow any more: an integer
programme, solved by HiGHS."""
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, vstack

from services.review.domain.assignment.pairs import Pairs
from services.review.domain.assignment.problem import Problem


def do_overlap(problem: Problem) -> bool:
    """Whether somebody counts for two quotas of the same opinion."""
    for place, one in enumerate(problem.quotas):
        for other in problem.quotas[place + 1:]:
            both = one.opinions is None or other.opinions is None or bool(one.opinions & other.opinions)
            if both and one.experts & other.experts:
                return True
    return False


def best(problem: Problem, pairs: Pairs, worth: NDArray[np.float64], seconds: float = 60) -> NDArray[np.bool_] | None:
    """Which pairs give the greatest worth within all limits and quotas; None when none does."""
    size = len(pairs.values)
    if not size:
        return None if problem.demand else np.zeros(0, bool)
    one, at = np.ones(size), np.arange(size)
    rows = [csr_matrix((one, (pairs.experts, at)), shape=(len(problem.experts), size)),
            csr_matrix((one, (pairs.opinions, at)), shape=(len(problem.opinions), size))]
    least = [np.array([each.load_min for each in problem.experts]), np.array(problem.reviews)]
    most = [np.array([each.load_max for each in problem.experts]), np.array(problem.reviews)]
    for quota in problem.quotas:
        counts = np.isin(pairs.experts, list(quota.experts)).astype(float)
        asked = np.array([quota.asks_of(each) for each in range(len(problem.opinions))])
        rows.append(csr_matrix((counts, (pairs.opinions, at)), shape=(len(problem.opinions), size)))
        least.append(quota.least * asked)
        most.append(np.full(len(problem.opinions), np.inf))
    found = milp(-worth, integrality=one, bounds=Bounds(0, 1), options={"time_limit": seconds, "mip_rel_gap": 1e-6},
                 constraints=LinearConstraint(vstack(rows), np.concatenate(least), np.concatenate(most)))
    return None if found.x is None else np.round(found.x).astype(bool)
