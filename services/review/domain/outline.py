"""A draft as a person reads it: headings, articles, and the lines of each."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WHOLE, ADRIFT = "whole", "adrift"  # the draft as a whole; what nobody knows the place of in the newest version
HEADINGS = ("part", "subpart", "chapter", "section")
Provisions = Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A heading or an article; ``key`` is what opinions about it, or about anything inside it, are kept under."""

    key: str
    label: str
    caption: str
    is_heading: bool
    lines: tuple[str, ...]


def key_of(provision: str | None) -> str:
    """Under which entry an opinion is kept: its article; a heading itself; the draft as a whole."""
    if provision is None:
        return WHOLE
    return provision.split("__")[0] if provision.startswith(("art_", "annex_")) else provision


def outline(provisions: Provisions) -> list[Entry]:
    """The headings and articles of a draft in their order, each article with its lines."""
    inside: dict[str, list[str]] = {}
    for each in provisions:
        if each["kind"] not in (*HEADINGS, "article", "annex"):
            inside.setdefault(key_of(each["eid"]), []).append(each["label"] + each["text"])
    return [_entry(each, inside.get(each["eid"], [])) for each in provisions
            if each["kind"] in (*HEADINGS, "article", "annex")]


def count_articles(provisions: Provisions) -> int:
    """How many articles a draft has."""
    return sum(each["kind"] == "article" for each in provisions)


def find_entry(entries: Sequence[Entry], key: str) -> Entry:
    """The entry with this key; one that this version of the draft no longer has goes by its key."""
    known = next((each for each in entries if each.key == key), None)
    return known or Entry(key=key, label="" if key in (WHOLE, ADRIFT) else key, caption="", is_heading=False, lines=())


def _entry(provision: dict[str, Any], lines: list[str]) -> Entry:
    own = [line for line in provision["text"].splitlines() if line.strip()]
    return Entry(key=provision["eid"], label=provision["label"], caption=provision["caption"],
                 is_heading=provision["kind"] in HEADINGS, lines=tuple(lines or own))
