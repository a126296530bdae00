"""A draft's text becomes provisions: 编 章 节 条 款 项 目 and annexes, with stable identifiers.

This first parser reads clean text, one paragraph a line: a heading or an article begins its line. It is deliberately
behind one function, ``parse``, so that a stronger reading can take its place without touching a caller.
"""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.review.domain.numerals import NUMERAL, read_number, write_number
from shared.refusals import Invalid

LEVELS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
SHORT = {"part": "part", "subpart": "subpart", "chapter": "chp", "section": "sec"}
ANNEX_TITLE_MOST = 40
SHOWN = 30
ORDER = ("part", "subpart", "chapter", "section")
_HEADING = re.compile(rf"第\s*({NUMERAL})\s*(分编|编|章|节)(?:[\s　]+|(?=[^\s，。；、：规定至到或和的]))(.{{0,60}})")
_ARTICLE = re.compile(rf"第\s*({NUMERAL})\s*条(?:\s*之\s*({NUMERAL}))?(?![款项至到、和或规的])\s*(.*)")
_CAPTION = re.compile(r"(?:〖([^〗]{1,40})〗|【([^】]{1,40})】|（([^（）]{1,40})）|\(([^()]{1,40})\))\s*")
_ITEM = re.compile(rf"[（(]\s*({NUMERAL})\s*[）)]\s*(.*)")
_POINT = re.compile(r"(\d{1,2})\s*[.．、]\s*(.*)|[（(](\d{1,2})[）)]\s*(.*)")
_ANNEX = re.compile(rf"(附件|附表|附录)\s*({NUMERAL})?\s*[:：]?\s*(.*)")
_CONTENTS = re.compile(r"目\s*录")
_PAGE = re.compile(r"[—\-–\s]*\d{1,4}[—\-–\s]*|第\s*\d+\s*页.*")


class StatuteRefused(Invalid):
    """The text holds no article and no heading that could be one."""

    def __init__(self, sentence: str) -> None:
        super().__init__("草案没有导入。", {"file": [sentence]})


@dataclass(frozen=True)
class Provision:
    """One provision: ``text`` of an article holds all its words; of a 款 its own up to the first 项."""

    eid: str
    kind: str
    label: str
    caption: str
    text: str
    parent: str | None


@dataclass(frozen=True)
class Statute:
    """A parsed draft, its provisions flat and in document order, with what looks wrong."""

    title: str
    provisions: tuple[Provision, ...]
    warnings: tuple[str, ...]


@dataclass
class _Reading:
    """What has been read so far."""

    title: list[str] = field(default_factory=list)
    provisions: list[Provision] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    containers: dict[str, str] = field(default_factory=dict)
    article: tuple[int, int] = (0, 0)
    annexes: int = 0
    lines: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def has_articles(self) -> bool:
        """Whether the first article has begun."""
        return self.article != (0, 0)


@dataclass
class _Count:
    """Numbers what stands under ``above``: its last number, its next identifier. Where nothing stands above, nothing
    is next."""

    above: str = ""
    kind: str = ""
    last: int = 0

    def is_next(self, number: int | None) -> bool:
        """Whether *number* is the one that comes now."""
        return bool(self.above) and number == self.last + 1

    def next(self) -> str:
        """Count one more; returns its identifier."""
        self.last += 1
        return f"{self.above}__{self.kind}_{self.last}"


def parse(text: str) -> Statute:
    """Parse a draft, or raise StatuteRefused."""
    reading = _Reading()
    for line in _without_contents(_lines(text)):
        _take(reading, line)
    _close_article(reading)
    if not any(each.kind == "article" for each in reading.provisions):
        raise StatuteRefused("没有找到“第一条”这样的条文：请检查文件内容，条文应各自另起一行，以“第×条”开头。")
    return Statute(_title(reading.title), tuple(reading.provisions), tuple(reading.warnings))


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


