"""A draft as a person reads it: chapters, and in them articles with their lines."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.intake.domain import article_of

HEADINGS = ("part", "subpart", "chapter", "section")
LEAVES = ("article", "annex")


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


def find_article(provisions: Sequence[dict[str, Any]], eid: str) -> Article | None:
    """Find the article that *eid* is, or stands in."""
    wanted = article_of(eid)
    articles = (article for chapter in read_outline(provisions) for article in chapter.articles)
    return next((article for article in articles if article.eid == wanted), None)


def _last_chapter(chapters: list[Chapter]) -> Chapter:
    if not chapters:
        chapters.append(Chapter("", "chapter", "", ""))
    return chapters[-1]
