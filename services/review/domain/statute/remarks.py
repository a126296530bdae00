"""What looks wrong in a draft as it was cut: each remark is a sentence with a suggestion, and a place in the text."""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.review.domain.numerals import write_number
from services.review.domain.statute.marks import HEADINGS, NOISE, SUPPLIED, Mark
from services.review.domain.statute.tree import UNITS, Provision, build_places

SHOWN, NAMED_MOST = 16, 5
_PAIRS = {"（": "）", "(": ")", "〖": "〗", "【": "】", "《": "》", "〈": "〉", "“": "”"}
_PINYIN = re.compile(r"(?<=[㐀-鿿])[（(][a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüɡ]{1,7}[)）]")
_STRAY = re.compile(r"(?<=[㐀-鿿])[?!#*~^|]+(?=[㐀-鿿])")
_ANY_BRACKET = re.compile("[" + re.escape("".join((*_PAIRS, *_PAIRS.values()))) + "]")
_CLOSERS = {opening: "）)" if opening in "（(" else closing for opening, closing in _PAIRS.items()}
STRAY_MOST = 3
Placed = tuple[Provision, Mark]


@dataclass(frozen=True)
class Remark:
    """A sentence for the officer, and the place of the text it is about."""

    sentence: str
    at: int


def check(text: str, marks: Sequence[Mark]) -> tuple[Remark, ...]:
    """Look a text and its marks over; the remarks come in the order of the text."""
    placed = build_places(text, marks)
    found = [*_articles(placed), *_headings(placed), *_items(placed), *_empty(placed), *_brackets(text, placed),
             *_noise(text, marks), *_dirt(text)]
    return tuple(sorted(found, key=lambda remark: remark.at))


def _articles(placed: Sequence[Placed]) -> Iterator[Remark]:
    """Numbers that are missing, come twice, or stand where they do not belong."""
    odd: set[Mark] = set()
    articles = [(each, mark) for each, mark in placed if each.kind == "article"]
    if articles and articles[0][1].number > 1:
        first, mark = articles[0]
        yield Remark(f"开头就是{first.label}，前面的条文不见：是否漏页，或者只是节选？", mark.at)
    for (before, one), (after, two), following in zip(articles, articles[1:], [*articles[2:], None], strict=False):
        if following and _is_odd(one, two, following[1]):
            shown = f"{after.label}（“{_shown(after.text)}”）"
            expected = f"是否应为第{write_number(one.number + 1)}条？"
            yield Remark(f"{before.label}和{following[0].label}之间是{shown}：{expected}", two.at)
            odd.add(two)
        elif one not in odd and (wrong := _step(before, one, after, two)):
            yield Remark(wrong, two.at)


def _is_odd(one: Mark, two: Mark, three: Mark) -> bool:
    """Whether the article in the middle has a number that the other two have no room for."""
    return three.number == one.number + 2 and two.number != one.number + 1


def _step(first: Provision, one: Mark, second: Provision, two: Mark) -> str:
    """What is wrong between two articles that follow one another; "": nothing."""
    if (two.number, two.extra) in ((one.number + 1, 0), (one.number, one.extra + 1)):
        return ""
    if (two.number, two.extra) == (one.number, one.extra):
        return f"{second.label}出现了两次，后一次是“{_shown(second.text)}”：请改其中一个的编号。"
    if two.number > one.number + 1:
        return f"{_range(one.number + 1, two.number - 1)}不见，{first.label}后面是{second.label}：是否漏页？"
    hint = "请核对编号。" if two.number < one.number else "中间是否漏了条文？"
    return f"{first.label}后面是{second.label}：{hint}"


def _range(first: int, last: int) -> str:
    one = f"第{write_number(first)}条"
    return one if first == last else f"{one}至第{write_number(last)}条"


def _headings(placed: Sequence[Placed]) -> Iterator[Remark]:
    """编 章 节 whose numbers do not count on, or that have no title."""
    last: dict[tuple[str | None, str], int] = {}
    anywhere: dict[str, int] = {}
    for each, mark in placed:
        if each.kind not in HEADINGS:
            continue
        before = last.get((each.parent, each.kind), 0)
        goes_on = mark.number in (before + 1, anywhere.get(each.kind, 0) + 1)
        if not goes_on:
            yield Remark(_heading_gap(each, mark.number, before), mark.at)
        if not each.caption:
            yield Remark(f"{each.label}没有标题：请对照原文补上。", mark.at)
        if mark.extra == SUPPLIED:
            yield Remark(f"“{each.caption}”前面没有编号，暂作{each.label}：请核对。", mark.at)
        last[each.parent, each.kind] = anywhere[each.kind] = mark.number


def _heading_gap(heading: Provision, number: int, before: int) -> str:
    unit = UNITS[heading.kind]
    if number == before:
        return f"{heading.label}出现了两次：请核对编号。"
    if not before:
        return f"第一个{unit}就是{heading.label}：前面是否漏了？"
    return f"{heading.label}前面是第{write_number(before)}{unit}：编号是否有误，或者中间漏了？"


