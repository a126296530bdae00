"""The laws of the house under several officers at once, each acting on what was seen some acts ago."""
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.refusals import Refused
from tests.house import House, a_house
from tests.review.officers import VERSIONED, Office, an_office, hire
from tests.review.test_laws import look

TIMES = int(os.environ.get("MINYI_TEST_TIMES", "1"))
ACTS = ("receive", "settle", "replay", "withdraw", "create", "regroup", "split", "merge", "take_back", "set_aside",
        "restore", "gate", "approve", "take", "make", "aside_many", "undo_mine", "undo_any")
OFTEN = ("make", "take", "settle", "receive", "undo_any")


@dataclass(repr=False)
class Place:
    """Review alone, and its experts by account; each example has a consultation of its own."""

    house: House
    experts: dict[str, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Where the officers are."""
    with a_house(Path(tmp_path_factory.mktemp("office")), "review") as house:
        yield Place(house, hire(house))


@settings(max_examples=12 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), acts=st.lists(st.sampled_from((*ACTS, *OFTEN)), min_size=8, max_size=24))
def test_nobody_is_lost_doubled_merged_or_shown_whatever_several_officers_do(
        place: Place, seed: int, acts: list[str]) -> None:
    """Laws 1, 3, 4 and 6 after each act, also after those that were refused; a stale version is always refused."""
    office = an_office(place.house, seed)
    for act in acts:
        office.turn()
        do(office, act)
        look(office)
        office.check_joined()
    office.settle()
    look(office)
    office.check_joined()
    office.check_experts(place.experts)


def do(office: Office, act: str) -> None:
    """One act; a refused one changes nothing, one on an old version is refused."""
    before, versions = office.snapshot(), office.versions()
    try:
        getattr(office, act)()
    except Refused:
        assert office.snapshot() == before, f"{act} was refused and changed something"
        return
    if act in VERSIONED and office.picked:
        chosen, version = office.picked[0]
        assert versions.get(chosen) == version, f"{act} overwrote what somebody else had done"
