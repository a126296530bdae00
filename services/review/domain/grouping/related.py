"""Which opinions may belong together although they say it differently: groups to propose, never to merge by themselves.

Those that are no more than a vote for or against are apart (see votes). Of the rest each is compared with all others;
each takes in something of the ten most alike it, for who argues alike shares neighbours before words; they are compared
again, by that and by the neighbours they share, and linked on average. Both bounds follow from the set itself: they lie
between the likeness of any two and that of the usual nearest. Time grows with the square of the number (6,000 in about
ten seconds), memory does not: above a thousand each keeps its most alike ones only, and the groups are those of that
graph, no longer exact.
"""
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from services.review.domain.grouping.embedding import Embedder, Matrix, words_of
from services.review.domain.grouping.likeness import Likeness, measure
from services.review.domain.grouping.linking import closeness, link
from services.review.domain.grouping.texts import Text
from services.review.domain.grouping.vectors import Space
from services.review.domain.grouping.votes import Vote, votes_among

AT_ONCE = 20_000
NEIGHBOURS = 10
SHORT = 2.0  # see grams.weights: groups gain by loose likeness, ranking does not
TAKEN_IN, LINKED = 0.6, 0.5  # see Likeness.between
SHARED = 0.25  # how much it counts that two have the same neighbours


@dataclass(frozen=True, kw_only=True)
class Kin:
    """``root``: the first of the group, itself for one alone; ``score``: how alike it is to the others, 0 to 1."""

    id: str
    root: str
    score: float


def relate(heads: Sequence[Text], embed: Embedder | None = None) -> list[Kin]:
    """The related group of each head, in order; more than AT_ONCE are related in portions."""
    return [kin for at in range(0, len(heads), AT_ONCE) for kin in _relate(heads[at:at + AT_ONCE], embed)]


def _relate(heads: Sequence[Text], embed: Embedder | None) -> list[Kin]:
    apart: dict[Vote | None, list[int]] = defaultdict(list)
    for at, vote in enumerate(votes_among(heads)):
        apart[vote].append(at)
    arguing = apart.pop(None, [])
    groups = [[(at, float(len(same) > 1)) for at in same] for same in apart.values()]
    for group in _groups([words_of(heads[at]) for at in arguing], embed):
        groups.append([(arguing[at], score) for at, score in group])
    found = {at: (group[0][0], score) for group in groups for at, score in group}
    return [Kin(id=head.id, root=heads[found[at][0]].id, score=round(found[at][1], 4)) for at, head in enumerate(heads)]


def _groups(words: Sequence[str], embed: Embedder | None) -> list[list[tuple[int, float]]]:
    """Groups of texts by number, each with its closeness."""
    vectors = Space(words, embed, short=SHORT).vectors
    first = measure(len(words), lambda rows: vectors.rows(rows).against(vectors))
    second = _with_neighbours(first)
    groups = link(second.alike, second.background, second.between(LINKED))
    close = closeness(second.alike, groups, second.background)
    return [[(at, close[at]) for at in group] for group in groups]


def _with_neighbours(first: Likeness) -> Likeness:
    """How alike the rows are once each has taken in its neighbours. With N the mixing matrix and S the likenesses that
    is N S N', each row made as long as the others again; what S does not hold is background."""
    mix = _mixing(first)
    rows = mix.shape[0]
    above = sparse.csr_array(first.alike)
    above.data = above.data - first.background
    above = sparse.csr_array(above + sparse.diags_array(np.full(rows, 1 - first.background, dtype=np.float32)))
    mixed = sparse.csr_array(mix @ above)
    heights = np.asarray(mix.sum(axis=1)).ravel()
    squares = np.asarray(mixed.multiply(mix).sum(axis=1)).ravel() + first.background * heights ** 2
    lengths = np.sqrt(np.maximum(squares, 1e-9))

    share = _sharing(mix)

    def compare(block: slice) -> Matrix:
        alike = (mix @ np.ascontiguousarray(mixed[block].toarray().T)).T
        alike += first.background * np.outer(heights[block], heights)
        alike = np.clip(alike / np.outer(lengths[block], lengths), 0, 1)
        return np.asarray((1 - SHARED) * alike + SHARED * share(block), dtype=np.float32)

    return measure(rows, compare)


def _sharing(mix: Any) -> Callable[[slice], Matrix]:
    """How much of their neighbourhoods, themselves included, some rows have in common with every other."""
    near = sparse.csr_array(mix.sign())
    sizes = np.asarray(near.sum(axis=1)).ravel()

    def share(block: slice) -> Matrix:
        both = (near @ np.ascontiguousarray(near[block].toarray().T)).T
        return np.asarray(both / (sizes[block, None] + sizes - both), dtype=np.float32)

    return share


def _mixing(first: Likeness) -> Any:
    """Each row itself and, with the same weight in all, its neighbours by their likeness."""
    near = _strongest(first.alike, first.between(TAKEN_IN))
    sums = np.asarray(near.sum(axis=1)).ravel()
    shares = sparse.diags_array((1 / np.maximum(sums, 1e-9)).astype(np.float32)) @ near
    return sparse.csr_array(shares + sparse.eye_array(near.shape[0], dtype=np.float32))


def _strongest(alike: Any, least: float) -> Any:
    """Of each row the NEIGHBOURS highest that are not below *least*."""
    rows = np.repeat(np.arange(alike.shape[0]), np.diff(alike.indptr))
    order = np.lexsort((-alike.data, rows))
    place = np.arange(len(order)) - alike.indptr[rows[order]]
    kept = order[(place < NEIGHBOURS) & (alike.data[order] >= least)]
    return sparse.csr_array((alike.data[kept], (rows[kept], alike.indices[kept])), shape=alike.shape)
