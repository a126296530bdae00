"""What an assignment is asked: who may take how much, what needs how many readers, who fits what."""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Affinity = NDArray[np.floating]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """An expert: at least and at most how many opinions."""

    id: str
    load_min: int
    load_max: int


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Of those who read an opinion at least ``least`` are among ``experts`` (row numbers); ``opinions``: column
    numbers that this is asked of, None for all."""

    name: str
    experts: frozenset[int]
    least: int = 1
    opinions: frozenset[int] | None = None

    def asks_of(self, opinion: int) -> bool:
        """Whether this opinion needs it."""
        return self.opinions is None or opinion in self.opinions


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``affinity`` and ``barred`` are experts × opinions: how well each pair fits (any real number), which pairs are
    not allowed. ``reviews``: how many different experts each opinion needs. ``keep``: pairs given out already."""

    experts: Sequence[Bounds]
    opinions: Sequence[str]
    reviews: Sequence[int]
    affinity: Affinity
    barred: Mask
    keep: Sequence[tuple[int, int]] = ()
    quotas: Sequence[Quota] = ()

    @property
    def demand(self) -> int:
        """How many pairs are wanted in all."""
        return int(sum(self.reviews))

    def quotas_of(self, opinion: int) -> list[Quota]:
        """The quotas an opinion has to meet."""
        return [each for each in self.quotas if each.asks_of(opinion)]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The pairs (expert row, opinion column) in the order of opinions. ``total``: the sum of their affinities;
    ``worst``: the lowest mean affinity of an opinion; ``floor``: no new pair fits less than this; ``alternates``: for
    each opinion who could take it besides, the fittest first; ``seconds``: inside the solver."""

    pairs: list[tuple[int, int]]
    total: float
    worst: float
    loads: list[int]
    alternates: list[list[int]]
    floor: float
    method: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a demand cannot be met: a sentence, and the ids of those in the way. ``kind``: capacity (all upper limits
    together), minimum (lower limits), eligible (an opinion that too few may read), quota, together (some opinions)."""

    kind: str
    sentence: str
    experts: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()


class Infeasible(Exception):
    """No assignment meets the limits; ``reasons`` say which opinions and experts are in the way."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(" ".join(each.sentence for each in reasons))
        self.reasons = tuple(reasons)
