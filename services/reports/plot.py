"""The funnel as an SVG made on the server: lengths only, colours come from the stylesheet."""
from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, LEFT, ROW = 440, 84, 34
ROOM = WIDTH - LEFT - 60


@dataclass(frozen=True)
class Bar:
    """One stage: its words, its number, its length in the drawing, and where it stands."""

    name: str
    words: str
    number: int
    length: int
    top: int


def funnel_bars(counts: Mapping[str, int], words: Mapping[str, str]) -> list[Bar]:
    """Draw every stage to one scale; what is not nothing is at least a sliver."""
    most = max(1, *counts.values())
    lengths = {name: max(2, round(ROOM * count / most)) if count else 0 for name, count in counts.items()}
    return [Bar(name, shown, counts[name], lengths[name], place * ROW)
            for place, (name, shown) in enumerate(words.items())]
