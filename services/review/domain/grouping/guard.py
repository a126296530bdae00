"""What two opinions may not differ in if they are to count as nearly the same."""
import re
from dataclasses import dataclass

from services.review.domain.grouping.normal import normal
from services.review.domain.grouping.texts import Text

KINDS = ("number", "modal", "reference", "stance", "actor")


@dataclass(frozen=True)
class Facts:
    """What a text says that must not change."""

    words: str
    numbers: tuple[str, ...]


def facts_of(text: Text) -> Facts:
    """Read the facts of a text."""
    words = "\n".join(normal(each) for each in (text.text, text.proposed_text, text.reason) if each)
    return Facts(words, tuple(sorted(re.findall(r"\d+", words))))


def disagreements(a: Facts, b: Facts) -> tuple[str, ...]:
    """The kinds in which two texts differ; none: they may be near."""
    return ("number",) if a.numbers != b.numbers else ()
