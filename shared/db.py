"""One database per service, SQLite or PostgreSQL, with the same code: sessions, column types."""
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 30


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite gives moments back naive, so the zone is put on again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a naive moment, store UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment must know its time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give an aware moment back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of each service's own ``Base``; ``Mapped[datetime]`` is a UtcDateTime."""

    __abstract__ = True
    type_annotation_map = {datetime: UtcDateTime()}


def table_of(model: Any) -> Table:
    """The table behind a model class."""
    table: Table = model.__table__
    return table


def own_metadata() -> MetaData:
    """Make the table collection of one service: no table is ever shared."""
    return MetaData(naming_convention=NAMING)


class Database:
    """One service's database, opened lazily; ``writing()`` commits, ``reading()`` never does."""

    def __init__(self, url: str, pool: int = 12) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = _sqlite(url, pool, "BEGIN IMMEDIATE") if self.is_sqlite else _postgresql(url, pool)
        self._reader = _sqlite(url, pool, "BEGIN") if self.is_sqlite else self._writer
        self._immediate = self._writer if self.is_sqlite else _postgresql(
            url, 2, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: commits at the end, rolls back on any error."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """A connection whose every statement is a transaction; on SQLite all of them are one."""
        with self._immediate.begin() if self.is_sqlite else self._immediate.connect() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions only; what it changes is rolled back."""
        with Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def at_one_moment(self) -> Iterator[Session]:
        """A session for questions whose answers all are of the same moment, however long the asking takes."""
        with self.reading() as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def ping(self) -> None:
        """Ask for one row, or raise."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and measurements."""
        return self._writer

    def close(self) -> None:
        """Let go of all connections."""
        self._writer.dispose()
        self._reader.dispose()
        self._immediate.dispose()


def is_outage(error: BaseException) -> bool:
    """Tell whether *error* means the database is away (try again) rather than the data are wrong."""
    if isinstance(error, TimeoutError):
        return True
    return isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _sqlite(url: str, pool: int, begin: str) -> Engine:
    engine = create_engine(url, pool_size=pool, max_overflow=pool, connect_args={"timeout": BUSY_SECONDS},
                           json_serializer=lambda value: write_json(value).decode(), json_deserializer=orjson.loads,
                           hide_parameters=True)  # an error's text goes to the log: no citizen's words there

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 must not begin transactions by itself
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS}000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def write_json(value: Any) -> bytes:
    """Write what a column or a set of rows holds as JSON text, a moment as RFC 3339 text; a naive one is refused."""
    return orjson.dumps(value, default=_written, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _written(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment must know its time zone")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored")


def _postgresql(url: str, pool: int, **rest: Any) -> Engine:
    limits = ("-c idle_in_transaction_session_timeout=60000 -c statement_timeout=120000 -c lock_timeout=30000"
              " -c timezone=UTC")
    return create_engine(url, pool_size=pool, max_overflow=4, pool_timeout=10, pool_recycle=1800,
                         json_serializer=write_json, json_deserializer=orjson.loads, hide_parameters=True,
                         connect_args={"options": limits, "connect_timeout": 5}, **rest)
