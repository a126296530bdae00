"""Which expert gets which opinion: the demand of a consultation put to the solver, and its answer in people's names."""
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.review.domain.affinity import Fits
from services.review.domain.assignment import Answer, Bounds, Infeasible, Problem, Quota, Reason, solve
from services.review.domain.recusals import Parties, Recusal, must_recuse
from services.review.domain.shortage import solve_possible

EVEN, LEAST = (1.25, 2), 3  # tried in turn: nobody above so many times the even share, but three at least
FEW = 4_000_000  # pairs; with more, once is enough
ENOUGH = 0.97  # so much of the best total is enough for more even desks; the worst match never gets worse for them
ALTERNATES = 3


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An expert who may be asked. ``open`` is all the work on the desk, of every matter and kind."""

    id: str
    name: str
    specialties: frozenset[str]
    load_min: int
    load_max: int
    open: int = 0
    recusals: tuple[Recusal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """An opinion to be read, for all with the same words. ``need``: how many experts it is still to have, those it
    has and might lose (``kept``) included; ``fixed``: who stays, with the specialties; ``barred``: who stepped back or
    let it lie; ``parties``: of every opinion with these words."""

    key: str
    label: str
    need: int
    parties: tuple[Parties, ...] = ()
    kept: tuple[str, ...] = ()
    fixed: Mapping[str, frozenset[str]] | None = None
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An expert and a case, how well they fit, and whether it was so before."""

    expert: str
    key: str
    fit: float
    kept: bool = False


@dataclass(frozen=True, kw_only=True)
class Allotment:
    """What was found. ``left``: keys of cases that do not get all they need; ``reasons``: who and what is in the way,
    ``alternates``: who comes next, by case; ``loads``: open work after it; ``moved``: how many lose the expert they
    had; ``total``, ``worst``, ``floor``, ``method``: as the solver says them."""

    pairs: list[Pair]
    left: list[str]
    reasons: tuple[Reason, ...] = ()
    alternates: Mapping[str, list[str]]
    loads: Mapping[str, int]
    total: float = 0.0
    worst: float | None = None
    floor: float | None = None
    moved: int = 0
    method: str = ""
    seconds: float = 0.0

    @property
    def kept(self) -> int:
        """How many pairs are as they were."""
        return sum(each.kept for each in self.pairs)


def allot(cases: Sequence[Case], candidates: Sequence[Candidate], fits: Fits, quotas: Sequence[Mapping[str, Any]],
          partly: bool = False) -> Allotment:
    """Put *cases* to the solver. *fits* is experts × cases. Raises Infeasible when the demand cannot be met, unless
    *partly*: then what is possible is given, and the reasons say the rest."""
    problem = _problem(cases, candidates, fits, quotas)
    reasons: tuple[Reason, ...] = ()
    if not cases:
        return Allotment(pairs=[], left=[], alternates={}, loads={each.id: each.open for each in candidates})
    try:
        answer = _solve_evenly(problem, candidates)
    except Infeasible as infeasible:
        if not partly:
            raise
        reasons, answer = infeasible.reasons, solve_possible(problem, ALTERNATES)
    return _named(answer, problem, cases, candidates, reasons)


def _problem(cases: Sequence[Case], candidates: Sequence[Candidate], fits: Fits,
             quotas: Sequence[Mapping[str, Any]]) -> Problem:
    rows = {each.id: row for row, each in enumerate(candidates)}
    barred = _barred(cases, candidates, rows)
    keep = [(rows[expert], column) for column, case in enumerate(cases) for expert in case.kept
            if expert in rows and not barred[rows[expert], column]]
    return Problem(experts=_bounds(cases, candidates), opinions=[case.label for case in cases],
                   reviews=[case.need for case in cases], affinity=fits, barred=barred, keep=keep,
                   quotas=[quota for asked in quotas for quota in _quotas(asked, cases, candidates)])


def _bounds(cases: Sequence[Case], candidates: Sequence[Candidate]) -> list[Bounds]:
    """How much each may be given here: the limits less what else is open. Lower limits count as soon as there is
    enough to meet them all."""
    elsewhere = _elsewhere(cases, candidates)
    least = {each.id: max(0, each.load_min - elsewhere[each.id]) for each in candidates}
    enough = sum(least.values()) <= sum(case.need for case in cases)
    return [Bounds(id=each.name, load_min=min(least[each.id], room) if enough else 0, load_max=room)
            for each in candidates for room in (max(0, each.load_max - elsewhere[each.id]),)]


