"""How a draft was laid out: one paragraph to a line, or wrapped at one width, with or without indents."""
from collections.abc import Sequence
from itertools import pairwise

from services.review.domain.statute.lines import ANNEX, LABEL, SHORT, Line, Page, split_lines
from services.review.domain.statute.noise import find_page_numbers, find_running_heads

LONG_SHARE, INDENTED_SHARE, WIDEST = 0.8, 0.8, 0.95
BROKEN_LEAST, BROKEN_SHARE = 3, 0.05


def read_lines(text: str, original: str = "") -> Page:
    """Split a folded text into lines and find out how they were broken; tabs in the *original* make rows."""
    every = list(split_lines(text, original))
    dropped = find_page_numbers(text, every)
    rest = [line for line in every if line.at not in dropped]
    width = _width(rest, _broken(text, rest))
    return _page(text, every, dropped | find_running_heads(text, every, dropped), width)


def _page(text: str, every: Sequence[Line], dropped: set[int], width: int) -> Page:
    lines = tuple(line for line in every if line.at not in dropped)
    noise = tuple(line for line in every if line.at in dropped)
    starts = frozenset(line.at for line in lines)
    return Page(lines, noise, starts, bool(width), _is_indented(text, lines), width)


def begins_paragraph(page: Page, index: int) -> bool:
    """Whether a line begins a paragraph: by its indent where wrapped lines have one, else after a full stop."""
    line = page.lines[index]
    if not index:
        return True
    if line.is_row:
        return False
    before = page.lines[index - 1]
    if page.is_indented or before.is_row:
        return before.is_row or line.indent > 0
    return before.stops and (not page.is_wrapped or _ends_paragraph(page, before))


def _ends_paragraph(page: Page, line: Line) -> bool:
    """Whether a wrapped line that ends a sentence ends its paragraph too: it is short, or the stop is a full one."""
    return line.width + line.indent < page.width - 1 or line.full


def _broken(text: str, lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Pairs of lines between which a sentence goes on."""
    return [(one, two) for one, two in pairwise(lines)
            if not one.stops and one.width > SHORT and not LABEL.match(text, two.at)]


def _width(lines: Sequence[Line], broken: Sequence[tuple[Line, Line]]) -> int:
    """The width at which lines were wrapped: most of those that end no sentence are about as long; 0: they were not."""
    if len(broken) < max(BROKEN_LEAST, BROKEN_SHARE * len(lines)):
        return 0
    widths = sorted(line.width + line.indent for line in lines)
    width = widths[int(WIDEST * (len(widths) - 1))]
    near = sum(one.width + one.indent >= LONG_SHARE * width for one, _ in broken)
    return width if near >= LONG_SHARE * len(broken) else 0


def _is_indented(text: str, lines: Sequence[Line]) -> bool:
    """Whether paragraphs begin with spaces: labels do, and lines without them go on with a sentence."""
    body = _body(text, lines)
    full = max((line.width + line.indent for line in body), default=0) - 1
    labelled = [line.indent > 0 for line in body if LABEL.match(text, line.at)]
    flush = [not one.stops or one.width + one.indent >= full for one, two in pairwise(body) if not two.indent]
    return _most(labelled) and _most(flush)


def _body(text: str, lines: Sequence[Line]) -> Sequence[Line]:
    """From the first label on, without annexes: those are laid out in ways of their own."""
    first = next((index for index, line in enumerate(lines) if LABEL.match(text, line.at)), len(lines))
    last = next((index for index, line in enumerate(lines) if index > first and ANNEX.match(text, line.at, line.end)),
                len(lines))
    return lines[first:last]


def _most(facts: Sequence[bool]) -> bool:
    return bool(facts) and sum(facts) >= INDENTED_SHARE * len(facts)
