"""Giving opinions to experts: a county, one withdrawal, the largest size in memory and seconds; HiGHS beside it."""
import resource
import subprocess
import sys
import time
from statistics import median

import numpy as np

from services.review.domain.assignment import Answer, Bounds, Problem, solve
from tests.bench.figures import Figure
from tests.live.servers import ROOT
from tests.review.problems import a_county, best_total, without

SEEDS = (1, 2, 3, 4, 5)
EXPERTS, OPINIONS = 1_000, 100_000


def assign() -> list[Figure]:
    """All figures of the solver."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.assign"], cwd=ROOT, check=True, capture_output=True,
                          text=True)
    seconds, memory, share, method = done.stdout.split()
    beside = f"{method}; {float(share):.3f} of what there were without any limit"
    name = f"{EXPERTS:,} experts × {OPINIONS:,} opinions"
    return [*_counties(), Figure(name, float(seconds), 120, "less", "s", beside),
            Figure(f"{name}, memory", float(memory), 4_000, "less", "MB", "the whole process, affinities included")]


def _counties() -> list[Figure]:
    """38 experts × 1,028 opinions, two readers each, and what one withdrawal moves."""
    problems = [a_county(seed) for seed in SEEDS]
    answers = [solve(each) for each in problems]
    began = time.perf_counter()
    shares = [answer.total / (best_total(each) or 1) for each, answer in zip(problems, answers, strict=True)]
    peer = (time.perf_counter() - began) / len(SEEDS)
    again = [_after_withdrawal(*each) for each in zip(problems, answers, strict=True)]
    return [Figure("38 experts × 1,028 opinions", max(each.seconds for each in answers), 0.2, "less", "s",
                   f"slowest of {len(SEEDS)}; HiGHS {peer:.2f} s for the plain optimum; {min(shares):.4f} of it"),
            Figure("one withdrawal moves of the others", 100 * max(moved for moved, _ in again), 1, "less", "%",
                   f"most of {len(SEEDS)}; {median(answer.seconds for _, answer in again):.2f} s")]


def _after_withdrawal(problem: Problem, answer: Answer) -> tuple[float, Answer]:
    busiest = max(range(len(problem.experts)), key=answer.loads.__getitem__)
    after = without(problem, busiest, answer.pairs)
    found = solve(after)
    return len(set(after.keep) - set(found.pairs)) / len(after.keep), found


def _largest() -> Problem:
    """As many experts and opinions as a province would have, one reader each; the affinities in blocks, as 4 bytes."""
    random = np.random.default_rng(1)
    knows = random.random((EXPERTS, 5), np.float32) ** 3
    affinity = random.random((EXPERTS, OPINIONS), np.float32) * np.float32(0.35)
    affinity += np.float32(0.65) * knows @ random.dirichlet(np.full(5, 0.5), OPINIONS).astype(np.float32).T
    mean = OPINIONS / EXPERTS
    bounds = [Bounds(id=f"e{row}", load_min=int(mean / 2), load_max=int(mean * 1.3)) for row in range(EXPERTS)]
    barred = np.zeros(affinity.shape, bool)
    barred[random.integers(EXPERTS, size=3 * OPINIONS), random.integers(OPINIONS, size=3 * OPINIONS)] = True
    return Problem(experts=bounds, opinions=[f"o{each}" for each in range(OPINIONS)], reviews=[1] * OPINIONS,
                   affinity=affinity, barred=barred)


def main() -> None:
    """Solve the largest one in a process of its own: seconds, most memory in MB, share of the bound, method."""
    problem = _largest()
    answer = solve(problem)
    bound = sum(float(np.where(problem.barred[:, part], -1, problem.affinity[:, part]).max(axis=0).sum())
                for part in (slice(start, start + 10_000) for start in range(0, OPINIONS, 10_000)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(answer.seconds, memory, answer.total / bound, answer.method)


if __name__ == "__main__":
    main()
