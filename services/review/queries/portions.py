"""Long lists of ids, asked about in portions that every database takes."""
from collections.abc import Iterator, Sequence

MOST = 5000  # SQLite takes 32,766 variables in a statement, PostgreSQL 65,535


def portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a list into pieces of at most 5,000."""
    for start in range(0, len(ids), MOST):
        yield ids[start : start + MOST]
