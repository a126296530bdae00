"""What notify has heard: one table per event."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.notify.domain import CHANNELS
from services.notify.models.post import Base

_UNOPENED = text("opened_revision < revision")
_ERASING = text("erase_at IS NOT NULL")


class Consultation(Base):
    """Heard from review: a consultation as it is now."""

    __tablename__ = "consultations"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), index=True)
    title: Mapped[str] = mapped_column(Text)
    draft_title: Mapped[str] = mapped_column(Text)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    invented: Mapped[bool]


class Draft(Base):
    """Heard from review: what the provisions of one version are called, as [eid, label] in document order."""

    __tablename__ = "drafts"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft_version: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    labels: Mapped[list[list[str]]] = mapped_column(JSON)


class Wanted(Base):
    """Heard from intake: where the answer to an opinion goes, sealed.

    The columns below the event's are notify's own: what opening the box gave (never the plaintext), and when the
    sealed contact is to be erased.
    """

    __tablename__ = "answers_wanted"
    __table_args__ = (
        CheckConstraint("channel IN ({})".format(", ".join(map(repr, CHANNELS))), name="channel"),
        Index("ix_answers_wanted_unopened", "opinion_id", postgresql_where=_UNOPENED, sqlite_where=_UNOPENED),
        Index("ix_answers_wanted_erase_at", "erase_at", postgresql_where=_ERASING, sqlite_where=_ERASING),
    )
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    provision: Mapped[str | None] = mapped_column(String(120))
    station_id: Mapped[str | None] = mapped_column(String(36))
    language: Mapped[str] = mapped_column(String(20))
    sealed_contact: Mapped[str | None] = mapped_column(Text)
    contact_key: Mapped[str | None] = mapped_column(String(64))
    opened_revision: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(10))
    person: Mapped[str | None] = mapped_column(String(64))
    refusal: Mapped[str | None] = mapped_column(String(20))
    erase_at: Mapped[datetime | None]


class Withdrawal(Base):
    """Heard from review: an opinion was taken back; its contact is erased."""

    __tablename__ = "withdrawals"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime]


class Decision(Base):
    """Heard from review: what became of an opinion; every revision, since each belongs to a batch."""

    __tablename__ = "decisions"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    summary: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime]
    batch_id: Mapped[str] = mapped_column(String(36), index=True)


class Issue(Base):
    """Heard from reports: a submission has reached the legislature."""

    __tablename__ = "issues"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]


class Station(Base):
    """Heard from intake: a station as it is now."""

    __tablename__ = "stations"
    station_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    name_zh: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool]


class ClosedAccount(Base):
    """Heard from review: tokens signed before this moment are refused."""

    __tablename__ = "closed_accounts"
    account_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    closed_at: Mapped[datetime]
