"""What a site with its own model server adds: the meaning of a text as a vector. Nothing needs it."""
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from services.review.domain.grouping.texts import Text

Matrix = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of one length."""

    def embed(self, texts: Sequence[str]) -> Matrix | None:
        """One row for each text, in order; None when it cannot be had now, and the words alone must do."""
        ...


def words_of(text: Text | str) -> str:
    """All that a text says, in one string."""
    if isinstance(text, str):
        return text
    return "\n".join(each for each in (text.text, text.proposed_text, text.reason) if each)


def unit_rows(matrix: Any) -> Matrix:
    """A dense matrix whose rows have length 1; what was 0 stays 0."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.maximum(lengths, 1e-9), dtype=np.float32)
