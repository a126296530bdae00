"""A draft's text becomes provisions: 编 章 节 条 款 项 目 and annexes, with stable identifiers.

Two steps, kept apart. ``find_marks`` looks for the places where something begins: candidates everywhere, then the
best consecutive numbering through the whole text (chain.py). ``build`` cuts the text at those marks and nothing else,
so that an officer's correction is a change of marks, and a text with its marks always gives the same tree.
"""
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from services.review.domain.numerals import write_number
from services.review.domain.statute.annexes import find_annexes
from services.review.domain.statute.articles import find_articles
from services.review.domain.statute.headings import find_headings
from services.review.domain.statute.inside import find_captions, lay_out
from services.review.domain.statute.layout import read_lines
from services.review.domain.statute.lines import Page
from services.review.domain.statute.marks import NOISE, Mark, fold
from services.review.domain.statute.noise import find_signature
from services.review.domain.statute.preamble import find_title
from services.review.domain.statute.remarks import Remark, check
from services.review.domain.statute.tree import Provision, build
from services.review.domain.statute.words import Words
from shared.refusals import Invalid

__all__ = ["Mark", "Provision", "Remark", "Statute", "StatuteRefused", "build", "check", "find_marks", "label_of",
           "parse"]


class StatuteRefused(Invalid):
    """The text holds no article and no heading that could be one."""

    def __init__(self, sentence: str) -> None:
        super().__init__("草案没有导入。", {"file": [sentence]})


@dataclass(frozen=True)
class Statute:
    """A parsed draft, its provisions flat and in document order, what looks wrong, and the marks it was cut at."""

    title: str
    provisions: tuple[Provision, ...]
    remarks: tuple[Remark, ...]
    marks: tuple[Mark, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What looks wrong, as sentences."""
        return tuple(remark.sentence for remark in self.remarks)


def parse(text: str) -> Statute:
    """Parse a draft, or raise StatuteRefused."""
    folded = fold(text)
    page = read_lines(folded, text)
    marks = find_marks(folded, page)
    if not any(mark.kind == "article" for mark in marks):
        raise StatuteRefused("没有找到“第一条”这样的条文，也没有“一、”这样的编号：请检查文件内容是否是法规草案。")
    noise = [(mark.at, mark.end) for mark in marks if mark.kind == NOISE]
    first = next(mark.at for mark in marks if mark.kind != NOISE)
    title = find_title(folded, page, Words(text, noise), first)
    return Statute(title, build(text, marks), check(text, marks), tuple(marks))


def find_marks(folded: str, page: Page) -> list[Mark]:
    """Where everything begins in a folded text, in order."""
    articles = find_articles(folded, page)
    if not articles:
        return []
    annexes = find_annexes(folded, page, articles[-1].end)
    end = annexes[0].at if annexes else len(folded)
    noise = [Mark(line.at, line.end, NOISE) for line in page.noise if articles[0].at < line.at < end]
    signature = find_signature(folded, page, articles[-1].end, end)
    noise += [Mark(line.at, line.end, NOISE) for line in signature]
    page = page.without(signature)
    headings = find_headings(page, Words(folded, [(mark.at, mark.end) for mark in noise]), articles)
    captions = find_captions(folded, articles)
    marks = [*articles, *annexes, *noise, *headings, *captions.values()]
    stops = sorted([mark.at for mark in (*articles, *headings)] + [end])
    for article in articles:
        start = captions[article].end if article in captions else article.end
        marks += lay_out(folded, page, start, _next(stops, article.at))
    return sorted(marks)


def _next(stops: Sequence[int], place: int) -> int:
    return stops[min(bisect_right(stops, place), len(stops) - 1)]


def label_of(eid: str) -> str:
    """Say an identifier as statutes do: art_12__para_2__item_3 is 第十二条第二款第（三）项."""
    names = {"part": "编", "subpart": "分编", "chp": "章", "sec": "节", "para": "款"}
    said = ""
    for part in eid.split("__"):
        kind, first, *rest = part.split("_")
        number = write_number(int(first))
        if kind == "art":
            said += f"第{number}条" + "".join(f"之{write_number(int(each))}" for each in rest)
        elif kind == "annex":
            said += f"附件{number}"
        elif kind in ("item", "point"):
            said += f"第（{number}）项" if kind == "item" else f"第{int(first)}目"
        else:
            said += f"第{number}{names[kind]}"
    return said
