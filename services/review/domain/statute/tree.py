"""Marks become provisions: 编 章 节 条 款 项 目 and annexes with their identifiers, flat and in document order."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.review.domain.numerals import write_number
from services.review.domain.statute.marks import CAPTION, HEADINGS, NOISE, Mark
from services.review.domain.statute.words import Words, tidy, tidy_lines

SHORT = {"part": "part", "subpart": "subpart", "chapter": "chp", "section": "sec", "article": "art",
         "paragraph": "para", "item": "item", "point": "point", "annex": "annex"}
UNITS = {"part": "编", "subpart": "分编", "chapter": "章", "section": "节"}
LOOSE = "》】〗] "
BRACKETS = "〖〗【】（）()[]［］ 　\t\n"


@dataclass(frozen=True)
class Provision:
    """One provision: ``text`` of an article holds all its words; of a 款 its own up to the first 项."""

    eid: str
    kind: str
    label: str
    caption: str
    text: str
    parent: str | None


def build(text: str, marks: Sequence[Mark]) -> tuple[Provision, ...]:
    """Build the provisions that the marks cut out of a text."""
    return tuple(provision for provision, _ in build_places(text, marks))


def build_places(text: str, marks: Sequence[Mark]) -> list[tuple[Provision, Mark]]:
    """The provisions, each with the mark it begins with; the first 款 of an article begins where its words do."""
    words = Words(text, [(mark.at, mark.end) for mark in marks if mark.kind == NOISE])
    tree = _Tree(words)
    solid = sorted(mark for mark in marks if mark.kind != NOISE)
    for index, mark in enumerate(solid):
        after = index + 1
        while after < len(solid) and solid[after].kind == CAPTION:
            after += 1
        until = solid[after].at if after < len(solid) else len(text)
        tree.take(mark, until)
    tree.close()
    return tree.built


class _Tree:
    """The provisions built so far, and those that are open."""

    def __init__(self, words: Words) -> None:
        self.built: list[tuple[Provision, Mark]] = []
        self._words = words
        self._containers: dict[str, str] = {}
        self._taken: set[str] = set()
        self._article = -1
        self._said: list[str] = []
        self._above: dict[str, str] = {}

    def take(self, mark: Mark, until: int) -> None:
        """Take the next mark, whose words end at *until*."""
        if mark.kind in HEADINGS:
            self._take_heading(mark, until)
        elif mark.kind == "article":
            self._take_article(mark, until)
        elif mark.kind == CAPTION:
            self._take_caption(mark, until)
        elif mark.kind == "annex":
            self._take_annex(mark, until)
        elif self._article >= 0:
            self._take_inside(mark, until)

    def close(self) -> None:
        """Give the open article all its words."""
        if self._article >= 0:
            article, mark = self.built[self._article]
            self.built[self._article] = replace(article, text="\n".join(filter(None, self._said))), mark
        self._article, self._said, self._above = -1, [], {}

    def _take_heading(self, mark: Mark, until: int) -> None:
        self.close()
        for lower in HEADINGS[HEADINGS.index(mark.kind):]:
            self._containers.pop(lower, None)
        parent = self._container()
        eid = self._name(f"{parent}__" if parent else "", replace(mark, extra=0))
        self._containers[mark.kind] = eid
        label = f"第{write_number(mark.number)}{UNITS[mark.kind]}"
        caption = self._words.joined(mark.end, until).strip(LOOSE)
        self._add(Provision(eid, mark.kind, label, caption, "", parent), mark)

    def _take_article(self, mark: Mark, until: int) -> None:
        self.close()
        eid = self._name("", mark)
        self._article = len(self.built)
        self._add(Provision(eid, "article", self._label_of_article(mark), "", "", self._container()), mark)
        self._begin_paragraph(Mark(mark.end, mark.end, "paragraph"), until)

    def _label_of_article(self, mark: Mark) -> str:
        number = write_number(mark.number)
        written = self._words.text[mark.at:mark.end].lstrip()
        if written and not written.startswith("第"):
            return f"{number}、"
        return f"第{number}条" + (f"之{write_number(mark.extra)}" if mark.extra else "")

    def _take_caption(self, mark: Mark, until: int) -> None:
        if self._article < 0:
            return
        article, place = self.built[self._article]
        caption = self._words.joined(mark.at, mark.end).strip(BRACKETS)
        self.built[self._article] = replace(article, caption=caption), place
        first, _ = self.built[self._article + 1]
        words = self._words.joined(mark.end, until)
        self.built[self._article + 1] = replace(first, text=words), Mark(mark.end, mark.end, "paragraph")
        self._said = [words]

    def _take_annex(self, mark: Mark, until: int) -> None:
        self.close()
        self._containers.clear()
        label = tidy(self._words.text[mark.at:mark.end]).strip(":： ").replace(" ", "")
        title, _, rest = self._words.raw(mark.end, until).partition("\n")
        eid = self._name("", replace(mark, number=sum(each.kind == "annex" for each, _ in self.built) + 1))
        self._add(Provision(eid, "annex", label, tidy(title), "\n".join(tidy_lines(rest)), None), mark)

    def _take_inside(self, mark: Mark, until: int) -> None:
        if mark.kind == "paragraph":
            self._begin_paragraph(mark, until)
            return
        item = self._above.get("item") if mark.kind == "point" else None
        above = item or self._above["paragraph"]
        eid = self._name(f"{above}__", mark)
        said = tidy(self._words.text[mark.at:mark.end])
        label = f"（{write_number(mark.number)}）" if mark.kind == "item" else said
        words = self._words.joined(mark.end, until)
        self._above[mark.kind] = eid
        self._said.append(said + words)
        self._add(Provision(eid, mark.kind, label, "", words, above), mark)

    def _begin_paragraph(self, mark: Mark, until: int) -> None:
        article = self.built[self._article][0].eid
        number = sum(each.kind == "paragraph" for each, _ in self.built[self._article:]) + 1
        eid = self._name(f"{article}__", replace(mark, number=number))
        words = self._words.joined(mark.end, until)
        self._above = {"paragraph": eid}
        self._said.append(words)
        self._add(Provision(eid, "paragraph", "", "", words, article), mark)

    def _name(self, above: str, mark: Mark) -> str:
        """An identifier that nothing else has: a number that comes twice is told apart, and named by the remarks."""
        for tried in _numbers(mark):
            eid = f"{above}{SHORT[mark.kind]}_{tried}"
            if eid not in self._taken:
                break
        self._taken.add(eid)
        return eid

    def _container(self) -> str | None:
        return next((self._containers[kind] for kind in reversed(HEADINGS) if kind in self._containers), None)

    def _add(self, provision: Provision, mark: Mark) -> None:
        self.built.append((provision, mark))


def _numbers(mark: Mark) -> Iterator[str]:
    """The number as written; then, if that is taken, 之一, 之二 …"""
    yield f"{mark.number}_{mark.extra}" if mark.extra else f"{mark.number}"
    for extra in range(mark.extra + 1, mark.extra + 10_000):
        yield f"{mark.number}_{extra}"
