"""What stands in an article: its caption, its 款, their 项 and 目."""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.review.domain.numerals import CHINESE, read_number
from services.review.domain.statute.layout import begins_paragraph
from services.review.domain.statute.lines import Page
from services.review.domain.statute.marks import CAPTION, Mark

_ITEM = re.compile(rf"“?\( ?({CHINESE}(?: {CHINESE})*) ?\)")
_REFERENCE = re.compile(r" ?(?:项(?!目)|款(?!项)|目(?![的标录前]))")
_POINT = re.compile(r"(\d{1,2}) ?[.、)](?!\d)|\( ?(\d{1,2}) ?\)|([①-⑳])")
_RUN_IN = re.compile(rf"(?<=[:;。])\( ?({CHINESE}) ?\)(?! ?(?:项(?!目)|款(?!项)))")
_SURE_CAPTION = re.compile(r"[ \n]*(?:〖[^〖〗\n]{1,40}〗|【[^【】《》。;:\n]{1,40}】)")
_ROUND_CAPTION = re.compile(r"[ \n]*\([^()。;:\n]{1,40}\)")
_BARE_CAPTION = re.compile(r" *[^\s。,;:、()“]{2,20} *(?=\n)")
CAPTIONED_SHARE, BARE_LEAST, BARE_SHARE = 0.5, 4, 0.8


def find_captions(text: str, articles: Sequence[Mark]) -> dict[Mark, Mark]:
    """Each article's caption; one in （） or without brackets counts only where most articles have one."""
    kinds = ((_SURE_CAPTION, 1, 0.0), (_ROUND_CAPTION, 1, CAPTIONED_SHARE), (_BARE_CAPTION, BARE_LEAST, BARE_SHARE))
    for pattern, least, share in kinds:
        found = {article: match for article in articles if (match := pattern.match(text, article.end))}
        if len(found) < max(least, share * len(articles)) or (pattern is _BARE_CAPTION and _is_refrain(found)):
            continue
        return {article: _caption(match) for article, match in found.items()}
    return {}


def _is_refrain(found: Mapping[Mark, re.Match[str]]) -> bool:
    """Whether the same few words begin most articles: a line was broken behind them, they are no captions."""
    return len({match[0].strip() for match in found.values()}) < BARE_SHARE * len(found)


def _caption(match: re.Match[str]) -> Mark:
    return Mark(match.start() + len(match[0]) - len(match[0].lstrip()), match.end(), CAPTION)


def lay_out(text: str, page: Page, start: int, end: int) -> list[Mark]:
    """The 款 after the first, the 项 and the 目 of an article whose words stand from *start* to *end*."""
    reading = _Reading(text, page)
    for index in range(max(page.index_at(start), 0), len(page.lines)):
        line = page.lines[index]
        if line.at >= end:
            break
        at, until = max(line.at, start), min(line.end, end)
        words = text[at:until].lstrip()
        if words:
            reading.read(index, until - len(words), until)
    return reading.marks


@dataclass(frozen=True)
class _Label:
    """A label at the beginning of a line."""

    kind: str
    number: int
    end: int


def _label_at(text: str, at: int) -> _Label | None:
    """The label of an 项 or a 目 that stands at a place."""
    if item := _ITEM.match(text, at):
        return _Label("item", read_number(item[1]) or 0, item.end())
    if point := _POINT.match(text, at):
        return _Label("point", int(point[1] or point[2] or 0) or ord(point[3]) - ord("①") + 1, point.end())
    return None


class _Reading:
    """How far an article has been read, and the marks it gave."""

    def __init__(self, text: str, page: Page) -> None:
        self.text, self.page = text, page
        self.marks: list[Mark] = []
        self.found_words = False
        self._item, self._point = 0, 0

    def read(self, index: int, at: int, end: int) -> None:
        """Take one line, from its first word to its end."""
        begins = not self.found_words or begins_paragraph(self.page, index)
        label = self._label(at, begins)
        if label:
            self._begin(label, at)
        elif begins and self.found_words:
            self._begin_paragraph(at)
        self.found_words = True
        self._read_run_in(label.end if label else at, end)

    def _label(self, at: int, begins: bool) -> _Label | None:
        found = _label_at(self.text, at)
        if found is None or (not begins and _REFERENCE.match(self.text, found.end)):
            return None
        return found if self._fits(found, begins) else None

    def _fits(self, label: _Label, begins: bool) -> bool:
        """Whether a label's number can come here: the next one, or where a paragraph begins also 1 or a later 项."""
        if label.kind == "point":
            return label.number == self._point + 1 or (begins and label.number == 1)
        if label.number == self._item + 1 and not self.page.is_indented:
            return True
        return begins and (label.number == 1 or label.number > self._item)

    def _begin(self, label: _Label, at: int) -> None:
        if label.kind == "item":
            if label.number <= self._item:
                self._begin_paragraph(at)
            self._item, self._point = label.number, 0
        else:
            self._point = label.number
        self.marks.append(Mark(at, label.end, label.kind, label.number))

    def _begin_paragraph(self, at: int) -> None:
        self._item = self._point = 0
        self.marks.append(Mark(at, at, "paragraph"))

    def _read_run_in(self, start: int, end: int) -> None:
        """项 that follow one another inside a line: （一）…；（二）… after a colon."""
        found = list(_RUN_IN.finditer(self.text, start, end))
        for place, match in enumerate(found):
            number = read_number(match[1]) or 0
            opens = number == 1 and self.text[match.start() - 1] == ":" and place + 1 < len(found)
            if number == self._item + 1 and (number > 1 or opens):
                self._begin(_Label("item", number, match.end()), match.start())
