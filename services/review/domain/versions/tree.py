"""A version of a draft as a tree: each provision with its own words and with all that stands below it."""
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from services.review.domain.numerals import NUMERAL
from services.review.domain.statute import label_of
from services.review.domain.versions.differences import bare

REFERENCE = re.compile(rf"第\s*{NUMERAL}\s*[编章节条](?:\s*之\s*{NUMERAL})?")
HEADINGS = ("part", "subpart", "chapter", "section")
UNITS = ("article", "annex")


@dataclass
class Node:
    """One provision. ``words``: all its words and those below it, without the numbers of 款, 项 and 目, so that
    counting anew is no change."""

    eid: str
    kind: str
    caption: str
    text: str
    parent: str | None
    children: list["Node"] = field(default_factory=list)
    words: str = ""

    @cached_property
    def key(self) -> str:
        """Its words with every reference to an article or a chapter made alike."""
        return neutral(self.words)

    @cached_property
    def lines(self) -> list[str]:
        """The same line by line."""
        return [neutral(line) for line in self.words.split("\n")]


class Tree:
    """The provisions of one version, found by identifier."""

    def __init__(self, provisions: Sequence[Mapping[str, Any]]) -> None:
        self.nodes: dict[str, Node] = {}
        for each in provisions:
            self.nodes[each["eid"]] = Node(*(each[name] for name in ("eid", "kind", "caption", "text", "parent")))
        for node in self.nodes.values():
            if node.parent in self.nodes:
                self.nodes[node.parent].children.append(node)
        self.units = [node for node in self.nodes.values() if node.kind in UNITS]
        self.headings = [node for node in self.nodes.values() if node.kind in HEADINGS]
        for unit in self.units:
            _gather(unit)

    def unit_of(self, eid: str) -> Node | None:
        """The article or annex that a provision is or stands in."""
        return self.nodes.get(eid.split("__")[0]) if eid.startswith(("art_", "annex_")) else None

    def below(self, node: Node) -> Iterator[Node]:
        """Everything below a provision, in document order."""
        for child in node.children:
            yield child
            yield from self.below(child)


def _gather(node: Node) -> None:
    for child in node.children:
        _gather(child)
    inner = "\n".join(child.words for child in node.children)
    own = "" if node.kind in UNITS and inner else node.text
    node.words = "\n".join(part for part in (node.caption, own, inner) if part)


def neutral(text: str) -> str:
    """A text without white space in which every reference reads alike."""
    return bare(REFERENCE.sub("第〇条", text))


def reads_as(old: str, new: str, renamed: Mapping[str, str]) -> bool:
    """Whether two texts say the same, each reference being the same provision under its old or its new number."""
    if neutral(old) != neutral(new):
        return False
    pairs = zip(map(bare, REFERENCE.findall(old)), map(bare, REFERENCE.findall(new)), strict=True)
    return all(one == two or renamed.get(one) == two for one, two in pairs)


def translated(text: str, renamed: Mapping[str, str]) -> str:
    """A text of the old version with its references as the new version numbers them, ？ where that is not known."""
    def now(found: re.Match[str]) -> str:
        return found[0] if _is_foreign(found) else renamed.get(bare(found[0]), "？")

    return bare(REFERENCE.sub(now, text))


def agrees(old: str, new: str, renamed: Mapping[str, str]) -> bool:
    """Whether the references of two texts that read alike are to the same provisions, as far as that is known."""
    pairs = zip(REFERENCE.finditer(old), map(bare, REFERENCE.findall(new)), strict=True)
    return all(two == (bare(one[0]) if _is_foreign(one) else renamed.get(bare(one[0]), two)) for one, two in pairs)


def _is_foreign(found: re.Match[str]) -> bool:
    """Whether a reference is to another law: 《立法法》第七条."""
    return found.string[:found.start()].endswith("》")


def name_of(eid: str) -> str:
    """Say an identifier as statutes do."""
    return label_of(eid)
