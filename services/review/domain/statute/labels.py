"""The label that stands at a place, and the number that is due there: what a correction need not spell out."""
import re
from collections.abc import Iterable

from services.review.domain.numerals import CHINESE, NUMERAL, read_number
from services.review.domain.statute.articles import DIRT, SPACED, read_clean
from services.review.domain.statute.marks import LEVELS, Mark, fold

_SIGN = re.compile(rf"\( ?({CHINESE}|\d{{1,2}}) ?\)|(\d{{1,2}}|{CHINESE}) ?[.、)](?!\d)|([①-⑳])")
_LABELS = {
    **{kind: re.compile(rf"第{DIRT}({SPACED}){DIRT}{unit}") for unit, kind in LEVELS.items()},
    "article": re.compile(rf"第{DIRT}({SPACED}){DIRT}条(?:{DIRT}之{DIRT}({SPACED}))?|({CHINESE}) ?[、.]"),
    "item": _SIGN, "point": _SIGN, "annex": re.compile(rf"附 ?(?:件|表|录|图) ?({NUMERAL})?")}
_INSIDE = frozenset(("part", "subpart", "chapter", "section", "article", "paragraph", "annex"))
_RESTARTS = {"subpart": frozenset(("part",)), "chapter": frozenset(("part",)),
             "section": frozenset(("part", "subpart", "chapter")), "item": _INSIDE, "point": _INSIDE | {"item"}}
LONGEST = 40
Number = tuple[int, int]


def find_label(text: str, at: int, kind: str) -> tuple[int, Number]:
    """Where the label of a *kind* that stands at a place ends, and its number; no label: the place itself and 0."""
    found = _LABELS[kind].match(fold(text[at:at + LONGEST])) if kind in _LABELS else None
    if found is None:
        return at, (0, 0)
    numerals = [each for each in found.groups() if each]
    number = _read(numerals[0]) if numerals else 0
    return at + found.end(), (number, _read(numerals[1]) if len(numerals) > 1 else 0)


def _read(numeral: str) -> int:
    return ord(numeral) - ord("①") + 1 if "①" <= numeral <= "⑳" else read_clean(numeral) or 0


def due_number(marks: Iterable[Mark], at: int, kind: str, written: Number = (0, 0)) -> Number:
    """The number of a *kind* that begins at a place: as written there if it fits between its neighbours; else the
    next one."""
    before, after = _neighbours(marks, at, kind)
    return written if before < written and (not after or written < after) else (before[0] + 1, 0)


def _neighbours(marks: Iterable[Mark], at: int, kind: str) -> tuple[Number, Number | None]:
    """The numbers of the same kind before and after a place, as far as one numbering goes."""
    last = (0, 0)
    for mark in sorted(marks):
        if mark.kind == kind and mark.at > at:
            return last, (mark.number, mark.extra)
        if mark.kind == kind:
            last = (mark.number, mark.extra) if mark.at < at else last
        elif mark.kind in _RESTARTS.get(kind, ()):
            if mark.at > at:
                break
            last = (0, 0)
    return last, None


def read_label(words: str) -> Number | None:
    """Read a number as an officer types it: 十七, 17, 第十七条, 十二之一; None if it is none."""
    bare = re.sub(r"[\s第编章节条款项目()分、.]", "", fold(words))
    first, _, extra = bare.partition("之")
    number, more = read_number(first) if first else None, read_number(extra) if extra else 0
    return (number, more) if number and more is not None else None
