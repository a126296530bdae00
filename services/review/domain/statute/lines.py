"""The lines of a draft: which are whole paragraphs, which were wrapped, which are page numbers and running titles."""
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.review.domain.numerals import NUMERAL
from services.review.domain.statute.chain import Candidate, best_chain

STOP = re.compile(r"[。;:!?…][”’\"'」》)\]】]*$|[㐀-鿿][.][”)]*$")
LABEL = re.compile(rf"第 ?{NUMERAL}(?: ?{NUMERAL})* ?(?:条|章|节|编|分编)|\( ?{NUMERAL} ?\)|[一二三四五六七八九十]+、")
_PIECE = re.compile(r"[^\n]+")
_PAGE = re.compile(
    r"[-—–―·~ ]*(\d{1,4})[-—–―·~ ]*|第 ?\d+ ?页.{0,12}|共 ?\d+ ?页.{0,12}|\d+ ?/ ?\d+|[Pp]age ?\d+.{0,8}")
_NUMBER_ALONE = re.compile(r"\d{1,4}")
_SIGN = rf"第 ?{NUMERAL}(?: ?{NUMERAL})* ?(?:条(?: ?之 ?{NUMERAL})?|章|节|编|分编)"
_BREAK = re.compile(rf"(?<=[。;:!?]) +|(?<=[。;:!?][”)]) +| +(?={_SIGN})|(?<=[。;:!?])(?={_SIGN})"
                    rf"|(?<=[^ \n“《(])(?={_SIGN} )")
_ANY_LABEL = re.compile(rf"第 ?{NUMERAL} ?条")
FLAT = 3  # articles to a line, on the average, before spaces are taken for line breaks
SHORT, LONG_SHARE, WRAPPED_SHARE, INDENTED_SHARE = 25, 0.8, 0.25, 0.8
HEAD_REPEATS, HEAD_MOST = 3, 60


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
    """A draft's lines, those that are noise apart; how they were broken."""

    lines: tuple[Line, ...]
    noise: tuple[Line, ...]
    starts: frozenset[int]
    is_wrapped: bool
    is_indented: bool
    width: int

    def index_at(self, place: int) -> int:
        """The line that holds a place of the text, or the last one before it (-1: none)."""
        return bisect_right(self.lines, place, key=lambda line: line.at) - 1


def read_lines(text: str, original: str = "") -> Page:
    """Split a folded text into lines and find out how it was laid out; tabs in the *original* make rows."""
    every = list(_lines(text, original))
    pages = _page_numbers(text, every)
    rest = [line for line in every if line.at not in pages]
    wrapped, width = _measure(text, rest)
    heads = _running_heads(text, rest, every, pages) if wrapped or pages else set()
    lines = tuple(line for line in rest if line.at not in heads)
    noise = tuple(line for line in every if line.at in pages or line.at in heads)
    starts = frozenset(line.at for line in lines)
    return Page(lines, noise, starts, wrapped, wrapped and _is_indented(text, lines), width)


def _lines(text: str, original: str) -> Iterator[Line]:
    """The lines; in a text without line breaks, what stands between its telling spaces."""
    flat = text.count("\n") * FLAT < sum(1 for _ in _ANY_LABEL.finditer(text))
    for piece in _PIECE.finditer(text):
        if not flat:
            yield from _line(text, original, piece.start(), piece.end())
            continue
        start = piece.start()
        for gap in _BREAK.finditer(text, piece.start(), piece.end()):
            yield from _line(text, original, start, gap.start())
            start = gap.end()
        yield from _line(text, original, start, piece.end())


def _line(text: str, original: str, start: int, end: int) -> Iterator[Line]:
    bare = text[start:end]
    words = bare.strip()
    if words:
        indent = len(bare) - len(bare.lstrip())
        at, until = start + indent, start + indent + len(words)
        row = "\t" in original[at:until]
        yield Line(at, until, indent, bool(STOP.search(words[-6:])), words[-1] in "。”", row)


def _page_numbers(text: str, lines: Sequence[Line]) -> set[int]:
    """Lines that are page numbers: marked as such, or bare numbers that count on from line to line."""
    found, bare = set(), []
    for line in lines:
        words = text[line.at:line.end]
        if len(words) <= HEAD_MOST and _PAGE.fullmatch(words):
            if _NUMBER_ALONE.fullmatch(words):
                bare.append(Candidate(line.at, line.end, int(words), score=2 * AGAINST_TABLES))
            else:
                found.add(line.at)
    return found | {each.at for each in best_chain(bare)}


AGAINST_TABLES = 5.0


def _running_heads(text: str, rest: Sequence[Line], every: Sequence[Line], pages: set[int]) -> set[int]:
    """Short lines that come again and again beside the page breaks; the first of them is the title itself."""
    counts = Counter(text[line.at:line.end] for line in rest if not line.stops and line.width <= HEAD_MOST)
    first = next((text[line.at:line.end] for line in rest), "")
    often = {words for words, number in counts.items() if len(words) > FLAT and not LABEL.match(words) and (
        number >= HEAD_REPEATS or (number > 1 and words == first))}
    places = {line.at: number for number, line in enumerate(every)}
    heads: set[int] = set()
    seen: set[str] = set()
    for line in rest:
        words = text[line.at:line.end]
        if words in often:
            if words in seen or (words != first and _beside_page(every, places[line.at], pages)):
                heads.add(line.at)
            seen.add(words)
    return heads


def _beside_page(every: Sequence[Line], number: int, pages: set[int]) -> bool:
    return any(line.at in pages for line in every[max(0, number - 1): number + 2])


def _measure(text: str, lines: Sequence[Line]) -> tuple[bool, int]:
    """Whether lines were wrapped at one width, and that width: most that end no sentence are about as long."""
    open_ends = [one for one, two in pairwise(lines)
                 if not one.stops and one.width > SHORT and not LABEL.match(text, two.at)]
    if len(open_ends) < WRAPPED_SHARE * len(lines) or not lines:
        return False, 0
    widths = sorted(line.width + line.indent for line in lines)
    width = widths[int(0.95 * (len(widths) - 1))]
    near = sum(line.width + line.indent >= LONG_SHARE * width for line in open_ends)
    return near >= LONG_SHARE * len(open_ends), width


def _is_indented(text: str, lines: Sequence[Line]) -> bool:
    """Whether paragraphs begin with spaces and continued lines do not."""
    labelled = [line for line in lines if LABEL.match(text, line.at)]
    after = [two for one, two in pairwise(lines)
             if not one.stops and one.width > SHORT and not LABEL.match(text, two.at)]
    begun = sum(line.indent > 0 for line in labelled) >= INDENTED_SHARE * len(labelled)
    return bool(labelled) and begun and sum(not line.indent for line in after) >= INDENTED_SHARE * len(after)
