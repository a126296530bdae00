"""How many rows every table has: what a refusal must not change."""
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select

from tests.house import House

Counts = Mapping[str, int]
# Counted on purpose: what is kept aside for a clerk, and who failed to sign in.
KEPT_ON_PURPOSE = frozenset({"intake.conflicts"})


def count_rows(house: House, *services: str) -> dict[str, int]:
    """The rows of every table of *services* (none named: of all in the house), by service and table."""
    found: dict[str, int] = {}
    for name in services or house.sites:
        with house.sites[name].database.reading() as session:
            for table in house.sites[name].service.base.metadata.sorted_tables:
                found[f"{name}.{table.name}"] = session.scalar(select(func.count()).select_from(table)) or 0
    return found


@dataclass
class Untouched(AssertionError):
    """Rows were written although the request was refused."""

    changes: dict[str, tuple[int, int]]


def changes_of(before: Counts, after: Counts) -> dict[str, tuple[int, int]]:
    """The tables that have more rows or fewer, but for what is kept on purpose."""
    return {name: (before[name], after[name]) for name in before
            if before[name] != after[name] and name not in KEPT_ON_PURPOSE}


@contextmanager
def untouched(house: House, *services: str) -> Iterator[None]:
    """Whatever happens inside must leave the row counts as they were."""
    before = count_rows(house, *services)
    yield
    changes = changes_of(before, count_rows(house, *services))
    assert not changes, f"rows changed: {changes}"
