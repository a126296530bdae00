"""Texts as vectors: of their words, and, where the site has a model server, of their meaning beside them.

Words: the share of a piece (see grams) grows with the logarithm of its count in the text and with how few of the known
texts hold it. Meaning: the embedder's vectors less their mean, for those of one subject all point one way. A vector is
both, each half of it (by ``MEANING``), so the product of two is the mean of the two cosines.
"""
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from services.review.domain.grouping.embedding import Embedder, Matrix, unit_rows
from services.review.domain.grouping.grams import pieces, weights

MEANING = 0.5
ELSEWHERE = 10  # as if so many more texts were known that speak of other things: two alone teach nothing about rarity


class Vectors:
    """Rows that can be compared: sparse ones of words, dense ones of meaning or none. Rows of a space that knows
    meanings must all have them, or none: ``of_words`` drops them."""

    def __init__(self, words: Any, meanings: Matrix | None = None) -> None:
        self.words, self.meanings = words, meanings
        self._turned: Any = None

    def __len__(self) -> int:
        return int(self.words.shape[0])

    def rows(self, which: Any) -> "Vectors":
        """Some of the rows."""
        return Vectors(self.words[which], None if self.meanings is None else self.meanings[which])

    def against(self, others: "Vectors") -> Matrix:
        """How alike each row is to each of the others, 0 to 1: a dense matrix, so give a block at a time."""
        alike = _product(self.words, others.turned())
        if self.meanings is None or others.meanings is None:
            return alike
        meant = np.maximum(self.meanings @ others.meanings.T, 0)
        return np.asarray((1 - MEANING) * alike + MEANING * meant, dtype=np.float32)

    def turned(self) -> Any:
        """The words by piece: what every comparison with these rows needs, made once."""
        if self._turned is None:
            self._turned = sparse.csr_array(self.words.T)
        return self._turned

    def joined(self, matrix: Any) -> "Vectors":
        """The rows that *matrix* mixes of these, each of length 1 again."""
        meant = None if self.meanings is None else unit_rows(matrix @ self.meanings)
        return Vectors(_unit(sparse.csr_array(matrix @ self.words)), meant)


class Space:
    """What a set of texts teaches: which pieces there are, and how rare each is."""

    def __init__(self, texts: Sequence[str], embed: Embedder | None = None, short: float = 1.5) -> None:
        owners, codes = pieces(texts)
        self._known, places = np.unique(codes, return_inverse=True)
        counts = _counts(owners, places, (len(texts), len(self._known)))
        holders = np.bincount(counts.indices, minlength=len(self._known))
        rare = np.log((ELSEWHERE + 1 + len(texts)) / (1 + holders))
        self._weights = (rare * weights(self._known, short)).astype(np.float32)
        self._embed, self._mean = embed, np.zeros(0, dtype=np.float32)
        self.vectors = Vectors(self._weighed(counts), self._first_meanings(texts))

    def place(self, texts: Sequence[str]) -> Vectors:
        """Other texts as vectors of this space; what it does not know counts for nothing."""
        owners, codes = pieces(texts)
        places = np.minimum(np.searchsorted(self._known, codes), max(len(self._known) - 1, 0))
        known = self._known[places] == codes if len(self._known) else np.zeros(len(codes), dtype=bool)
        counts = _counts(owners[known], places[known], (len(texts), len(self._known)))
        return Vectors(self._weighed(counts), self._meanings(texts) if self.vectors.meanings is not None else None)

    def _weighed(self, counts: Any) -> Any:
        counts.data = (1 + np.log(counts.data)) * self._weights[counts.indices]
        return _unit(counts)

    def _first_meanings(self, texts: Sequence[str]) -> Matrix | None:
        found = self._embed.embed(texts) if self._embed and texts else None
        if found is None:
            return None
        self._mean = found.mean(axis=0) if len(found) > 2 else np.zeros(found.shape[1], dtype=np.float32)
        return unit_rows(found - self._mean)

    def _meanings(self, texts: Sequence[str]) -> Matrix | None:
        found = self._embed.embed(texts) if self._embed and texts else None
        return None if found is None or found.shape[1] != len(self._mean) else unit_rows(found - self._mean)


def _counts(owners: NDArray[np.int64], places: NDArray[np.int64], shape: tuple[int, int]) -> Any:
    ones = np.ones(len(owners), dtype=np.float32)
    return sparse.coo_array((ones, (owners, places)), shape=shape).tocsr()


def _product(rows: Any, turned: Any) -> Matrix:
    """rows @ turned, dense: only with the pieces that the rows have, several times as fast as sparse by sparse."""
    known, places = np.unique(rows.indices, return_inverse=True)
    narrow = sparse.csr_array((rows.data, places, rows.indptr), shape=(rows.shape[0], len(known)))
    return np.asarray((turned[known].T @ np.ascontiguousarray(narrow.toarray().T)).T, dtype=np.float32)


def _unit(matrix: Any) -> Any:
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    return sparse.csr_array(sparse.diags_array((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ matrix)
