"""Whatever is done in whatever order: nobody is lost, nobody is counted twice, what was told is what is true."""
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.refusals import Refused
from tests.house import House, a_house
from tests.review.desk import Desk

ACTS = ("receive", "withdraw", "create", "regroup", "split", "merge", "take_back", "set_aside", "restore", "gate",
        "approve", "reissue", "decide")
OFTEN = ("create", "take_back", "regroup")
TOLD = {"waiting": ("", "restored", "routed", "assessed"), "in_suggestions": ("in_suggestions",),
        "set_aside": ("set_aside",), "withdrawn": ("withdrawn",)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Review alone; each example has a consultation of its own."""
    with a_house(Path(tmp_path_factory.mktemp("laws")), "review") as opened:
        yield opened


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), acts=st.lists(st.sampled_from((*ACTS, *OFTEN)), min_size=5, max_size=30))
def test_the_balance_adds_up_at_every_moment(house: House, seed: int, acts: list[str]) -> None:
    """Law 1, after each step, also after those that were refused."""
    desk = Desk(house, random.Random(seed))
    desk.receive()
    for act in acts:
        before = (desk.states(), desk.behind(), desk.steps())
        try:
            getattr(desk, act)()
        except Refused:
            assert (desk.states(), desk.behind(), desk.steps()) == before, f"{act} was refused and changed something"
        look(desk)


def test_undoing_a_gate_brings_back_nothing_that_nobody_stands_behind(house: House) -> None:
    """All who stood behind it withdrew after the gate; words are put back, the suggestion stays retired."""
    desk = Desk(house, random.Random(1))
    for act in ("receive", "create", "gate"):
        getattr(desk, act)()
    while "in_suggestions" in desk.states().values():
        desk.withdraw()
    desk.take_back()
    look(desk)


def look(desk: Desk) -> None:
    """Every rule that must hold between two steps."""
    balance, states, behind = desk.balance(), desk.states(), desk.behind()
    assert sorted(states) == sorted(desk.heard_of)
    buckets = ("withdrawn", "waiting", "in_suggestions", "set_aside")
    assert balance["received"] == len(desk.heard_of) == sum(balance[name] for name in buckets)
    assert balance == balance | {name: sum(state == name for state in states.values()) for name in buckets}
    members = set().union(*behind.values())
    assert members == {opinion for opinion, state in states.items() if state == "in_suggestions"}
    assert all(behind.values()), "a suggestion that nobody stands behind is retired"
    assert balance["suggestions"] == len(behind)
    assert not desk.behind_newest(), "every opinion stands in the newest version, or is asked about there"
    told = desk.last_told()
    for opinion, state in states.items():
        stage = told.get(opinion, "")
        # asked back after the approval: it stays in the count, only its contact is erased
        assert stage in TOLD[state] or (state, stage) == ("in_suggestions", "withdrawn")
