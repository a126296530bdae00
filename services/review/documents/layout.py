"""The lines of a PDF's pages become text: running heads go, indentation is written as full-width spaces."""
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain
from statistics import median

_SPACE = "　"
_LEAST_INDENT, _USUAL_INDENT, _MOST_INDENT = 1.4, 2.8, 30  # in characters
_SAME_HEIGHT = 6.0  # points
_DIGITS = re.compile(r"\d+|(?<![a-z])[ivxlc]+(?![a-z])|[一二三四五六七八九十百]{1,5}(?=页)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line and where it stands, in points from the page's lower left; ``em`` is the width of its characters."""

    words: str
    left: float
    right: float
    top: float
    bottom: float
    em: float

    def is_beside(self, other: "Line") -> bool:
        """Whether both stand at one height."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.5 * min(self.top - self.bottom, other.top - other.bottom)

    def followed_by(self, other: "Line") -> "Line":
        """One line of two that stand beside each other."""
        gap = " " if other.left - self.right > max(self.em, other.em) / 4 else ""
        return replace(self, words=self.words + gap + other.words, right=other.right, em=self.em or other.em)


def write_pages(pages: list[list[Line]]) -> str:
    """The text of all pages."""
    pages = _without_running(pages)
    em = median([line.em for line in chain.from_iterable(pages) if line.em > 0] or [12.0])
    usual = _margin(list(chain.from_iterable(pages)))
    return "\n".join(_write_page(page, usual, em) for page in pages)


def _write_page(page: list[Line], usual: float, em: float) -> str:
    margin = _page_margin(page, usual, em)
    return "\n".join(_indented(line, margin, em) for line in page)


def _indented(line: Line, margin: float, em: float) -> str:
    offset = (line.left - margin) / em
    return _SPACE * min(max(2, round(offset)), _MOST_INDENT) + line.words if offset >= _LEAST_INDENT else line.words


def _margin(lines: list[Line], share: float = 0.03) -> float:
    """Where lines begin that are not indented: the leftmost place where some of them do."""
    lefts = sorted(line.left for line in lines if line.em > 0)
    needed = max(2, round(len(lefts) * share))
    places = (left for left, far in zip(lefts, lefts[needed - 1:], strict=False) if far - left < 3)
    return next(places, lefts[0] if lefts else 0.0)


def _page_margin(page: list[Line], usual: float, em: float) -> float:
    """Pages may lie differently, as scanned ones do; one of indented lines only shows it by the other pages."""
    own = _margin(page)
    if any(_is_indent(line.left - own, em) for line in page):
        return own
    return usual if _is_indent(own - usual, em) else own


def _is_indent(offset: float, em: float) -> bool:
    return _LEAST_INDENT <= offset / em <= _USUAL_INDENT


def _without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Heads and feet go where they come again at the same height, but for their numbers; a page is never emptied."""
    found: dict[str, list[Line]] = defaultdict(list)
    for page in pages:
        for line in _outermost(page):
            found[_key(line)].append(line)
    needed = max(2, len(pages)) if len(pages) <= 3 else max(3, round(0.4 * len(pages)))
    running = {id(line) for lines in found.values() for line in _level(lines, needed)}
    return [[line for line in page if id(line) not in running] or page for page in pages]


def _outermost(page: list[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: line.top)
    return ordered if len(ordered) < 2 else [ordered[0], ordered[-1]]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", re.sub(r"\s", "", line.words[:200]))


def _level(lines: list[Line], needed: int) -> list[Line]:
    """Those of equal lines that stand at the height where most of them do."""
    height = median(line.top for line in lines)
    same = [line for line in lines if abs(line.top - height) < _SAME_HEIGHT]
    return same if len(same) >= needed else []
