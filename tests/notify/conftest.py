"""Notify alone in a house, with a crowd."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, a_house
from tests.notify.people import Crowd


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Notify alone."""
    with a_house(tmp_path, "notify") as house:
        yield house


@pytest.fixture
def crowd(house: House) -> Crowd:
    """People of one consultation."""
    return Crowd(house)
