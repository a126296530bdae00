"""Automatic numbering: what Word shows before a paragraph stands nowhere in its words and is counted here.

ECMA-376 part 1, 17.9. Paragraphs of all numberings that share an abstract numbering count on together; a numbering with
a startOverride begins anew when it is first used.
"""
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.review.documents.digits import write_as
from services.review.documents.markup import Element, attribute, below, child, name_of, number, switch
from services.review.documents.styles import Styles, numbered

_SUFFIXES = {"space": " ", "nothing": ""}
_PLACE = re.compile(r"%([1-9])")
_LONGEST = 60  # characters before a paragraph
_AFTER = "　"  # Word leaves a tab; a tab parts the cells of a table here


@dataclass(frozen=True)
class Level:
    """How one level is written and counted."""

    start: int
    style: str
    words: str
    suffix: str
    restart: int
    legal: bool
    of_style: str | None


@dataclass
class Scheme:
    """An abstract numbering: its levels, or the style that says where they are; and how far it has counted."""

    levels: dict[int, Level]
    link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass
class Use:
    """A numbering that paragraphs name: a scheme with changes."""

    scheme: str | None
    changed: dict[int, Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)


class Numbering:
    """All numberings of a document, counting as its paragraphs pass."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._schemes: dict[str, Scheme] = {}
        self._uses: dict[int, Use] = {}

    def add(self, elements: Iterable[Element]) -> None:
        """Take what a numbering part holds."""
        for each in elements:
            if name_of(each) == "abstractNum":
                self._schemes[attribute(each, "abstractNumId") or ""] = Scheme(
                    _levels(each), attribute(child(each, "numStyleLink")))
            elif name_of(each) == "num" and (known_as := number(each, "numId")) is not None:
                self._uses[known_as] = _use(each)

    def label(self, properties: Element | None) -> str:
        """What stands before the words of the next paragraph; counts it."""
        use, level = self._find(properties)
        scheme = self._scheme(use) if use else None
        if use is None or scheme is None:
            return ""
        levels = scheme.levels | use.changed
        if level not in levels:
            return ""
        _count(scheme, use, levels, level)
        return _write(scheme, levels, level)

    def _find(self, properties: Element | None) -> tuple[Use | None, int]:
        """The numbering and level of a paragraph: its own, or its style's."""
        own = numbered(properties)
        style = attribute(child(properties, "pStyle")) or self._styles.usual
        if own.numbering is not None:
            return self._uses.get(own.numbering), own.level or 0
        styled, by = self._styles.numbering_of(style)
        use = self._uses.get(styled.numbering or 0)
        level = own.level if own.level is not None else styled.level
        if level is None and use is not None:
            level = self._linked_level(use, by)
        return use, level or 0

    def _linked_level(self, use: Use, style: str | None) -> int | None:
        """A style may leave its level to the numbering, which names the style at that level."""
        scheme = self._scheme(use)
        levels = scheme.levels | use.changed if scheme else {}
        return next((level for level, each in levels.items() if each.of_style == style), None)

    def _scheme(self, use: Use) -> Scheme | None:
        scheme = self._schemes.get(use.scheme or "")
        if scheme is not None and not scheme.levels and scheme.link:
            linked = self._uses.get(self._styles.numbering_of(scheme.link)[0].numbering or 0)
            return self._schemes.get(linked.scheme or "") if linked else None
        return scheme


def _levels(element: Element) -> dict[int, Level]:
    return {at: _level(each, at) for each in element.iterchildren("{*}lvl") if (at := number(each, "ilvl")) is not None}


def _level(element: Element, at: int) -> Level:
    style = attribute(child(element, "numFmt")) or attribute(below(element, "AlternateContent", "Fallback", "numFmt"))
    words = (attribute(child(element, "lvlText")) or "")[:_LONGEST]
    if style == "bullet" or switch(below(element, "rPr", "vanish")):
        words = ""
    start, restart = number(child(element, "start")), number(child(element, "lvlRestart"))
    return Level(1 if start is None else start, style or "decimal", words,
                 _SUFFIXES.get(attribute(child(element, "suff")) or "tab", _AFTER), at if restart is None else restart,
                 bool(switch(child(element, "isLgl"))), attribute(child(element, "pStyle")))


def _use(element: Element) -> Use:
    changed: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for each in element.iterchildren("{*}lvlOverride"):
        at, start, level = number(each, "ilvl"), number(child(each, "startOverride")), child(each, "lvl")
        if at is not None and start is not None:
            starts[at] = start
        if at is not None and level is not None:
            changed[at] = _level(level, at)
    return Use(attribute(child(element, "abstractNumId")), changed, starts)


def _count(scheme: Scheme, use: Use, levels: dict[int, Level], level: int) -> None:
    """One more at *level*; the levels below that restart after it have not begun."""
    start = use.starts.get(level, levels[level].start)
    anew = level in use.starts and level not in use.begun
    use.begun.add(level)
    scheme.counts[level] = start if anew or level not in scheme.counts else scheme.counts[level] + 1
    for deeper in [each for each in scheme.counts if each > level]:
        if deeper not in levels or level < levels[deeper].restart:
            del scheme.counts[deeper]


def _write(scheme: Scheme, levels: dict[int, Level], level: int) -> str:
    own = levels[level]

    def one(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        shown = levels.get(at, own)
        count = scheme.counts.get(at, shown.start)
        return write_as("decimal" if own.legal else shown.style, count)

    written = _PLACE.sub(one, own.words)
    return written + own.suffix if written.strip() else ""
