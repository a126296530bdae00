"""Who is like whom among many texts: for each the most alike ones, and how alike any two are, the background."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.review.domain.grouping.embedding import Matrix

BLOCK = 256
MOST_PAIRS = 1_000_000  # above a thousand texts each keeps only its most alike ones
FEWEST = 48
USUAL_BACKGROUND, USUAL_NEAREST = 0.04, 0.4
FEW = 4  # a set counts as if it held so many more texts that are as usual: two alone have no background


@dataclass(frozen=True)
class Likeness:
    """``alike``: sparse and symmetric, without the diagonal; ``background``: the mean of all pairs; ``nearest``: of
    each row the most alike other."""

    alike: Any
    background: float
    nearest: NDArray[np.float32]

    def between(self, share: float) -> float:
        """A likeness between that of any two and that of the usual nearest: 0 the one, 1 the other, on a scale of
        ratios. What counts as alike in one set is chance in the next, so a fixed number will not do."""
        nearest = np.concatenate((self.nearest, np.full(FEW, USUAL_NEAREST)))
        usual = max(float(np.median(nearest)), self.background)
        return float(self.background ** (1 - share) * usual ** share)


def measure(rows: int, compare: Callable[[slice], Matrix]) -> Likeness:
    """Compare all rows block by block; *compare* gives some rows' likeness to all. Memory grows with the rows only: of
    each row at most MOST_PAIRS / rows others are kept."""
    most = min(rows, max(FEWEST, MOST_PAIRS // max(rows, 1)))
    kept, nearest, total = [], [np.zeros(0, dtype=np.float32)], 0.0
    for start in range(0, rows, BLOCK):
        block = compare(slice(start, start + BLOCK))
        block[np.arange(len(block)), np.arange(start, start + len(block))] = 0
        nearest.append(block.max(axis=1))
        total += float(block.sum(dtype=np.float64))
        kept.append(_highest(block, most))
    alike = sparse.csr_array(sparse.vstack(kept)) if kept else sparse.csr_array((0, 0), dtype=np.float32)
    usual, pairs = FEW * (FEW - 1), rows * (rows - 1)
    background = (total + usual * USUAL_BACKGROUND) / (pairs + usual)
    return Likeness(sparse.csr_array(alike.maximum(alike.T)), background, np.concatenate(nearest))


def _highest(block: Matrix, most: int) -> Any:
    if most < block.shape[1]:
        bounds = np.partition(block, -most, axis=1)[:, -most]
        block = np.where(block >= np.maximum(bounds, 1e-6)[:, None], block, 0)
    return sparse.csr_array(block)
