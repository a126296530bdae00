"""Which suggestions an opinion belongs to, most likely first: for a person who decides.

A suggestion is its title, its text and its members. It is as near as the mean of the three of them that are most like
the opinion, and the centre of all of them, together: the centre alone loses the odd member, the best one alone
is led astray by one chance likeness.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.review.domain.grouping.embedding import Embedder, Matrix, words_of
from services.review.domain.grouping.texts import Text
from services.review.domain.grouping.vectors import Space

BEST = 3
BLOCK = 256


@dataclass(frozen=True, kw_only=True)
class Target:
    """A suggestion as the ranking sees it; ``members`` are the words of the opinions behind it."""

    id: str
    title: str
    members: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A suggestion and how near it is, 0 to 1."""

    id: str
    score: float


class Ranker:
    """Knows the suggestions and keeps their vectors; ranks them for any number of opinions."""

    def __init__(self, targets: Sequence[Target], embed: Embedder | None = None) -> None:
        self._ids = [target.id for target in targets]
        spoken = [list(dict.fromkeys(filter(None, (each.title, each.text, *each.members)))) or [""] for each in targets]
        sizes = [len(each) for each in spoken]
        self._owners = np.repeat(np.arange(len(targets)), sizes)
        self._starts = np.cumsum([0, *sizes[:-1]])
        self._counted = np.minimum(np.array(sizes), BEST)
        self._space = Space([text for each in spoken for text in each], embed)
        self._centres = self._space.vectors.joined(_sums(self._owners, len(targets)))
        for vectors in (self._space.vectors, self._centres):
            vectors.turned()  # now, so that the first opinion need not wait for it

    def rank(self, texts: Sequence[Text | str], most: int = 5) -> list[list[Ranked]]:
        """For each text the *most* likely suggestions, best first."""
        if not self._ids:
            return [[] for _ in texts]
        words = [words_of(text) for text in texts]
        blocks = [self._scores(words[at:at + BLOCK]) for at in range(0, len(words), BLOCK)]
        return [self._best(row, most) for block in blocks for row in block]

    def _scores(self, words: Sequence[str]) -> Matrix:
        vectors = self._space.place(words)
        best = self._mean_of_best(vectors.against(self._space.vectors))
        return np.asarray((best + vectors.against(self._centres)) / 2, dtype=np.float32)

    def _mean_of_best(self, alike: Matrix) -> NDArray[Any]:
        """The mean of the ``BEST`` most alike of each suggestion's texts, or of all if there are fewer."""
        total = np.zeros((len(alike), len(self._ids)), dtype=np.float32)
        for _ in range(BEST):
            highest = np.maximum.reduceat(alike, self._starts, axis=1)
            total += np.maximum(highest, 0)
            alike[alike == highest[:, self._owners]] = -1
        return np.asarray(total / self._counted)

    def _best(self, row: NDArray[np.float32], most: int) -> list[Ranked]:
        order = np.argsort(-row, kind="stable")[:most]
        return [Ranked(id=self._ids[at], score=round(float(row[at]), 4)) for at in order]


def _sums(owners: NDArray[np.int64], many: int) -> Any:
    ones = np.ones(len(owners), dtype=np.float32)
    return sparse.csr_array((ones, (owners, np.arange(len(owners)))), shape=(many, len(owners)))
