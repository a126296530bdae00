"""Parcels in any order, parts of them, repeated, damaged: every opinion is kept exactly once and the chain is told
exactly."""
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from services.intake.models import Conflict, Opinion
from tests.house import House, a_house
from tests.intake.tablets import asides, ask, bring, enrol, opinions
from tests.parcels import Kept, Tablet

WRITTEN, ASIDE = 9, (3, 7)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Intake alone, for all that is tried."""
    with a_house(tmp_path_factory.mktemp("house"), "intake") as found:
        yield found


@pytest.fixture(scope="module")
def tablet(house: House) -> Tablet:
    """A tablet with nine opinions, two of which are not admissible."""
    asked, tablet = ask(house), enrol(house)
    for seq in range(1, WRITTEN + 1):
        tablet.write(asked, provision="art_99" if seq in ASIDE else "art_1")
    return tablet


def damaged(tablet: Tablet, kept: list[Kept], hurt: set[int]) -> bytes:
    """A parcel of these records, in which one byte of some was changed."""
    parcel = bytearray(tablet.parcel(kept))
    ends = len(parcel)
    for index in reversed(range(len(kept))):
        if index in hurt:
            parcel[ends - 1 - index * 3] ^= 0x40
        ends -= len(kept[index].box) + 6
    return bytes(parcel)


DELIVERY = st.tuples(st.lists(st.integers(0, WRITTEN - 1), max_size=WRITTEN), st.sets(st.integers(0, WRITTEN - 1)))


@settings(max_examples=40, deadline=None)
@given(deliveries=st.lists(DELIVERY, max_size=6))
def test_every_opinion_is_kept_once_and_the_chain_is_exact(house: House, tablet: Tablet,
                                                           deliveries: list[tuple[list[int], set[int]]]) -> None:
    """Of a record that lies in a parcel twice, one undamaged copy is enough."""
    _forget(house)
    arrived: set[Any] = set()
    for places, hurt in deliveries:
        answer = bring(house, damaged(tablet, [tablet.outbox[place] for place in places], hurt))
        good = undamaged(places, hurt)
        arrived |= set(good) - {None}
        assert [each["seq"] for each in answer["results"]] == good
        assert answer["chain"] == chain_of(arrived)
    assert [each.device_seq for each in opinions(house)] == sorted(arrived - set(ASIDE))
    assert [each.device_seq for each in asides(house)] == sorted(arrived & set(ASIDE))


def undamaged(places: list[int], hurt: set[int]) -> list[int | None]:
    """The number of each record of which a good copy lies in the parcel."""
    whole = {place for index, place in enumerate(places) if index not in hurt}
    return [place + 1 if place in whole else None for place in places]


def chain_of(arrived: set[int]) -> dict[str, Any]:
    """What the server must say of these numbers."""
    last = max(arrived, default=0)
    return {"expected": last + 1, "missing": [seq for seq in range(1, last) if seq not in arrived]}


def _forget(house: House) -> None:
    """Empty the two tables for the next try."""
    with house.sites["intake"].database.writing() as session:
        session.execute(delete(Opinion))
        session.execute(delete(Conflict))
