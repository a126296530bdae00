"""Many rows in one statement: added, added if new, kept if newer. SQLite and PostgreSQL, with the same result.

PostgreSQL takes all rows as one JSON parameter and unpacks them itself: one statement text for any number of rows
(so it is prepared once), and a third of the time that a parameter per value takes. Many rows written short (Spread)
are copied (COPY), in half the time of that. SQLite is given a row at a time.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    String,
    Table,
    bindparam,
    column,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Row = Mapping[str, Any]
Rows = Sequence[dict[str, Any]]
Executor = Session | Connection
ABOUT, MANY = "about", 50


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Rows of *table* written short. Each of *rows* stands for several: for a column ``c`` of *several* it has a list
    ``all_c``, one value a row; *same* holds the columns that have one value in all; ``about`` says of which row of
    another table they speak."""

    table: Table
    rows: Rows
    several: tuple[str, ...]
    same: Row

    def unfold(self) -> Iterator[dict[str, Any]]:
        """All rows in full."""
        for row in self.rows:
            shared = {**self.same, **{name: row[name] for name in self.single}}
            for values in zip(*(row[f"all_{name}"] for name in self.several), strict=True):
                yield shared | dict(zip(self.several, values, strict=True))

    @property
    def single(self) -> tuple[str, ...]:
        """The columns that each row has once."""
        listed = {ABOUT, *(f"all_{name}" for name in self.several)}
        return tuple(name for row in self.rows[:1] for name in row if name not in listed)


class _How(Enum):
    """What becomes of a row whose key is known."""

    REFUSED = "an error"
    IGNORED = "nothing"
    KEPT_IF_NEWER = "it replaces the known one if its revision is higher"


def add(session: Executor, table: Table, rows: Rows) -> None:
    """Insert rows, all of the same columns; a known key is an error."""
    if rows:
        _run(session, table, rows, _How.REFUSED)


def add_spread(session: Executor, spread: Spread) -> None:
    """Insert all rows that *spread* stands for; a known key is an error."""
    if len(spread.rows) >= MANY and _dialect(session) == "postgresql":
        _copy(session, spread)
    else:
        add(session, spread.table, list(spread.unfold()))


def insert_new(session: Executor, table: Table, rows: Rows) -> set[Any]:
    """Insert the rows whose primary key is new and return those keys; the key is the lock."""
    return set(_run(session, table, rows, _How.IGNORED)) if rows else set()


def keep_highest(session: Executor, table: Table, rows: Rows, first: tuple[str, ...] = ()) -> set[Any]:
    """Store each aggregate's newest fact: insert, or replace a row whose ``revision`` is lower.

    Columns that the rows do not name, and those in *first* after the first time, keep what the owner of the table
    wrote there. Returns the keys (first column of the primary key) of the rows that were stored.
    """
    if not rows:
        return set()
    keys = [column.name for column in table.primary_key.columns]
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["revision"]):
        newest[tuple(row[name] for name in keys)] = row
    # The keys are sorted so that two hearers never wait for each other.
    return set(_run(session, table, [newest[key] for key in sorted(newest)], _How.KEPT_IF_NEWER, first))


def add_with_new(session: Executor, table: Table, rows: Rows, others: Spread) -> set[Any]:
    """Insert the rows whose primary key is new, and of the others those whose ``about`` is the key of such a row.

    On a connection of PostgreSQL this is one statement, so that it may be a transaction by itself (Database.at_once).
    Returns the new keys.
    """
    if not rows:
        return set()
    if others.rows and isinstance(session, Connection) and _dialect(session) == "postgresql":
        statement = _joint_statement(table, tuple(rows[0]), others.table, others.single, others.several,
                                     tuple(others.same))
        return set(session.execute(statement, {"rows": rows, "others": others.rows, **others.same}).scalars())
    fresh = insert_new(session, table, rows)
    about_fresh = Spread(table=others.table, several=others.several, same=others.same,
                         rows=[row for row in others.rows if row[ABOUT] in fresh])
    add_spread(session, about_fresh)
    return fresh


def _dialect(session: Executor) -> str:
    return session.dialect.name if isinstance(session, Connection) else session.get_bind().dialect.name


