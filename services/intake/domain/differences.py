"""Two people key the same slip: where their texts differ, whether that counts, and how many errors a text has."""
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from services.intake.domain.edits import shortest_edits

MARKS, WORDS = ("provision", "stance"), ("text", "proposed_text", "reason")
FIELDS = (*MARKS, *WORDS)
ANSWER = "answers."
PER = 1000
_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}  # ！…～ and the ideographic space


@dataclass(frozen=True)
class Piece:
    """Some characters of two texts: ``kind`` is same, deleted (only the first has them) or inserted (only the second).
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A field that two people keyed differently: both texts as they were keyed, and the pieces between them."""

    field: str
    first: str
    second: str
    pieces: tuple[Piece, ...]


def plain(text: str) -> str:
    """A keyed text as it is compared. Two rules, no more: letters, digits and signs of double width count as those of
    single width (，and , are one; ①, ½ and “ stay what they are), and white space counts only between two letters or
    digits of the Latin alphabet, where one space is as good as several (so 10 00 is not 1000)."""
    words = text.translate(_WIDE).split()
    gaps = [" " if _latin(one[-1]) and _latin(next_one[0]) else "" for one, next_one in pairwise(words)]
    return "".join(word + gap for word, gap in zip(words, [*gaps, ""], strict=False))


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """The fields that differ between two people's keys of one slip, its kind first, in the order of the form;
    an answer to a focus question is a field of its own, ``answers.<question>``."""
    one_flat, other_flat = flat(first), flat(second)
    answers = sorted(name for name in {*one_flat, *other_flat} if name.startswith(ANSWER))
    pairs = [(name, one_flat.get(name, ""), other_flat.get(name, "")) for name in ("kind", *FIELDS, *answers)]
    return [Difference(name, one, other, tuple(pieces_of(one, other)))
            for name, one, other in pairs if plain(one) != plain(other)]


def pieces_of(first: str, second: str) -> list[Piece]:
    """The characters of two texts in order, those that differ marked. Without the inserted ones they are the first
    text, without the deleted ones the second."""
    return [Piece(kind, text) for kind, text in shortest_edits(first, second)]


def distance(first: str, second: str) -> int:
    """The fewest characters that must be deleted, inserted or replaced to make one text of the other (Levenshtein), a
    column of the table at a time as the bits of one number (G. Myers, J. ACM 46(3) 1999; H. Hyyrö, 2001)."""
    if not first:
        return len(second)
    places: dict[str, int] = {}
    for place, letter in enumerate(first):
        places[letter] = places.get(letter, 0) | 1 << place
    whole, last, score = (1 << len(first)) - 1, 1 << (len(first) - 1), len(first)
    up, down = whole, 0
    for letter in second:
        equal = places.get(letter, 0)
        across = (((equal & up) + up) ^ up) | equal | down
        right, left = down | (whole & ~(across | up)), up & across
        score += bool(right & last) - bool(left & last)
        right = (right << 1 | 1) & whole
        up, down = ((left << 1) & whole) | (whole & ~(equal | down | right)), right & (equal | down)
    return score


def errors_between(found: Mapping[str, Any], held: Mapping[str, Any]) -> int:
    """How many characters a later key of a slip finds other than they are held; a mark (article, stance, an answer to
    a focus question) is one."""
    one, other = flat(found), flat(held)
    marks = sum(one.get(name, "") != other.get(name, "") for name in {*one, *other} if _is_mark(name))
    return marks + sum(distance(plain(one.get(name, "")), plain(other.get(name, ""))) for name in WORDS)


def length_of(fields: Mapping[str, Any]) -> int:
    """How many characters of a slip were keyed, as they are compared; a mark is one."""
    return sum(1 if _is_mark(name) else len(plain(value)) for name, value in flat(fields).items() if name != "kind")


def flat(fields: Mapping[str, Any]) -> dict[str, str]:
    """What was keyed, each field and each answer under its own name; what is empty is left out."""
    plainly = {name: fields[name] for name in ("kind", *FIELDS) if fields.get(name)}
    return plainly | {ANSWER + name: value for name, value in (fields.get("answers") or {}).items() if value}


def error_rate(errors: int, characters: int) -> float | None:
    """Errors per 1,000 characters; None where nothing was read."""
    return errors * PER / characters if characters else None


def _is_mark(name: str) -> bool:
    return name in MARKS or name.startswith(ANSWER)


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