def _items(placed: Sequence[Placed]) -> Iterator[Remark]:
    """项 and 目 whose numbers do not count on."""
    last: dict[tuple[str | None, str], int] = {}
    article, running = "", 0
    for each, mark in placed:
        article = each.label.strip("、") if each.kind == "article" else article
        if each.kind in ("item", "point"):
            before = last.get((each.parent, each.kind), 0)
            goes_on = each.kind == "item" and mark.number == running + 1
            running = mark.number if each.kind == "item" else running
            if mark.number != before + 1 and not goes_on:
                said = f"第（{write_number(before)}）项" if each.kind == "item" else f"第 {before} 目"
                wrong = f"{said}后面是{each.label}" if before else f"第一个就是{each.label}"
                yield Remark(f"{article}的项目编号不连续，{wrong}：是否漏了或者写错了？", mark.at)
            last[each.parent, each.kind] = mark.number


def _empty(placed: Sequence[Placed]) -> Iterator[Remark]:
    """Articles without a word."""
    for each, mark in placed:
        if each.kind == "article" and not each.text:
            yield Remark(f"{each.label}没有内容：是否漏了正文？", mark.at)


def _brackets(text: str, placed: Sequence[Placed]) -> Iterator[Remark]:
    """Articles in which a bracket is opened and never closed, or closed by one of another kind."""
    solid = [(each, mark) for each, mark in placed if each.kind in (*HEADINGS, "article", "annex")]
    ends = [mark.at for _, mark in solid[1:]] + [len(text)]
    for (each, mark), end in zip(solid, ends, strict=True):
        wrong, what = _unpaired(text, mark.end, end) if each.kind == "article" else (-1, "")
        if what:
            shown = _shown(text[max(mark.end, wrong - 6):end])
            yield Remark(f"{each.label.strip('、')}里{what}（“{shown}”）：请核对括号。", wrong)


def _unpaired(text: str, start: int, end: int) -> tuple[int, str]:
    """The first bracket that has no partner of its own kind, and what is wrong with it; "": all have."""
    open_ones: list[int] = []
    mixed: list[int] = []
    for found in _ANY_BRACKET.finditer(text, start, end):
        sign, place = found[0], found.start()
        if sign in _PAIRS:
            open_ones += [] if _quotes_on(text, place, open_ones) else [place]
        elif open_ones and sign in _CLOSERS[text[open_ones[-1]]]:
            opened = open_ones.pop()
            mixed += [opened] * (_PAIRS[text[opened]] != sign)
        elif not _numbers_a_line(text, place):
            return place, f"的“{sign}”不成对"
    if open_ones:
        return open_ones[0], f"的“{text[open_ones[0]]}”不成对"
    return (mixed[0], "全角和半角的括号混用") if mixed else (-1, "")


def _quotes_on(text: str, place: int, open_ones: Sequence[int]) -> bool:
    """Whether a mark goes on with a quotation: each of its paragraphs begins with one, only the last is closed."""
    begins = not text[text.rfind("\n", 0, place) + 1:place].strip()
    return begins and text[place] == "“" and bool(open_ones) and text[open_ones[-1]] == "“"


def _numbers_a_line(text: str, place: int) -> bool:
    """Whether a closing bracket belongs to a number like 1) or 一）."""
    return bool(re.search(r"(?:^|[\s。；;：:])[\d一二三四五六七八九十]{1,3}$", text[max(0, place - 4):place]))


def _noise(text: str, marks: Sequence[Mark]) -> Iterator[Remark]:
    """Page numbers, running titles and signatures that were left out and nobody has confirmed, in one sentence."""
    noise = [mark for mark in marks if mark.kind == NOISE and not mark.number]
    if noise:
        shown = "、".join(f"“{_shown(text[mark.at:mark.end])}”" for mark in noise[:NAMED_MOST])
        more = "等" if len(noise) > NAMED_MOST else ""
        yield Remark(f"略去了 {len(noise)} 处页码、页眉或落款（{shown}{more}）：如果是正文请改回。", noise[0].at)


def _dirt(text: str) -> Iterator[Remark]:
    """Pinyin between characters and punctuation strewn in, as pages that forbid copying have them."""
    for pattern, name in ((_PINYIN, "拼音"), (_STRAY, "多余的标点")):
        found = list(pattern.finditer(text))
        if len(found) >= STRAY_MOST:
            first = found[0].start()
            shown = _shown(text[max(0, first - 4):first + SHOWN])
            yield Remark(f"文字中夹着{name}（{len(found)} 处，如“{shown}”），像是从禁止复制的网页来的："
                         "请换一份原文，或逐处核对。", first)


def _shown(words: str) -> str:
    bare = " ".join(words.split())
    return bare if len(bare) <= SHOWN else f"{bare[:SHOWN]}…"
