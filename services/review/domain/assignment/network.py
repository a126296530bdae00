"""The assignment as a flow: source → experts → (hubs of quotas →) opinions.

Lower limits become supplies: an expert has ``load_min`` units that must leave, the source the rest of the demand, and
a hub keeps what its quota asks for; so every legal assignment is a flow that meets all supplies, and the reverse
(Ahuja, Magnanti, Orlin, Network Flows, 1993, §6.7). Solved by OR-tools' cost-scaling push-relabel.
"""
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow, min_cost_flow

from services.review.domain.assignment.problem import Problem

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Network:
    """Arcs with their capacities, and what each node supplies (demands are negative). Nodes: experts, opinions, the
    source, then hubs. The first ``pairs`` arcs are the pairs; ``hubs``: quota and opinion of each hub, in order."""

    pairs: int
    tails: Ints
    heads: Ints
    capacities: Ints
    supplies: Ints
    hubs: tuple[tuple[str, int], ...]


def build(problem: Problem, experts: Ints, opinions: Ints) -> Network:
    """The network whose pairs are ``experts[i]`` with ``opinions[i]``; its quotas do not overlap."""
    many, source = len(problem.experts), len(problem.experts) + len(problem.opinions)
    least = np.array([each.load_min for each in problem.experts], np.int64)
    most = np.array([each.load_max for each in problem.experts], np.int64)
    needs = np.array(problem.reviews, np.int64)
    heads, hubs, spokes, kept = opinions + many, list[tuple[str, int]](), list[Ints](), list[Ints]()
    for quota in problem.quotas:
        asked = np.array([quota.asks_of(each) for each in range(len(problem.opinions))], bool)
        of_opinion = np.cumsum(asked) + source + len(hubs)
        through = asked[opinions] & np.isin(experts, list(quota.experts))
        heads = np.where(through, of_opinion[opinions], heads)
        needs = needs - quota.least * asked
        places = np.nonzero(asked)[0]
        spokes.append(np.stack([of_opinion[places], places + many, np.array(problem.reviews)[places] - quota.least]))
        kept.append(np.full(len(places), -quota.least))
        hubs += [(quota.name, int(each)) for each in places]
    spoke = np.concatenate([np.empty((3, 0), np.int64), *spokes], axis=1)
    return Network(
        pairs=len(experts), hubs=tuple(hubs),
        supplies=np.concatenate([least, -needs, [problem.demand - least.sum()], *kept]).astype(np.int64),
        tails=np.concatenate([experts, np.full(many, source), spoke[0]]).astype(np.int64),
        heads=np.concatenate([heads, np.arange(many), spoke[1]]).astype(np.int64),
        capacities=np.concatenate([np.ones(len(experts)), most - least, spoke[2]]).astype(np.int64))


def cheapest(network: Network, costs: Ints) -> Mask | None:
    """Which pairs the cheapest flow uses, *costs* per pair; None when no flow meets all supplies."""
    solver = min_cost_flow.SimpleMinCostFlow()
    all_costs = np.zeros(len(network.tails), np.int64)
    all_costs[: network.pairs] = costs
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tails, network.heads, network.capacities, all_costs)
    solver.set_nodes_supplies(np.arange(len(network.supplies)), network.supplies)
    if solver.solve() != solver.OPTIMAL:
        return None
    return np.asarray(solver.flows(arcs[: network.pairs])) > 0


class Attempt:
    """The most that can flow; ``missing`` units have nowhere to go, ``spare`` and ``short`` are the nodes on the two
    sides of the narrowest cut: those that still have something to give, those that need more than can reach them."""

    def __init__(self, network: Network) -> None:
        start = len(network.supplies)
        giving, taking = np.nonzero(network.supplies > 0)[0], np.nonzero(network.supplies < 0)[0]
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(
            np.concatenate([network.tails, np.full(len(giving), start), taking]),
            np.concatenate([network.heads, giving, np.full(len(taking), start + 1)]),
            np.concatenate([network.capacities, np.abs(network.supplies[giving]), np.abs(network.supplies[taking])]))
        solver.solve(start, start + 1)
        self._solver, self._ends = solver, {start, start + 1}
        self.missing = int(network.supplies[giving].sum()) - solver.optimal_flow()

    @property
    def spare(self) -> set[int]:
        """Nodes that can still be reached from what has something to give."""
        return set(self._solver.get_source_side_min_cut()) - self._ends

    @property
    def short(self) -> set[int]:
        """Nodes from which what needs something can still be reached."""
        return set(self._solver.get_sink_side_min_cut()) - self._ends
