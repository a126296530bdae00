"""The index of one block (what was said about one article of a draft): it grows, and never groups anew."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from services.review.domain.grouping.guard import Facts, disagreements, facts_of
from services.review.domain.grouping.texts import Text, key_of

NEAR = 85.0


@dataclass(frozen=True, kw_only=True)
class Tie:
    """How a text is tied to those before it. ``head``: of an identical one, the first with its words; of a near one,
    the first of its near group; of a new one, itself. ``beside``: the most alike one that the guard keeps apart, and
    in which kinds it ``differs``."""

    id: str
    tier: Literal["identical", "near", "new"]
    head: str
    score: float
    beside: str | None = None
    differs: tuple[str, ...] = ()


class NearIndex:
    """Places texts one after the other, each tied to what was placed before it."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._heads: dict[str, Facts] = {}

    def place(self, texts: Sequence[Text]) -> list[Tie]:
        """Tie each text, in order."""
        return [self._place(text) for text in texts]

    def remember(self, text: Text, head: str) -> None:
        """Take in what was placed before, without looking: its first words, and the head of its near group."""
        self._first.setdefault(key_of(text), text.id)
        if head == text.id:
            self._heads[text.id] = facts_of(text)

    def _place(self, text: Text) -> Tie:
        key = key_of(text)
        if key in self._first:
            return Tie(id=text.id, tier="identical", head=self._first[key], score=1.0)
        self._first[key] = text.id
        facts = facts_of(text)
        refused: tuple[str | None, tuple[str, ...]] = (None, ())
        words = {name: each.words for name, each in self._heads.items()}
        for _, score, name in process.extract(facts.words, words, scorer=fuzz.ratio, score_cutoff=NEAR, limit=5):
            differs = disagreements(facts, self._heads[name])
            if not differs:
                return Tie(id=text.id, tier="near", head=name, score=score / 100, beside=refused[0],
                           differs=refused[1])
            refused = refused if refused[0] else (name, differs)
        self._heads[text.id] = facts
        return Tie(id=text.id, tier="new", head=text.id, score=0.0, beside=refused[0], differs=refused[1])