def _run(session: Executor, table: Table, rows: Rows, how: _How, first: tuple[str, ...] = ()) -> Sequence[Any]:
    unpacked = _dialect(session) == "postgresql" and _fits_json(table)
    statement = _statement(table, tuple(rows[0]), how, unpacked, _dialect(session) == "sqlite", first)
    found = session.execute(statement, {"rows": rows} if unpacked else list(rows))
    return found.scalars().all() if how is not _How.REFUSED else ()


@lru_cache(maxsize=1024)
def _statement(table: Table, names: tuple[str, ...], how: _How, unpacked: bool, on_sqlite: bool,
               first: tuple[str, ...] = ()) -> Any:
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
        changes = {name: made.excluded[name] for name in names if name not in (*keys, *first)}
        made = made.on_conflict_do_update(index_elements=keys, set_=changes,
                                          where=table.c.revision < made.excluded.revision)
    # RETURNING also makes SQLAlchemy send many rows in one statement where they are not unpacked.
    return made if how is _How.REFUSED else made.returning(table.c[keys[0]])


def _unpacking(table: Table, names: tuple[str, ...]) -> tuple[list[str], Any]:
    """The columns and the query that turn one JSON text into rows; columns with a default that the rows do not name
    get it here."""
    shape: Any = literal_column(f"NULL::{table.name}")
    rows = func.json_populate_recordset(shape, _json("rows")).table_valued(
        *(table.c[name] for name in names), name="given")
    defaults = {each.name: each.default.arg for each in table.c
                if each.name not in names and isinstance(each.default, ScalarElementColumnDefault)}
    values: list[Any] = [bindparam(f"default_{name}", value) for name, value in defaults.items()]
    return [*names, *defaults], select(*(rows.c[name] for name in names), *values)


@lru_cache(maxsize=64)
def _joint_statement(table: Table, names: tuple[str, ...], others: Table, single: tuple[str, ...],
                     several: tuple[str, ...], same: tuple[str, ...]) -> Any:
    key = next(iter(table.primary_key.columns))
    fresh = _statement(table, names, _How.IGNORED, True, False).cte("fresh")
    shape: Any = [column(ABOUT, String), *(column(name, others.c[name].type) for name in single),
                  *(column(f"all_{name}", postgresql.ARRAY(String)) for name in several)]
    rest = func.json_to_recordset(_json("others")).table_valued(*shape, name="rest").render_derived(with_types=True)
    each = func.unnest(*(rest.c[f"all_{name}"] for name in several)).table_valued(*several).render_derived()
    values: list[Any] = [bindparam(name, type_=others.c[name].type) for name in same]
    taken = (select(*(rest.c[name] for name in single), *(each.c[name] for name in several), *values)
             .select_from(rest.join(each, literal_column("true")))
             .where(rest.c[ABOUT].in_(select(fresh.c[key.name]))))
    added = insert(others).from_select([*single, *several, *same], taken)
    return select(fresh.c[key.name]).add_cte(added.cte("taken"))


def _copy(session: Executor, spread: Spread) -> None:
    connection = session if isinstance(session, Connection) else session.connection()
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(map(preparer.quote, (*spread.several, *spread.single, *spread.same)))
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {preparer.format_table(spread.table)} ({names}) FROM STDIN") as copy:
        copy.write("".join(_lines(spread)))


def _lines(spread: Spread) -> Iterator[str]:
    """The rows in the text form of COPY."""
    end, single, lists = _joined(spread.same.values()), spread.single, [f"all_{name}" for name in spread.several]
    for row in spread.rows:
        middle = _joined([row[name] for name in single])
        for values in zip(*[map(_copied, row[name]) for name in lists], strict=True):
            yield "\t".join((*values, middle, end)) + "\n"


def _joined(values: Iterable[Any]) -> str:
    return "\t".join(map(_copied, values))


def _copied(value: Any) -> str:
    """One value in the text form of COPY."""
    if value is None:
        return "\\N"
    text: str = value.isoformat() if isinstance(value, datetime) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _json(name: str) -> Any:
    return bindparam(name, type_=postgresql.JSON)


@lru_cache(maxsize=256)
def _fits_json(table: Table) -> bool:
    """Whether all values of a table can be written as JSON."""
    return not any(isinstance(each.type, LargeBinary) for each in table.c)
