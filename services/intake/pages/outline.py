"""A draft as a person reads it: chapters, and in them articles with their lines."""
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.intake.domain.contents import article_of, find_quote

HEADINGS = ("part", "subpart", "chapter", "section")
LEAVES = ("article", "annex")
MOST = 1000
_SENTENCE = re.compile(r"[^\s。；！？][^。；！？\n]*[。；！？]?[”’」』）]*")
_PLACE = re.compile(r"(?P<eid>[a-z0-9_]{1,120})@(?P<start>[0-9]{1,6})\+(?P<length>[0-9]{1,4})")


@dataclass(frozen=True)
class Line:
    """One 款, 项 or 目, with its own label; ``eid`` names it."""

    eid: str
    kind: str
    label: str
    text: str


@dataclass(frozen=True)
class Article:
    """An article (or an annex) with its lines; ``text`` holds all its words."""

    eid: str
    label: str
    caption: str
    text: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Sentence:
    """Words of an article that may be quoted, and where they begin in the text of the provision they stand in."""

    eid: str
    start: int
    text: str

    @property
    def place(self) -> str:
        """The same in one word, as a form sends it: art_3__para_2@12+20."""
        return f"{self.eid}@{self.start}+{len(self.text)}"


@dataclass(frozen=True)
class Chapter:
    """A heading of any level and the articles that stand straight under it; without a heading, all is empty."""

    eid: str
    kind: str
    label: str
    caption: str
    articles: list[Article] = field(default_factory=list)


def read_outline(provisions: Sequence[dict[str, Any]]) -> list[Chapter]:
    """Gather a draft's flat provisions, in document order, into chapters."""
    chapters: list[Chapter] = []
    for each in provisions:
        if each["kind"] in HEADINGS:
            chapters.append(Chapter(each["eid"], each["kind"], each["label"], each["caption"]))
        elif each["kind"] in LEAVES:
            _last_chapter(chapters).articles.append(
                Article(each["eid"], each["label"], each["caption"], each["text"]))
        elif chapters and chapters[-1].articles:
            chapters[-1].articles[-1].lines.append(Line(each["eid"], each["kind"], each["label"], each["text"]))
    return chapters


def find_article(chapters: Sequence[Chapter], eid: str) -> Article | None:
    """Find the article that *eid* is, or stands in."""
    wanted = article_of(eid)
    articles = (article for chapter in chapters for article in chapter.articles)
    return next((article for article in articles if article.eid == wanted), None)


def list_sentences(article: Article) -> list[Sentence]:
    """The sentences of an article, those of each 款, 项 and 目 by themselves; what is too long to quote is left out."""
    return [Sentence(line.eid, found.start(), found[0]) for line in article.lines or _lines_of(article)
            for found in _SENTENCE.finditer(line.text) if len(found[0]) <= MOST]


def find_sentence(article: Article, place: str) -> Sentence | None:
    """The words of an article that *place* names, if they are there."""
    found = _PLACE.fullmatch(place)
    line = next((each for each in _lines_of(article) if found and each.eid == found["eid"]), None)
    if found is None or line is None:
        return None
    start = int(found["start"])
    return _sentence(line, start, start + int(found["length"]))


def find_words(article: Article, eid: str, quote: str, start: int) -> Sentence | None:
    """The words of an article that somebody has marked, at the place nearest to where they say it is."""
    line = next((each for each in _lines_of(article) if each.eid == eid), None)
    found = find_quote(line.text, quote, start) if line else None
    return _sentence(line, *found) if line and found else None


def _sentence(line: Line, start: int, end: int) -> Sentence | None:
    """What stands between two places, without white space at its ends, if it is not too much."""
    words = line.text[start:end].strip()
    if not words or len(words) > MOST:
        return None
    return Sentence(line.eid, line.text.index(words, start), words)


def _lines_of(article: Article) -> list[Line]:
    """The lines of an article, and the article itself, in which a quotation may reach over several of them."""
    whole = Line(article.eid, "article", article.label, article.text)
    return [*article.lines, whole]


def _last_chapter(chapters: list[Chapter]) -> Chapter:
    if not chapters:
        chapters.append(Chapter("", "chapter", "", ""))
    return chapters[-1]
