"""Lines that belong to no provision: page numbers, titles that run along at the head of each page, signatures."""
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from services.review.domain.statute.chain import Candidate, best_chain
from services.review.domain.statute.lines import LABEL, Line, Page

_PAGE = re.compile(
    r"[-—–―·~ ]*(\d{1,4})[-—–―·~ ]*|第 ?\d+ ?页.{0,12}|共 ?\d+ ?页.{0,12}|\d+ ?/ ?\d+|[Pp]age ?\d+.{0,8}")
_NUMBER_ALONE = re.compile(r"\d{1,4}")
COUNTED_ON, HEAD_SHARE, HEAD_REPEATS, HEAD_LEAST, HEAD_MOST = 10.0, 0.8, 3, 6, 60
SIGNED_MOST = 30


def find_page_numbers(text: str, lines: Sequence[Line]) -> set[int]:
    """Where the page numbers stand: marked as such, or bare numbers that count on from line to line."""
    found, bare = set(), []
    for line in lines:
        words = text[line.at:line.end]
        if len(words) > HEAD_MOST or not _PAGE.fullmatch(words):
            continue
        if _NUMBER_ALONE.fullmatch(words):
            bare.append(Candidate(line.at, line.end, int(words), score=COUNTED_ON))
        else:
            found.add(line.at)
    return found | {each.at for each in best_chain(bare)}


def find_running_heads(text: str, lines: Sequence[Line], pages: set[int]) -> set[int]:
    """Where the draft's own title comes again, or a short line again and again beside page numbers."""
    heads = {line.at: _head_of(text, line) for line in lines if line.at not in pages}
    first, *later = list(heads) or [-1]
    counts = Counter(heads.values())
    near = Counter(heads[at] for at in _beside(lines, pages) if at in heads)
    running = {words for words, number in near.items() if number >= max(HEAD_REPEATS, HEAD_SHARE * counts[words])}
    running.add(heads.get(first, ""))
    return {at for at in later if heads[at] in running - {""}}


def _beside(lines: Sequence[Line], pages: set[int]) -> set[int]:
    """The lines straight before or after a page number."""
    near = [(one.at, two.at) for one, two in pairwise(lines)]
    return {one for one, two in near if two in pages} | {two for one, two in near if one in pages}


def find_signature(text: str, page: Page, start: int, end: int) -> Sequence[Line]:
    """What stands below the last article, after its last sentence, and is none: who issued the draft, and when."""
    below = [line for line in page.lines[max(0, page.index_at(start)):] if line.at < end]
    kept = len(below)
    while kept > 1 and _may_sign(text, below[kept - 1]):
        kept -= 1
    return below[kept:] if kept and below[kept - 1].stops else ()


def _may_sign(text: str, line: Line) -> bool:
    return not (line.stops or line.is_row or line.width > SIGNED_MOST or LABEL.match(text, line.at))


def _head_of(text: str, line: Line) -> str:
    """A line that may be a running title; "" where it cannot."""
    words = text[line.at:line.end]
    short = not line.stops and HEAD_LEAST <= len(words) <= HEAD_MOST
    return words if short and not LABEL.match(words) else ""
