"""Intake alone, for tests that need no other service."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake on an SQLite file of its own, with a standing clock."""
    with a_house(tmp_path, "intake") as found:
        yield found