def _lines(text: str) -> list[str]:
    lines = (re.sub(r"[\s　]+", " ", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return [line for line in lines if line and not _PAGE.fullmatch(line)]


def _without_contents(lines: Sequence[str]) -> Iterator[str]:
    """Drop a table of contents: what stands between 目录 and the second time its first heading comes."""
    start = next((at for at, line in enumerate(lines) if _CONTENTS.fullmatch(line)), None)
    if start is None or start + 1 >= len(lines):
        yield from lines
        return
    first = re.sub(r"[\s.…·\d]+$", "", lines[start + 1])
    again = next((at for at in range(start + 2, len(lines)) if lines[at].startswith(first[:6])), start + 1)
    yield from lines[:start]
    yield from lines[again:]


def _take(reading: _Reading, line: str) -> None:
    annex = _ANNEX.fullmatch(line)
    if annex and reading.has_articles and len(line) < ANNEX_TITLE_MOST:
        _begin_annex(reading, line)
    elif reading.annexes:
        _extend_annex(reading, line)
    elif (article := _ARTICLE.match(line)) and _follows(reading, article):
        _begin_article(reading, article)
    elif (heading := _HEADING.fullmatch(line)) and not annex:
        _begin_heading(reading, heading)
    else:
        _add_words(reading, line)


def _add_words(reading: _Reading, line: str) -> None:
    """A line that begins nothing: of the article before it, or of the title while there is none. What stands between a
    heading and its first article belongs to nothing and is said, never dropped in silence."""
    if not reading.has_articles and not reading.containers:
        reading.title.append(line)
    elif reading.provisions and reading.provisions[-1].kind == "article":
        reading.lines.append(line)
    else:
        reading.warnings.append(f"“{line[:SHOWN]}”不属于任何一条，没有导入：编号是否重复或有误？")


def _follows(reading: _Reading, match: re.Match[str]) -> bool:
    """Whether an article's number can stand here: it rises; what falls back is a reference inside a sentence."""
    return _number_of(match) > reading.article


def _number_of(match: re.Match[str]) -> tuple[int, int]:
    """第十二条之一 is (12, 1), 第十二条 is (12, 0); (0, 0) is no number."""
    return read_number(match[1]) or 0, (read_number(match[2]) or 0) if match[2] else 0


def _begin_article(reading: _Reading, match: re.Match[str]) -> None:
    _close_article(reading)
    number, extra = _number_of(match)
    _warn_of_gap(reading, number)
    reading.article = (number, extra)
    caption, words = _caption_of(match[3])
    label, eid = f"第{write_number(number)}条", f"art_{number}"
    if extra:
        label, eid = f"{label}之{write_number(extra)}", f"{eid}_{extra}"
    reading.provisions.append(Provision(eid, "article", label, caption, "", _container(reading)))
    reading.lines = [words] if words else []


def _warn_of_gap(reading: _Reading, number: int) -> None:
    before = reading.article[0]
    if number > before + 1:
        gap = f"第{write_number(before + 1)}条不见，" if before else ""
        after = f"第{write_number(before)}条后面" if before else "开头"
        reading.warnings.append(f"{gap}{after}是第{write_number(number)}条：是否漏页？")


def _caption_of(words: str) -> tuple[str, str]:
    """An article's caption in its brackets, if it has one, and the words after it."""
    found = _CAPTION.match(words)
    if found is None:
        return "", words
    return next(each for each in found.groups() if each).strip(), words[found.end():]


def _close_article(reading: _Reading) -> None:
    """Lay the lines of the article just read out as 款, 项 and 目."""
    if not reading.provisions or reading.provisions[-1].kind != "article":
        return
    article = reading.provisions.pop()
    if not reading.lines:
        reading.warnings.append(f"{article.label}没有内容：是否漏了正文？")
    reading.provisions.append(replace(article, text="\n".join(reading.lines)))
    reading.provisions += _inside(article.eid, reading.lines or [""])
    reading.lines = []


def _inside(article: str, lines: Sequence[str]) -> Iterator[Provision]:
    """The 款, 项 and 目 of an article; each number must be the next one, or the line is a 款 of its own."""
    paragraphs, items, points = _Count(article, "para"), _Count(), _Count()
    for line in lines:
        if (numbered := _ITEM.fullmatch(line)) and items.is_next(_written(numbered[1])):
            points = _Count(items.next(), "point")
            yield Provision(points.above, "item", f"（{write_number(items.last)}）", "", numbered[2], items.above)
        elif (point := _POINT.fullmatch(line)) and points.is_next(int(point[1] or point[3])):
            yield Provision(points.next(), "point", f"{points.last}.", "", point[2] or point[4] or "", points.above)
        else:
            paragraph = paragraphs.next()
            items, points = _Count(paragraph, "item"), _Count(paragraph, "point")
            yield Provision(paragraph, "paragraph", "", "", line, article)


def _written(numeral: str) -> int | None:
    """A number written in characters; （1） counts 目, not 项."""
    return None if numeral.isdecimal() else read_number(numeral)


def _begin_heading(reading: _Reading, match: re.Match[str]) -> None:
    _close_article(reading)
    kind, number = LEVELS[match[2]], read_number(match[1]) or 0
    for lower in ORDER[ORDER.index(kind):]:
        reading.containers.pop(lower, None)
    parent = _container(reading)
    eid = (f"{parent}__" if parent else "") + f"{SHORT[kind]}_{number}"
    counter = f"{parent}/{kind}"
    before = reading.counts.get(counter, 0)
    if number != before + 1:
        unit = match[2]
        reading.warnings.append(f"第{write_number(number)}{unit}前面是第{before}{unit}：编号是否有误？")
    reading.counts[counter] = number
    caption = match[3].strip()
    if not caption:
        reading.warnings.append(f"第{write_number(number)}{match[2]}没有标题。")
    reading.containers[kind] = eid
    reading.provisions.append(Provision(eid, kind, f"第{write_number(number)}{match[2]}", caption, "", parent))


def _begin_annex(reading: _Reading, line: str) -> None:
    _close_article(reading)
    reading.annexes += 1
    annex = Provision(f"annex_{reading.annexes}", "annex", line[:2], line[2:].strip(" ：:"), "", None)
    reading.provisions.append(annex)


def _extend_annex(reading: _Reading, line: str) -> None:
    annex = reading.provisions.pop()
    reading.provisions.append(replace(annex, text=f"{annex.text}\n{line}".strip()))


def _container(reading: _Reading) -> str | None:
    return next((reading.containers[kind] for kind in reversed(ORDER) if kind in reading.containers), None)


def _title(lines: Sequence[str]) -> str:
    """The lines before the first heading, up to the note in brackets or the date."""
    named = [line for line in lines if not re.match(r"[（(]|\d{4}年|目\s*录", line)]
    return re.sub(r"\s", "", named[0]) if named else ""
