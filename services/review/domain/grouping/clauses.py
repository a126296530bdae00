"""A text as clauses: what is quoted whole, everything else without its frame."""
import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.review.domain.grouping.frames import Framed, unframe

_OPEN, _CLOSE, _EITHER = "“「『〝", "”」』〞", '"'
_STOPS = re.compile(r"[^\w%./·]+|(?<!\d)[./]|[./](?!\d)|_")
_QUOTES = re.compile(f"[{_OPEN}{_CLOSE}{_EITHER}]")

SHORT = 2  # a wish weighs no more than a word


@dataclass(frozen=True)
class Clauses:
    """What is spoken of, clause by clause, and what its frame said."""

    cores: tuple[str, ...]
    stances: frozenset[str]
    references: frozenset[tuple[str, str]]


def clauses_of(text: str) -> Clauses:
    """Cut a text in normal form into clauses."""
    framed = list(_framed(text))
    wanted = frozenset().union(*(each.stances for each in framed))
    named = frozenset().union(*(each.references for each in framed))
    cores = tuple(each.core for each in framed if each.core)
    return Clauses(cores or _wishes(wanted, named) or tuple(filter(None, _STOPS.split(text))), wanted, named)


def _wishes(wanted: frozenset[str], named: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """What is nothing but frame says no more than what is wished of what: 建议删除第十条, 第十条应当取消."""
    return (*(name[:SHORT] for name in sorted(wanted)), *(f"第{number}{level}" for number, level in sorted(named)))


def _framed(text: str) -> Iterator[Framed]:
    for quoted, part in _parts(text):
        for clause in _STOPS.split(part):
            if clause:
                yield Framed(clause) if quoted else unframe(clause)


def _parts(text: str) -> list[tuple[bool, str]]:
    """The text cut at its quotation marks, each part with whether it is quoted. Where marks are missing nothing is."""
    marks = _QUOTES.findall(text)
    parts = _QUOTES.split(text)
    if len(marks) % 2 or any(mark not in (_CLOSE if at % 2 else _OPEN) + _EITHER for at, mark in enumerate(marks)):
        return [(False, part) for part in parts]
    return [(at % 2 == 1, part) for at, part in enumerate(parts)]
