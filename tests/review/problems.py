"""Assignment problems of our own making, and what an independent linear programme says of them."""
from dataclasses import replace
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from services.review.domain.assignment import Bounds, Problem

FIELDS = (14, 6, 7, 5, 6)  # experts of each specialty in a county of 38


def a_county(seed: int, experts: int = 38, opinions: int = 1028, reviews: int = 2, part_time: float = 0.2) -> Problem:
    """Experts of five specialties, opinions of mixed topics, 3 % who step back, loads from half to four thirds of the
    mean; some experts take only little."""
    random = np.random.default_rng(seed)
    knows = np.eye(5)[random.choice(5, experts, p=np.array(FIELDS) / sum(FIELDS))] + 0.4 * random.random((experts, 5))
    topics = random.dirichlet(np.full(5, 0.4), opinions)
    affinity = np.clip(0.5 * knows @ topics.T + 0.3 * random.random((experts, opinions)), 0, 1)
    mean, few = opinions * reviews / experts, random.random(experts) < part_time
    bounds = [Bounds(id=f"e{row}", load_min=0 if few[row] else int(mean / 2),
                     load_max=max(1, int(mean * (0.8 if few[row] else 1.5)))) for row in range(experts)]
    return Problem(experts=bounds, opinions=[f"o{each}" for each in range(opinions)], reviews=[reviews] * opinions,
                   affinity=affinity, barred=random.random(affinity.shape) < 0.03)


def a_small_one(random: Random) -> Problem:
    """A few experts and opinions, tight or impossible as it comes."""
    experts, opinions = random.randint(1, 5), random.randint(1, 7)
    least = [random.randint(0, 2) for _ in range(experts)]
    return Problem(
        experts=[Bounds(id=f"e{row}", load_min=low, load_max=low + random.randint(0, 4))
                 for row, low in enumerate(least)],
        opinions=[f"o{each}" for each in range(opinions)], reviews=[random.randint(0, 2) for _ in range(opinions)],
        affinity=np.array([[random.randint(-2, 9) / 10 for _ in range(opinions)] for _ in range(experts)]),
        barred=np.array([[random.random() < 0.2 for _ in range(opinions)] for _ in range(experts)]))


def best_total(problem: Problem, floor: float = -np.inf) -> float | None:
    """The largest total of pairs at *floor* or above, by linear programming (HiGHS); None where there is none."""
    rows, columns = np.nonzero(~problem.barred & (problem.affinity >= floor))
    size, one = len(rows), np.ones(len(rows))
    if not size:
        return 0.0 if not problem.demand and not any(each.load_min for each in problem.experts) else None
    of_expert = csr_matrix((one, (rows, np.arange(size))), shape=(len(problem.experts), size))
    of_opinion = csr_matrix((one, (columns, np.arange(size))), shape=(len(problem.opinions), size))
    limits = np.array([each.load_max for each in problem.experts] + [-each.load_min for each in problem.experts])
    found = linprog(-problem.affinity[rows, columns], A_ub=vstack([of_expert, -of_expert]), b_ub=limits,
                    A_eq=of_opinion, b_eq=problem.reviews, bounds=(0, 1), method="highs")
    return None if found.status else -float(found.fun)


def floor_of(problem: Problem) -> float | None:
    """The highest floor that some assignment keeps, tried from the top."""
    levels = np.unique(problem.affinity[~problem.barred])
    return next((float(each) for each in levels[::-1] if best_total(problem, each) is not None), None)


def as_matrix(problem: Problem, pairs: list[tuple[int, int]]) -> NDArray[np.int64]:
    """How often each pair was given out."""
    given = np.zeros(problem.affinity.shape, np.int64)
    for row, column in pairs:
        given[row, column] += 1
    return given


def without(problem: Problem, expert: int, pairs: list[tuple[int, int]]) -> Problem:
    """The same after one expert withdrew, what the others have being kept."""
    gone = Bounds(id=problem.experts[expert].id, load_min=0, load_max=0)
    experts = [gone if row == expert else each for row, each in enumerate(problem.experts)]
    return replace(problem, experts=experts, keep=[each for each in pairs if each[0] != expert])
