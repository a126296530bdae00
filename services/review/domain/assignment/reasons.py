"""Why a demand cannot be met, in sentences that name who and what is in the way, and what would help."""
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from services.review.domain.assignment.network import Attempt, Network, build
from services.review.domain.assignment.pairs import Pairs
from services.review.domain.assignment.problem import Problem, Quota, Reason

NAMED, MOST = 10, 20
HELP = "请提高他们的上限、增加专家，或者减少每条意见的评议人数。"


def find_reasons(problem: Problem, pairs: Pairs) -> list[Reason]:
    """What the sums, single opinions and single experts show, 20 of each at most; where nothing does, who together
    cannot do what is asked together (Hall's condition, from the narrowest cut)."""
    single = [*_sums(problem), *islice(_opinions(problem), MOST), *islice(_quotas(problem), MOST),
              *islice(_experts(problem, pairs), MOST)]
    return single or _together(problem, pairs)


def _sums(problem: Problem) -> Iterator[Reason]:
    least, most = (sum(getattr(each, name) for each in problem.experts) for name in ("load_min", "load_max"))
    if most < problem.demand:
        yield Reason(kind="capacity", sentence=f"共需要 {problem.demand} 次评议，"
                                               f"{len(problem.experts)} 位专家的上限合计只有 {most} 次：{HELP}")
    if least > problem.demand:
        bound = [each.id for each in problem.experts if each.load_min]
        yield Reason(kind="minimum", experts=tuple(bound),
                     sentence=f"共需要 {problem.demand} 次评议，专家的下限合计已有 {least} 次："
                              f"请降低下限（{_list(bound)}）。")


def _opinions(problem: Problem) -> Iterator[Reason]:
    able = (~problem.barred).sum(axis=0)
    for column in np.flatnonzero(able < np.array(problem.reviews)).tolist():
        name = problem.opinions[column]
        willing = [problem.experts[row].id for row in np.flatnonzero(~problem.barred[:, column]).tolist()]
        who = f"（{_list(willing)}）" if willing else ""
        wanted = f"意见 {name} 需要 {problem.reviews[column]} 位专家，"
        yield Reason(kind="eligible", opinions=(name,), experts=tuple(willing),
                     sentence=f"{wanted}能评议它的只有 {len(willing)} 位{who}，其余的要回避或者不能接："
                              f"请增加专家，或者减少它的评议人数。")


def _quotas(problem: Problem) -> Iterator[Reason]:
    for quota in problem.quotas:
        members = np.isin(np.arange(len(problem.experts)), list(quota.experts))
        able = (~problem.barred[members]).sum(axis=0)
        for column in np.flatnonzero(np.minimum(able, problem.reviews) < quota.least).tolist():
            if quota.asks_of(column):
                yield _unmet(problem, quota, column, int(able[column]))


def _unmet(problem: Problem, quota: Quota, column: int, able: int) -> Reason:
    name, reviews = problem.opinions[column], problem.reviews[column]
    wanted = f"意见 {name} 至少要有 {quota.least} 位“{quota.name}”专家，"
    if reviews < quota.least:
        return Reason(kind="quota", opinions=(name,), sentence=f"{wanted}可是总共只派 {reviews} 位：请放宽名额。")
    return Reason(kind="quota", opinions=(name,),
                  sentence=f"{wanted}能评议它的只有 {able} 位：请放宽名额，或者增加这个专业的专家。")


def _experts(problem: Problem, pairs: Pairs) -> Iterator[Reason]:
    able = np.bincount(pairs.experts, minlength=len(problem.experts)).tolist()
    for expert, most in zip(problem.experts, able, strict=True):
        if most < expert.load_min:
            yield Reason(kind="minimum", experts=(expert.id,),
                         sentence=f"专家 {expert.id} 至少要评议 {expert.load_min} 条，"
                                  f"可以分给这位专家的只有 {most} 条：请降低下限。")


def _together(problem: Problem, pairs: Pairs) -> list[Reason]:
    network, many = build(problem, pairs.experts, pairs.opinions), len(problem.experts)
    attempt = Attempt(network)
    able = sorted(each for each in attempt.short if each < many)
    asked = sorted(each - many for each in attempt.short if many <= each < many + len(problem.opinions))
    bound = sorted(each for each in attempt.spare if each < many and problem.experts[each].load_min)
    found = [_too_few(problem, asked, able)] if asked else _too_few_of(problem, network, attempt.short, able)
    return [*found, _too_many(problem, bound)] if bound else found


def _too_few(problem: Problem, asked: Sequence[int], able: Sequence[int]) -> Reason:
    opinions = [problem.opinions[each] for each in asked]
    need, quotas = sum(problem.reviews[each] for each in asked), "".join(
        f"，每条至少 {each.least} 位“{each.name}”专家" for each in problem.quotas)
    experts, most = _able(problem, able)
    return Reason(kind="together", experts=tuple(experts), opinions=tuple(opinions),
                  sentence=f"{len(opinions)} 条意见（{_list(opinions)}）共需要 {need} 次评议{quotas}；{most}：{HELP}")


def _too_few_of(problem: Problem, network: Network, short: set[int], able: Sequence[int]) -> list[Reason]:
    """Quotas for which the experts of that name are too few together."""
    first, found = len(network.supplies) - len(network.hubs), []
    for quota in problem.quotas:
        asked = [problem.opinions[column] for place, (name, column) in enumerate(network.hubs)
                 if name == quota.name and first + place in short]
        if asked:
            experts, most = _able(problem, able)
            found.append(Reason(kind="together", experts=tuple(experts), opinions=tuple(asked), sentence=(
                f"{len(asked)} 条意见（{_list(asked)}）每条至少要有 {quota.least} 位“{quota.name}”专家，"
                f"共 {quota.least * len(asked)} 次；{most}：请放宽名额、提高他们的上限，或者增加这个专业的专家。")))
    return found


def _able(problem: Problem, rows: Sequence[int]) -> tuple[list[str], str]:
    """Those who can do something about it, and how much in all."""
    experts = [problem.experts[each].id for each in rows]
    most = sum(problem.experts[each].load_max for each in rows)
    return experts, f"能评议它们的 {len(experts)} 位专家（{_list(experts)}）合计最多 {most} 次"


def _too_many(problem: Problem, rows: Sequence[int]) -> Reason:
    names, least = [problem.experts[each].id for each in rows], sum(problem.experts[each].load_min for each in rows)
    return Reason(kind="minimum", experts=tuple(names),
                  sentence=f"{len(names)} 位专家（{_list(names)}）的下限合计 {least} 条，可以分给他们的意见没有这么多："
                           f"请降低下限。")


def _list(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 个" if len(names) > NAMED else "")
