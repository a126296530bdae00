"""A draft as it is proofread: the lines of its text, each beside what it has become."""
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.review.domain.statute import Mark, Provision
from services.review.domain.statute.marks import CAPTION, HEADINGS, NOISE
from services.review.domain.statute.tree import build_places

WINDOW, BEFORE = 200, 10
DEPTHS = {"paragraph": 1, "item": 2, "point": 3}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the text, or the part of one from a mark on: text[at:end], and what begins here."""

    at: int
    end: int
    words: str
    marks: tuple[Mark, ...]
    goes_on: bool

    @property
    def is_noise(self) -> bool:
        """Whether it belongs to no provision."""
        return any(mark.kind == NOISE for mark in self.marks)

    @property
    def begins(self) -> bool:
        """Whether a provision begins here."""
        return bool(self.marks) and not self.is_noise


@dataclass(frozen=True, kw_only=True)
class Block:
    """The lines of one provision, and the provisions that begin with them (an article and its first 款 are two)."""

    lines: tuple[Line, ...]
    provisions: tuple[Provision, ...]
    depth: int

    @property
    def is_heading(self) -> bool:
        """Whether this is an 编, a 章 or a 节."""
        return bool(self.provisions) and self.provisions[0].kind in HEADINGS


@dataclass(frozen=True, kw_only=True)
class Window:
    """The part of a draft around a place; ``before`` and ``after`` are where its neighbours begin."""

    at: int
    blocks: tuple[Block, ...]
    before: int | None
    after: int | None
    first: int
    last: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One entry of the contents: a heading and where it stands."""

    at: int
    label: str
    depth: int


def read_lines(text: str, marks: Sequence[Mark]) -> list[Line]:
    """The lines that are not empty, cut also where something begins inside."""
    beginning: dict[int, list[Mark]] = {}
    for mark in sorted(marks):
        if mark.kind != CAPTION:
            beginning.setdefault(mark.at, []).append(mark)
    cuts = sorted({*beginning, *(mark.end for mark in marks if mark.kind == NOISE)})
    return [Line(at=at, end=end, words=text[at:end].rstrip(), marks=tuple(beginning.get(at, ())), goes_on=goes_on)
            for at, end, goes_on in _pieces(text, cuts) if at in beginning or text[at:end].strip()]


def _pieces(text: str, cuts: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    """Each line from its first sign on, cut at *cuts*; whether the piece goes on from one before it in its line."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        first = start + len(line) - len(line.lstrip())
        inside = cuts[bisect_right(cuts, start - 1):bisect_right(cuts, end - 1)]
        places = sorted({first, *inside}) if first < end else list(inside)
        for at, until in pairwise([*places, end]):
            yield at, until, at != places[0]
        start = end + 1


def look_at(text: str, marks: Sequence[Mark], at: int, start: int | None = None) -> Window:
    """The window that begins at *start*, if the place stands in it; else the one a little before the place."""
    lines = read_lines(text, marks)
    here = _index(lines, at)
    first = _index(lines, start) if start is not None else -1
    if not first <= here < first + WINDOW or first < 0:
        first = max(0, here - BEFORE)
    last = min(first + WINDOW, len(lines))
    return Window(at=lines[here].at if lines else 0, blocks=tuple(_blocks(text, marks, lines[first:last])),
                  before=lines[max(0, first - WINDOW)].at if first else None,
                  after=lines[last].at if last < len(lines) else None, first=first + 1, last=last, total=len(lines))


def _index(lines: Sequence[Line], at: int) -> int:
    return max(0, bisect_right(lines, at, key=lambda line: line.at) - 1)


def line_at(lines: Sequence[Line], at: int) -> int:
    """Where the line begins that holds a place."""
    return lines[_index(lines, at)].at if lines else 0


def _blocks(text: str, marks: Sequence[Mark], lines: Sequence[Line]) -> Iterator[Block]:
    provisions = _by_place(text, marks)
    group: list[Line] = []
    for line in lines:
        if line.begins and group:
            yield _block(group, provisions)
            group = []
        group.append(line)
    if group:
        yield _block(group, provisions)


def _block(lines: Sequence[Line], provisions: dict[int, list[Provision]]) -> Block:
    found = provisions.get(lines[0].at, []) if lines[0].begins else []
    kinds = [each.kind for each in found if each.kind != "paragraph"] or ["paragraph" if found else ""]
    return Block(lines=tuple(lines), provisions=tuple(found), depth=DEPTHS.get(kinds[0], 0))


def _by_place(text: str, marks: Sequence[Mark]) -> dict[int, list[Provision]]:
    """The provisions by the place of the mark they began with; an article's first 款 by that of its article."""
    found: dict[int, list[Provision]] = {}
    place, is_first = 0, False
    for provision, mark in build_places(text, marks):
        place = place if is_first else mark.at
        found.setdefault(place, []).append(provision)
        is_first = provision.kind == "article"
    return found


def list_headings(text: str, marks: Sequence[Mark]) -> list[Heading]:
    """The headings and annexes of a draft with their places."""
    return [Heading(at=mark.at, label=f"{each.label} {each.caption}".strip(), depth=each.eid.count("__"))
            for each, mark in build_places(text, marks) if each.kind in (*HEADINGS, "annex")]
