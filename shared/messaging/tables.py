"""The four tables each service keeps beside its own."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

_OPEN = text("acked_at IS NULL")


class OutboxColumns:
    """What we have said, to whom, and whether they have it. The body is emptied once it is acknowledged."""

    __tablename__ = "outbox"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Only open rows are looked for: the index holds nothing else."""
        return (Index("ix_outbox_due_at", "due_at", postgresql_where=_OPEN, sqlite_where=_OPEN),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    destination: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    acked_at: Mapped[datetime | None]
    parked: Mapped[bool] = mapped_column(default=False)


class InboxColumns:
    """What we have heard; its primary key is the lock against hearing twice."""

    __tablename__ = "inbox"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    heard_at: Mapped[datetime] = mapped_column(index=True)


class ParkedColumns:
    """What we heard and could not take, with the reason, until it is replayed."""

    __tablename__ = "parked"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    parked_at: Mapped[datetime]
    replayed_at: Mapped[datetime | None]


class JobColumns:
    """Work that is due: one row per kind and key. ``wanted`` rises each time it is asked for again."""

    __tablename__ = "jobs"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Jobs are found by kind and key, and by when they are due."""
        pending = text("done_at IS NULL")
        return (Index("uq_jobs_kind_key", "kind", "key", unique=True),
                Index("ix_jobs_due_at", "due_at", postgresql_where=pending, sqlite_where=pending))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), default="")
    due_at: Mapped[datetime]
    wanted: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(64), default="")
    done_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Tables:
    """One service's four tables, taken from its metadata."""

    outbox: Table
    inbox: Table
    parked: Table
    jobs: Table

    @classmethod
    def of(cls, base: Any) -> "Tables":
        """Find them in the metadata of a service's Base."""
        tables = base.metadata.tables
        return cls(tables["outbox"], tables["inbox"], tables["parked"], tables["jobs"])
