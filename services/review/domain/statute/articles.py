"""Where the articles of a draft begin: 第X条, or 一、二、 in a decision."""
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.review.domain.numerals import NUMERAL, read_number
from services.review.domain.statute.chain import Candidate, best_chain, value_of
from services.review.domain.statute.lines import HEADING, SHORT, Line, Page
from services.review.domain.statute.marks import Mark

DIRT_SIGN = r"[ 【】《》〈〉!?#*~^|]"  # what pages that forbid copying strew into labels
DIRT = rf"{DIRT_SIGN}{{0,2}}"
SPACED = rf"{NUMERAL}(?:{DIRT}{NUMERAL})*"
_ARTICLE = re.compile(rf"第{DIRT}({SPACED}){DIRT}条(?:{DIRT}之{DIRT}({SPACED}))?")
_ENUMERATED = re.compile(r"([一二三四五六七八九十百]+) ?[、.]")
_REFERENCE = re.compile(
    r" ?(?:[的、,和及或与至到规所中;。”》)]|第? ?[一二三四五六七八九十]+ ?[款项目]|之?规定|之间|之内|以[上下]|[款项])")
_CONTENTS = re.compile(r"(?:[.…·]{3,}|…+) ?\d*$| \d{1,3}$")
_DIRT_ONLY = re.compile(DIRT)
AT_LINE, AFTER_STOP, INSIDE = 6.0, 2.0, -8.0
FOLLOWED, REFERS, SENTENCE, OPEN_END, IN_CONTENTS, QUOTED, UNINDENTED = 3.0, -6.0, 2.0, -5.0, -8.0, -4.0, -4.0
ENUMERATED_WORTH, SURE = 0.8, 10.0


def find_articles(text: str, page: Page) -> list[Mark]:
    """The articles of a folded text, in order; the numbering that carries more of the text wins."""
    quotes = _Quotes(text)
    candidates = list(_numbered(text, page, quotes))
    articles = best_chain(candidates)
    points = best_chain(list(_enumerated(text, page, quotes)))
    if value_of(points) * ENUMERATED_WORTH > value_of(articles):
        chosen = points
    else:
        chosen = sorted([*articles, *_misnumbered(articles, candidates)], key=lambda each: each.at)
    return [Mark(each.at, each.end, "article", each.number, each.extra) for each in chosen]


def _misnumbered(chain: Sequence[Candidate], candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Where a number is missing, what stands there just like an article under another number."""
    strong = [each for each in candidates if each.score >= SURE]
    for one, two in pairwise(chain):
        if two.number > one.number + 1:
            inside = [each for each in strong if one.end <= each.at < two.at]
            yield from inside[:two.number - one.number - 1]


def _numbered(text: str, page: Page, quotes: "_Quotes") -> Iterator[Candidate]:
    for found in _ARTICLE.finditer(text):
        number, extra = read_clean(found[1]), read_clean(found[2]) if found[2] else 0
        if number:
            score = _judge(text, page, found.start(), found.end(), quotes)
            yield Candidate(found.start(), found.end(), number, extra or 0, score)


def _enumerated(text: str, page: Page, quotes: "_Quotes") -> Iterator[Candidate]:
    for index, line in enumerate(page.lines):
        found = _ENUMERATED.match(text, line.at, line.end)
        number = read_number(found[1]) if found else None
        if found and number:
            score = AT_LINE + _before(text, page, index) + SENTENCE * line.stops
            yield Candidate(line.at, found.end(), number, score=score + (2 * QUOTED if quotes.hold(line.at) else 0.0))


def read_clean(numeral: str) -> int | None:
    """Read a numeral that may have spaces and dirt between its characters."""
    return read_number(re.sub(DIRT_SIGN, "", numeral))


def _judge(text: str, page: Page, at: int, end: int, quotes: "_Quotes") -> float:
    """How much a place looks like the beginning of an article, and not like a reference to one."""
    index = page.index_at(at)
    line = page.lines[index] if index >= 0 else Line(0, 0, 0, stops=False)
    score = _position(text, page, index, at)
    after = text[end:end + 8]
    score += FOLLOWED if after[:1] in (" ", "〖", "【", "(", "\n") else 0.0
    score += REFERS if _REFERENCE.match(after) else 0.0
    score += QUOTED if quotes.hold(at) else 0.0
    rest = text[end:line.end]
    score += SENTENCE if any(sign in rest for sign in "。;:") else 0.0
    return score + (IN_CONTENTS if _CONTENTS.search(rest) else 0.0)


def _position(text: str, page: Page, index: int, at: int) -> float:
    """At the beginning of a line, after a full stop, or in the middle of a sentence."""
    if index < 0:
        return INSIDE
    line = page.lines[index]
    before = text[line.at:at]
    if _DIRT_ONLY.fullmatch(before):
        indented = UNINDENTED if page.is_indented and not line.indent else 0.0
        return AT_LINE + indented + _before(text, page, index)
    bare = before.rstrip()
    if bare[-1:] in "。;" or bare.endswith(("。”", "。)", "】")):
        return AFTER_STOP
    return 0.0 if before[-1:] == " " else INSIDE


def _before(text: str, page: Page, index: int) -> float:
    """What the line before says: a paragraph that is finished, a heading, or a sentence that goes on."""
    if not index:
        return AFTER_STOP
    line = page.lines[index - 1]
    if line.stops:
        return AFTER_STOP
    words = text[line.at:line.end]
    short = line.width <= SHORT and "," not in words and "、" not in words[-1:]
    return 0.0 if short or (HEADING.match(words) and line.width <= 2 * SHORT) else OPEN_END


class _Quotes:
    """Where “ ” hold: what stands in them is quoted."""

    def __init__(self, text: str) -> None:
        self._places: list[int] = []
        self._open: list[bool] = []
        for found in re.finditer("[“”]", text):
            self._places.append(found.start())
            self._open.append(found[0] == "“")

    def hold(self, place: int) -> bool:
        """Whether a place stands between an opening quotation mark and its end."""
        index = bisect_right(self._places, place) - 1
        return index >= 0 and self._open[index]
