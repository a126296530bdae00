"""Opinions are placed beside what was said before: the same, nearly the same, or new; nothing that differs in what a
rule turns on is ever offered as near."""
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.grouping.guard import KINDS, disagreements, facts_of
from services.review.domain.grouping.near import NearIndex, Tie
from services.review.domain.grouping.texts import Text, key_of
from tests.review.sayings import COURTESIES, a_saying, changed

SEEDS = st.integers(0, 1 << 32)


def said(*texts: str) -> list[Tie]:
    """How texts, in this order, are tied."""
    return NearIndex().place([Text(id=str(at), text=text) for at, text in enumerate(texts)])


@settings(max_examples=300, deadline=None)
@given(SEEDS, st.sampled_from(KINDS), st.integers(0, 2), st.integers(0, 3), st.integers(1, 3))
def test_one_thing_changed_is_never_near(seed: int, kind: str, frame: int, courtesy: int, rules: int) -> None:
    random = Random(seed)
    saying = a_saying(random, rules)
    other = changed(saying, kind, random)
    first, second = said(saying.words(), other.words(frame, courtesy))
    assert second.tier == "new", (saying.words(), other.words(frame, courtesy))
    assert second.beside == first.id and kind in second.differs, (second, saying.words(), other.words(frame, courtesy))


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.integers(0, 2), st.integers(0, 3), st.booleans())
def test_the_same_in_another_frame_is_near_or_identical(seed: int, frame: int, courtesy: int, digits: bool) -> None:
    saying = a_saying(Random(seed))
    second = said(saying.words(), saying.words(frame, courtesy, digits))[1]
    assert second.tier in ("near", "identical"), (second, saying.words(), saying.words(frame, courtesy, digits))
