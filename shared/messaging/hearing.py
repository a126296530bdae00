"""How a handler stores what it hears: each aggregate's newest fact, in a table with the event's columns."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from shared.contracts import Event
from shared.db import table_of
from shared.messaging.postbox import Handler, Postbox
from shared.rows import keep_highest


def rows_of(table: Table, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Take from each event the columns that *table* has."""
    names = set(table.c.keys())
    return [{name: value for name, value in event.row().items() if name in names} for event in events]


def keeps(*models: Any) -> Handler:
    """Make a handler that keeps each aggregate's newest fact in the tables of *models*."""
    tables = [table_of(model) for model in models]

    def on_fact(session: Session, _post: Postbox, events: Sequence[Event]) -> None:
        for table in tables:
            keep_highest(session, table, rows_of(table, events))

    return on_fact
