"""The solver: legal, the worst match first, the best total, hardly anybody moved; what is impossible is named."""
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.assignment import Answer, Bounds, Infeasible, Problem, Quota, solve
from tests.review.problems import a_county, a_small_one, as_matrix, best_total, floor_of, without


def check(problem: Problem, answer: Answer) -> None:
    """That an answer keeps all limits and says the truth about itself."""
    given_out = as_matrix(problem, answer.pairs)
    assert given_out.max(initial=0) <= 1 and not (given_out * problem.barred).any()
    assert given_out.sum(axis=0).tolist() == list(problem.reviews)
    assert answer.loads == given_out.sum(axis=1).tolist()
    assert all(each.load_min <= load <= each.load_max
               for each, load in zip(problem.experts, answer.loads, strict=True))
    assert answer.total == pytest.approx((problem.affinity * given_out).sum())
    for quota in problem.quotas:
        counts = given_out[sorted(quota.experts)].sum(axis=0)
        assert all(counts[column] >= quota.least for column in range(len(problem.opinions)) if quota.asks_of(column))
    for column, rows in enumerate(answer.alternates):
        assert all(not problem.barred[row, column] and not given_out[row, column] and
                   answer.loads[row] < problem.experts[row].load_max for row in rows)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_small_problems_are_solved_to_the_optimum_above_the_highest_floor_or_found_impossible(random: Random) -> None:
    problem = a_small_one(random)
    best = best_total(problem)
    if best is None:
        with pytest.raises(Infeasible) as caught:
            solve(problem)
        assert caught.value.reasons and all(each.sentence for each in caught.value.reasons)
        return
    answer = solve(problem)
    check(problem, answer)
    floor = floor_of(problem)
    if problem.demand and floor is not None:
        assert answer.floor == pytest.approx(floor)
        assert answer.total == pytest.approx(best_total(problem, floor), abs=1e-4)
        assert answer.worst >= floor - 1e-9


@pytest.mark.parametrize("seed", [1, 2])
def test_a_county_of_38_experts_is_within_a_hundredth_of_the_optimum(seed: int) -> None:
    problem = a_county(seed)
    answer = solve(problem)
    check(problem, answer)
    assert answer.method == "exact"
    assert answer.total >= 0.99 * (best_total(problem) or 0) or answer.total == pytest.approx(
        best_total(problem, answer.floor), rel=1e-5)
    assert all(len(each) == 2 for each in answer.alternates)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_one_withdrawal_moves_at_most_one_in_a_hundred_of_the_others(seed: int) -> None:
    problem = a_county(seed)
    first = solve(problem)
    busiest = max(range(38), key=first.loads.__getitem__)
    after = without(problem, busiest, first.pairs)
    answer = solve(after)
    check(after, answer)
    moved = len(set(after.keep) - set(answer.pairs))
    assert moved <= 0.01 * len(after.keep)
    assert answer.total >= 0.97 * (best_total(after) or 0)


def test_the_sparse_way_keeps_every_limit_and_loses_little() -> None:
    problem = a_county(5, experts=120, opinions=600)
    exact, sparse = solve(problem), solve(problem, room=1000)
    check(problem, sparse)
    assert (exact.method, sparse.method) == ("exact", "sparse")
    assert sparse.total >= 0.99 * exact.total


def test_the_sparse_way_widens_until_the_limits_can_be_met() -> None:
    affinity = np.zeros((200, 200)) + np.linspace(0, 1, 200)[:, None]  # everybody's favourites are the same 24
    problem = Problem(experts=[Bounds(id=f"e{each}", load_min=0, load_max=1) for each in range(200)],
                      opinions=[f"o{each}" for each in range(200)], reviews=[1] * 200, affinity=affinity,
                      barred=np.zeros((200, 200), bool))
    check(problem, solve(problem, room=10))


def test_a_quota_is_met_on_every_opinion() -> None:
    problem = a_county(3, reviews=2)
    lawyers = frozenset(range(0, 38, 2))
    asked = replace(problem, quotas=[Quota(name="法学", experts=lawyers)])
    check(asked, solve(asked))


def test_quotas_that_share_an_expert_are_met_too() -> None:
    problem = a_county(3, experts=20, opinions=60, reviews=3)
    quotas = [Quota(name="法学", experts=frozenset(range(8))), Quota(name="经济", experts=frozenset(range(5, 14)))]
    asked = replace(problem, quotas=quotas)
    answer = solve(asked)
    check(asked, answer)
    assert "integer" in answer.method


def simple(reviews: int = 1, experts: int = 3, opinions: int = 4, low: int = 0, high: int = 4) -> Problem:
    """A problem where everything fits alike."""
    return Problem(experts=[Bounds(id=f"e{each}", load_min=low, load_max=high) for each in range(experts)],
                   opinions=[f"o{each}" for each in range(opinions)], reviews=[reviews] * opinions,
                   affinity=np.full((experts, opinions), 0.5), barred=np.zeros((experts, opinions), bool))


def bar(problem: Problem, *pairs: tuple[int, int]) -> Problem:
    """The same with some pairs not allowed."""
    barred = problem.barred.copy()
    barred[tuple(np.array(pairs).T)] = True
    return replace(problem, barred=barred)


@pytest.mark.parametrize(("problem", "kind", "named"), [
    (simple(reviews=3, high=2), "capacity", "12 次评议"),
    (simple(low=2), "minimum", "下限合计已有 6 次"),
    (bar(simple(), (0, 1), (1, 1), (2, 1)), "eligible", "意见 o1 需要 1 位专家，能评议它的只有 0 位"),
    (bar(simple(low=1), (0, 0), (0, 1), (0, 2), (0, 3)), "minimum",
     "专家 e0 至少要评议 1 条，可以分给这位专家的只有 0 条"),
    (bar(simple(high=2), *[(row, column) for row in (1, 2) for column in (0, 1, 2)]), "together",
     "3 条意见（o0、o1、o2）共需要 3 次评议；能评议它们的 1 位专家（e0）合计最多 2 次"),
    (replace(simple(), quotas=[Quota(name="法学", experts=frozenset())]), "quota", "至少要有 1 位“法学”专家"),
    (replace(simple(), quotas=[Quota(name="法学", experts=frozenset({0}), least=2)]), "quota", "总共只派 1 位"),
    (replace(simple(high=2), quotas=[Quota(name="法学", experts=frozenset({0}))]), "together",
     "每条至少要有 1 位“法学”专家，共 4 次；能评议它们的 1 位专家（e0）合计最多 2 次"),
    (bar(simple(low=2, high=3, experts=2), *[(row, column) for row in (0, 1) for column in (1, 2, 3)]), "eligible",
     "意见 o1"),
])
def test_an_impossible_demand_names_who_is_in_the_way(problem: Problem, kind: str, named: str) -> None:
    with pytest.raises(Infeasible) as caught:
        solve(problem)
    assert any(each.kind == kind and named in each.sentence for each in caught.value.reasons), caught.value.reasons


def test_lower_limits_that_cannot_all_be_met_are_named() -> None:
    problem = bar(simple(low=2, high=4, experts=2), *[(row, column) for row in (0, 1) for column in (0, 1)])
    problem = replace(problem, reviews=[0, 0, 1, 1], opinions=["a", "b", "c", "d"])
    with pytest.raises(Infeasible) as caught:
        solve(problem)
    assert {"e0", "e1"} == {name for each in caught.value.reasons for name in each.experts}


def test_nothing_to_give_out_is_an_answer() -> None:
    assert solve(simple(opinions=0)).pairs == []
    assert solve(simple(reviews=0)).pairs == []
