"""Many rows in one statement: added, added if new, kept if newer. SQLite and PostgreSQL, with the same result.

PostgreSQL takes all rows as one JSON parameter and unpacks them itself: one statement text for any number of rows
(so it is prepared once), and a third of the time that a parameter per value takes. SQLite is given a row at a time.
"""
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    String,
    Table,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Rows = Sequence[dict[str, Any]]
Executor = Session | Connection
ABOUT = "about"


class _How(Enum):
    """What becomes of a row whose key is known."""

    REFUSED = "an error"
    IGNORED = "nothing"
    KEPT_IF_NEWER = "it replaces the known one if its revision is higher"


def add(session: Executor, table: Table, rows: Rows) -> None:
    """Insert rows, all of the same columns; a known key is an error."""
    if rows:
        _run(session, table, rows, _How.REFUSED)


def insert_new(session: Executor, table: Table, rows: Rows) -> set[Any]:
    """Insert the rows whose primary key is new and return those keys; the key is the lock."""
    return set(_run(session, table, rows, _How.IGNORED)) if rows else set()


def keep_highest(session: Executor, table: Table, rows: Rows) -> set[Any]:
    """Store each aggregate's newest fact: insert, or replace a row whose ``revision`` is lower.

    Columns that the rows do not name keep what the owner of the table wrote there. Returns the keys (first column
    of the primary key) of the rows that were stored.
    """
    if not rows:
        return set()
    keys = [column.name for column in table.primary_key.columns]
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["revision"]):
        newest[tuple(row[name] for name in keys)] = row
    # The keys are sorted so that two hearers never wait for each other.
    return set(_run(session, table, [newest[key] for key in sorted(newest)], _How.KEPT_IF_NEWER))


def add_with_new(session: Executor, table: Table, rows: Rows, others: Table, other_rows: Rows) -> set[Any]:
    """Insert the rows whose primary key is new, and of *other_rows* those whose ``about`` is the key of such a row.

    On PostgreSQL this is one statement, so that it may be a transaction by itself. Returns the new keys.
    """
    if not rows:
        return set()
    if other_rows and _dialect(session) == "postgresql":
        statement = _joint_statement(table, tuple(rows[0]), others, tuple(other_rows[0]))
        return set(session.execute(statement, {"rows": _text_of(rows), "others": _text_of(other_rows)}).scalars())
    fresh = insert_new(session, table, rows)
    add(session, others, [{name: value for name, value in row.items() if name != ABOUT}
                          for row in other_rows if row[ABOUT] in fresh])
    return fresh


def _dialect(session: Executor) -> str:
    return session.dialect.name if isinstance(session, Connection) else session.get_bind().dialect.name


def _run(session: Executor, table: Table, rows: Rows, how: _How) -> Sequence[Any]:
    unpacked = _dialect(session) == "postgresql" and _fits_json(table)
    statement = _statement(table, tuple(rows[0]), how, unpacked, _dialect(session) == "sqlite")
    found = session.execute(statement, {"rows": _text_of(rows)} if unpacked else list(rows))
    return found.scalars().all() if how is not _How.REFUSED else ()


@lru_cache(maxsize=1024)
def _statement(table: Table, names: tuple[str, ...], how: _How, unpacked: bool, on_sqlite: bool) -> Any:
    """One statement per table and set of columns: making one costs as much as running it."""
    made: Any = insert(table)
    if how is not _How.REFUSED:
        made = (sqlite.insert if on_sqlite else postgresql.insert)(table)
    if unpacked:
        made = made.from_select(*_unpacking(table, names))
    keys = [column.name for column in table.primary_key.columns]
    if how is _How.IGNORED:
        made = made.on_conflict_do_nothing()
    elif how is _How.KEPT_IF_NEWER:
        changes = {name: made.excluded[name] for name in names if name not in keys}
        made = made.on_conflict_do_update(index_elements=keys, set_=changes,
                                          where=table.c.revision < made.excluded.revision)
    # RETURNING also makes SQLAlchemy send many rows in one statement where they are not unpacked.
    return made if how is _How.REFUSED else made.returning(table.c[keys[0]])


def _unpacking(table: Table, names: tuple[str, ...]) -> tuple[list[str], Any]:
    """The columns and the query that turn one JSON text into rows; columns with a default that the rows do not name
    get it here."""
    given = cast(bindparam("rows", type_=String), postgresql.JSON)
    shape: Any = literal_column(f"NULL::{table.name}")
    rows = func.json_populate_recordset(shape, given).table_valued(*(table.c[name] for name in names), name="given")
    defaults = {each.name: each.default.arg for each in table.c
                if each.name not in names and isinstance(each.default, ScalarElementColumnDefault)}
    values: list[Any] = [bindparam(f"default_{name}", value) for name, value in defaults.items()]
    return [*names, *defaults], select(*(rows.c[name] for name in names), *values)


@lru_cache(maxsize=64)
def _joint_statement(table: Table, names: tuple[str, ...], others: Table, other_names: tuple[str, ...]) -> Any:
    key = next(iter(table.primary_key.columns))
    fresh = _statement(table, names, _How.IGNORED, True, False).cte("fresh")
    wanted = [name for name in other_names if name != ABOUT]
    given = cast(bindparam("others", type_=String), postgresql.JSON)
    shape: Any = [column(ABOUT, String), *(column(name, others.c[name].type) for name in wanted)]
    rest = func.json_to_recordset(given).table_valued(*shape, name="rest").render_derived(with_types=True)
    taken = select(*(rest.c[name] for name in wanted)).where(rest.c[ABOUT].in_(select(fresh.c[key.name])))
    return select(fresh.c[key.name]).add_cte(insert(others).from_select(wanted, taken).cte("taken"))


@lru_cache(maxsize=256)
def _fits_json(table: Table) -> bool:
    """Whether all values of a table can be written as JSON."""
    return not any(isinstance(each.type, LargeBinary) for each in table.c)


@lru_cache(maxsize=4096)
def _written(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment must know its time zone")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored")


_text_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_written).encode
