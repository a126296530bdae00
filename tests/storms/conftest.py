"""One town for all storms: opened once, put back as it was before each test."""
from collections.abc import Iterator

import pytest

from services.intake.api.patience import forget_misses
from tests.storms.town import Town, open_town


@pytest.fixture(scope="session")
def _walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town, walked through once."""
    town = open_town(tmp_path_factory.mktemp("town"))
    yield town
    town.house.close()


@pytest.fixture
def town(_walked: Town) -> Iterator[Town]:
    """The town as it was when it was opened."""
    _walked.restore()
    forget_misses()
    yield _walked
