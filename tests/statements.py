"""Listening to what a database is asked."""
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from shared.db import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """All statements a database is given meanwhile; on SQLite those that begin a transaction too."""
    said: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(" ".join(statement.split())[:80])

    engines = {database._writer, database._reader, database._immediate}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", keep)
