"""Reports alone, on SQLite."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, a_house
from tests.reports.cases import Case, a_batch, a_case


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Reports alone, which offers by itself."""
    with a_house(tmp_path, "reports") as house:
        yield house


@pytest.fixture
def case(house: House) -> Case:
    """A consultation with two approved suggestions."""
    made = a_case(house)
    made.hear(*a_batch(made, 2))
    return made