def _barred(cases: Sequence[Case], candidates: Sequence[Candidate], rows: Mapping[str, int]) -> NDArray[np.bool_]:
    found = np.zeros((len(candidates), len(cases)), dtype=bool)
    known: dict[Parties, list[int]] = {}
    for column, case in enumerate(cases):
        for matter in case.parties:
            if matter not in known:  # many opinions touch the same
                known[matter] = [row for row, each in enumerate(candidates)
                                 if each.recusals and must_recuse(each.recusals, matter)]
            found[known[matter], column] = True
        for expert in (*case.barred, *(case.fixed or ())):
            if expert in rows:
                found[rows[expert], column] = True
    return found


def _quotas(asked: Mapping[str, Any], cases: Sequence[Case], candidates: Sequence[Candidate]) -> list[Quota]:
    """A quota, less what those who stay already fill; no more is asked of a case than it has places."""
    specialty, name = asked["specialty"], asked["name"]
    members = frozenset(row for row, each in enumerate(candidates) if specialty in each.specialties)
    columns: dict[int, set[int]] = {}
    for column, case in enumerate(cases):
        filled = sum(specialty in known for known in (case.fixed or {}).values())
        least = min(asked["least"] - filled, case.need)
        if least > 0:
            columns.setdefault(least, set()).add(column)
    return [Quota(name=name, experts=members, least=least, opinions=frozenset(those))
            for least, those in sorted(columns.items())]


def _solve_evenly(problem: Problem, candidates: Sequence[Candidate]) -> Answer:
    """The best assignment within the limits; of nearly as good ones that with the most even desks."""
    best = solve(problem, ALTERNATES)
    for times in EVEN if problem.affinity.size <= FEW else ():
        try:
            even = solve(replace(problem, experts=_even_bounds(problem, candidates, times)), ALTERNATES)
        except Infeasible:
            continue
        if _is_as_good(even, best, problem):
            return even
    return best


def _even_bounds(problem: Problem, candidates: Sequence[Candidate], times: float) -> list[Bounds]:
    """Nobody above so many times the even share of all open work, counted by upper limits; what is kept may stay."""
    kept = Counter(row for row, _ in problem.keep)
    whole = problem.demand + sum(each.open for each in candidates) - len(problem.keep)
    weight = whole * times / max(1, sum(each.load_max for each in candidates))
    found = []
    for row, (bounds, each) in enumerate(zip(problem.experts, candidates, strict=True)):
        share = max(LEAST, ceil(weight * each.load_max)) - (each.load_max - bounds.load_max)
        found.append(replace(bounds, load_max=min(bounds.load_max, max(share, kept[row], bounds.load_min))))
    return found


def _is_as_good(even: Answer, best: Answer, problem: Problem) -> bool:
    kept = set(problem.keep)
    return (even.worst >= best.worst and even.total >= ENOUGH * best.total
            and len(kept.intersection(even.pairs)) >= len(kept.intersection(best.pairs)))


def _named(answer: Answer, problem: Problem, cases: Sequence[Case], candidates: Sequence[Candidate],
           reasons: tuple[Reason, ...]) -> Allotment:
    before = set(problem.keep)
    pairs = [Pair(expert=candidates[row].id, key=cases[column].key, kept=(row, column) in before,
                  fit=round(float(problem.affinity[row, column]), 4)) for row, column in answer.pairs]
    given = Counter(pair.key for pair in pairs)
    elsewhere = _elsewhere(cases, candidates)
    return Allotment(
        pairs=pairs, left=[case.key for case in cases if given[case.key] < case.need], reasons=reasons,
        alternates=_alternates(answer, cases, candidates),
        loads={each.id: elsewhere[each.id] + answer.loads[row] for row, each in enumerate(candidates)},
        moved=sum(len(case.kept) for case in cases) - len(before.intersection(answer.pairs)),
        total=round(answer.total, 6), worst=round(answer.worst, 6) if pairs else None,
        floor=round(answer.floor, 6) if isfinite(answer.floor) else None, method=answer.method,
        seconds=answer.seconds)


def _alternates(answer: Answer, cases: Sequence[Case], candidates: Sequence[Candidate]) -> dict[str, list[str]]:
    return {case.key: [candidates[row].id for row in rows]
            for case, rows in zip(cases, answer.alternates, strict=True)}


def _elsewhere(cases: Sequence[Case], candidates: Sequence[Candidate]) -> dict[str, int]:
    """Each expert's open work besides what these cases might take away."""
    kept = Counter(expert for case in cases for expert in case.kept)
    return {each.id: each.open - kept[each.id] for each in candidates}
