"""What a style says of numbering and of hidden words, its own or that of the style it is based on."""
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.review.documents.markup import Element, attribute, below, child, name_of, number, switch

_LONGEST_CHAIN = 50


@dataclass(frozen=True)
class Numbered:
    """A numbering and a level of it; None where it is not said."""

    numbering: int | None = None
    level: int | None = None


@dataclass(frozen=True)
class Style:
    """One style."""

    based_on: str | None
    numbered: Numbered
    hidden: bool | None


@dataclass
class Styles:
    """All styles of a document, by their identifiers."""

    styles: dict[str, Style] = field(default_factory=dict)
    usual: str | None = None

    def add(self, elements: Iterable[Element]) -> None:
        """Take what a styles part holds."""
        for each in elements:
            name = attribute(each, "styleId")
            if name_of(each) != "style" or name is None:
                continue
            self.styles[name] = Style(attribute(child(each, "basedOn")), numbered(child(each, "pPr")),
                                      switch(below(each, "rPr", "vanish")))
            if attribute(each, "type") == "paragraph" and attribute(each, "default") in ("1", "true", "on"):
                self.usual = name

    def numbering_of(self, name: str | None) -> tuple[Numbered, str | None]:
        """What numbering a style brings, and which style of its chain says so."""
        level: int | None = None
        for each, style in self._chain(name):
            level = style.numbered.level if level is None else level
            if style.numbered.numbering is not None:
                return Numbered(style.numbered.numbering, level), each
        return Numbered(), None

    def hides(self, name: str | None) -> bool:
        """Whether words in a style are hidden."""
        return next((style.hidden for _, style in self._chain(name) if style.hidden is not None), False)

    def _chain(self, name: str | None) -> list[tuple[str, Style]]:
        chain: list[tuple[str, Style]] = []
        while name is not None and name in self.styles and len(chain) < _LONGEST_CHAIN:
            chain.append((name, self.styles[name]))
            name = self.styles[name].based_on
        return chain


def numbered(properties: Element | None) -> Numbered:
    """What a paragraph's properties say of numbering."""
    said = child(properties, "numPr")
    return Numbered(number(child(said, "numId")), number(child(said, "ilvl")))
