"""An article as an expert reads it: its lines, which of them an opinion is about, and what it quotes marked."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.review.domain.outline import HEADINGS, Provisions, find_entry, key_of, outline
from services.review.domain.versions.differences import Piece

WHOLES = (*HEADINGS, "article", "annex")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A 款, 项 or 目 in its order; ``is_own``: the opinion stands at it and not at the article as a whole."""

    kind: str
    pieces: tuple[Piece, ...]
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Passage:
    """An article's lines; ``text`` are the words that an opinion is about: its own lines, else all of them.
    ``is_quoted``: what the opinion quotes stands in it and is marked."""

    lines: tuple[Line, ...]
    text: str
    is_quoted: bool


def read_passage(provisions: Provisions, provision: str | None, quote: str = "") -> Passage:
    """The article in which *provision* stands; nothing for the whole draft."""
    found = list(_lines(provisions, provision)) if provision else []
    own = [text for _, text, is_own in found if is_own]
    start, end = _place(found, quote)
    lines, at = [], 0
    for kind, text, is_own in found:
        lines.append(Line(kind=kind, pieces=_cut(text, start - at, end - at), is_own=is_own))
        at += len(text) + 1
    return Passage(lines=tuple(lines), text="\n".join(own or [text for _, text, _ in found]), is_quoted=end > start)


def find_chapter(provisions: Provisions, provision: str | None) -> str:
    """The chapter, or the lowest heading, under which a provision stands; "" where there is none."""
    above = ""
    for each in provisions:
        if each["eid"] == provision or each["eid"] == key_of(provision):
            return above
        if each["kind"] in HEADINGS:
            above = f"{each['label']} {each['caption']}".strip()
    return ""


def _lines(provisions: Provisions, provision: str) -> Iterator[tuple[str, str, bool]]:
    key = key_of(provision)
    inside = [each for each in provisions if key_of(each["eid"]) == key and each["kind"] not in WHOLES]
    for each in inside:
        is_own = f"{each['eid']}__".startswith(f"{provision}__") and provision != key
        yield each["kind"], each["label"] + each["text"], is_own
    if not inside:
        yield from (("paragraph", line, False) for line in find_entry(outline(provisions), key).lines)


def _place(lines: Sequence[tuple[str, str, bool]], quote: str) -> tuple[int, int]:
    """Where the quotation stands in the lines one after the other: in those the opinion is about, else at its first
    place; 0 to 0 if nowhere."""
    texts = [text for _, text, _ in lines]
    first = next((number for number, line in enumerate(lines) if line[2]), 0)
    whole, begin = "\n".join(texts), sum(len(text) + 1 for text in texts[:first])
    at = whole.find(quote, begin)
    at = whole.find(quote) if at < 0 else at
    return (at, at + len(quote)) if quote and at >= 0 else (0, 0)


def _cut(text: str, start: int, end: int) -> tuple[Piece, ...]:
    """A line with its characters *start* to *end* marked, as far as they are its own."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    parts = (Piece("same", text[:start]), Piece("quoted", text[start:end]), Piece("same", text[end:]))
    return tuple(each for each in parts if each.text)
