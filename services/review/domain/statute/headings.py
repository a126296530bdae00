"""Where 编 章 节 begin: straight before an article or a lower heading, with a short title and nothing else between."""
import re
from collections.abc import Iterator, Sequence

from services.review.domain.statute.articles import DIRT, SPACED, read_clean
from services.review.domain.statute.lines import Page
from services.review.domain.statute.marks import HEADINGS, LEVELS, SUPPLIED, Mark
from services.review.domain.statute.words import Words

_HEADING = re.compile(rf"第{DIRT}({SPACED}){DIRT}(分{DIRT}编|编|章|节)")
_BOUNDARY = re.compile(r"|[\n 。;:”》)】]")
_SENTENCE = re.compile(r"[。;:!?…]|,.*,|\.{3}")
CAPTION_MOST, REACH = 60, 400
USUAL = frozenset(("总则", "附则", "分则", "罚则", "法律责任", "一般规定", "监督管理", "监督检查", "保障措施"))


def find_headings(page: Page, words: Words, articles: Sequence[Mark]) -> list[Mark]:
    """The headings of a folded text, in order, given its articles; *words* leaves the noise out."""
    found: list[Mark] = []
    start = 0
    for article in articles:
        nearest = sorted(_before(page, words, max(start, article.at - REACH), article.at))
        found += nearest or _unnumbered(page, words, start, article.at, found)
        start = article.end
    return found


def _unnumbered(page: Page, words: Words, start: int, end: int, before: Sequence[Mark]) -> list[Mark]:
    """A chapter that has lost its number: a usual title alone on the line before an article."""
    line = page.lines[max(0, page.index_at(end) - 1)]
    bare = re.sub(r"\s", "", words.text[line.at:line.end])
    if not start <= line.at < end or bare not in USUAL:
        return []
    number = next((mark.number for mark in reversed(before) if mark.kind == "chapter"), 0) + 1
    return [Mark(line.at, line.at, "chapter", number, SUPPLIED)]


def _before(page: Page, words: Words, start: int, end: int) -> Iterator[Mark]:
    """The headings that stand straight before a place, the nearest first, each higher than the one after it."""
    level, place = len(HEADINGS), end
    for match in reversed(list(_HEADING.finditer(words.text, start, end))):
        kind = LEVELS[match[2] if len(match[2]) == 1 else "分编"]
        number = read_clean(match[1])
        before = words.text[max(0, match.start() - 1):match.start()]
        if not number or not (match.start() in page.starts or _BOUNDARY.fullmatch(before)):
            continue
        if HEADINGS.index(kind) >= level or not _is_caption(words.raw(match.end(), place).strip()):
            return
        level, place = HEADINGS.index(kind), match.start()
        yield Mark(match.start(), match.end(), kind, number)


def _is_caption(words: str) -> bool:
    """Whether what stands between is a short title: no sentence, no row of dots."""
    return len(words) <= CAPTION_MOST and not _SENTENCE.search(words)
