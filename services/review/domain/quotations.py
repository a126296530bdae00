"""A text with what is quoted from it marked."""
from collections.abc import Iterable
from itertools import pairwise

from services.review.domain.versions.differences import Piece


def mark(text: str, quotes: Iterable[str]) -> list[Piece]:
    """Cut a text into pieces, "quoted" where it stands in one of *quotes* (each at its first place), else "same"."""
    ranges = [(text.find(quote), len(quote)) for quote in quotes if quote and quote in text]
    cuts = sorted({0, len(text), *(cut for start, size in ranges for cut in (start, start + size))})
    return [Piece("quoted" if any(start <= low < start + size for start, size in ranges) else "same", text[low:high])
            for low, high in pairwise(cuts)]
