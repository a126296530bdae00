"""The lines of a draft, and the signs by which a line tells what it is."""
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.review.domain.numerals import NUMERAL

STOP = re.compile(r"[。;:!?…][”’\"'」》)\]】]*$|[㐀-鿿][.][”)]*$")
LABEL = re.compile(rf"第 ?{NUMERAL}(?: ?{NUMERAL})* ?(?:[条章节编]|分 ?编)|\( ?{NUMERAL} ?\)|[一二三四五六七八九十]+、")
HEADING = re.compile(rf"第 ?{NUMERAL}(?: ?{NUMERAL})* ?(?:[章节编]|分 ?编)")
ANNEX = re.compile(rf"附 ?(?:件|表|录|图) ?({NUMERAL})?(?: ?:| +|$)")
SHORT = 25
_PIECE = re.compile(r"[^\n]+")
_SIGN = rf"第 ?{NUMERAL}(?: ?{NUMERAL})* ?(?:条(?: ?之 ?{NUMERAL})?|章|节|编|分 ?编)"
_BREAK = re.compile(rf"(?<=[。;:!?]) +|(?<=[。;:!?][”)]) +| +(?={_SIGN})|(?<=[。;:!?])(?={_SIGN})"
                    rf"|(?<=[^ \n“《(])(?={_SIGN} )|(?<=。)(?=附[件表录图](?:[ :一二三四五六\d]|$))")
_ANY_LABEL = re.compile(rf"第 ?{NUMERAL} ?条")
FLAT = 3  # articles to a line, on the average, before spaces are taken for line breaks


@dataclass(frozen=True)
class Line:
    """One line without the spaces around it: text[at:end], ``indent`` spaces before it; whether it ends a sentence
    (with a full stop), whether it is a row of a table."""

    at: int
    end: int
    indent: int
    stops: bool
    full: bool = False
    is_row: bool = False

    @property
    def width(self) -> int:
        """Its length in characters."""
        return self.end - self.at


@dataclass(frozen=True)
class Page:
    """A draft's lines, those that are noise apart; how they were broken: at one width, with indented paragraphs."""

    lines: tuple[Line, ...]
    noise: tuple[Line, ...]
    starts: frozenset[int]
    is_wrapped: bool
    is_indented: bool
    width: int

    def without(self, noise: Sequence[Line]) -> "Page":
        """The page with these lines taken for noise."""
        lines = tuple(line for line in self.lines if line not in noise)
        return replace(self, lines=lines, noise=(*self.noise, *noise))

    def index_at(self, place: int) -> int:
        """The line that holds a place of the text, or the last one before it (-1: none)."""
        return bisect_right(self.lines, place, key=lambda line: line.at) - 1


def split_lines(text: str, original: str) -> Iterator[Line]:
    """The lines of a folded text, and of one without line breaks what stands between its telling spaces; tabs in the
    *original* make rows."""
    flat = _is_flat(text)
    for piece in _PIECE.finditer(text):
        start = piece.start()
        for gap in _BREAK.finditer(text, piece.start(), piece.end()) if flat else ():
            yield from _line(text, original, start, gap.start())
            start = gap.end()
        yield from _line(text, original, start, piece.end())


def _is_flat(text: str) -> bool:
    """Whether several articles stand on a line; what follows the last of them does not count."""
    labels = [found.start() for found in _ANY_LABEL.finditer(text)]
    return bool(labels) and text.count("\n", labels[0], labels[-1]) * FLAT < len(labels)


def _line(text: str, original: str, start: int, end: int) -> Iterator[Line]:
    bare = text[start:end]
    words = bare.strip()
    if words:
        indent = len(bare) - len(bare.lstrip())
        at, until = start + indent, start + indent + len(words)
        row = "\t" in original[at:until]
        yield Line(at, until, indent, bool(STOP.search(words[-6:])), words[-1] in "。”", row)
