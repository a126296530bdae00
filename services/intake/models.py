"""What intake owns: opinions as the citizen left them, the registry, and what it has heard."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from shared.contracts.opinions import CHANNELS, STANCES
from shared.db import Base as AnyBase
from shared.db import own_metadata
from shared.messaging.tables import InboxColumns, JobColumns, OutboxColumns, ParkedColumns


class Base(AnyBase):
    """征集: the doors through which people speak. 意见征集入口。"""

    __abstract__ = True
    metadata = own_metadata()


class Outbox(OutboxColumns, Base):
    """What intake has said."""


class Inbox(InboxColumns, Base):
    """What intake has heard."""


class Parked(ParkedColumns, Base):
    """What intake could not take."""


class Job(JobColumns, Base):
    """Intake's due work."""


class Opinion(Base):
    """The words as they were left. ``digest``: SHA-256 of the canonical body; a contact is never kept here."""

    __tablename__ = "opinions"
    __table_args__ = (
        CheckConstraint("stance IN ({})".format(", ".join(map(repr, STANCES))), name="stance"),
        CheckConstraint("channel IN ({})".format(", ".join(map(repr, CHANNELS))), name="channel"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(16), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    draft_version: Mapped[int]
    provision: Mapped[str | None] = mapped_column(String(120))
    anchor: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    stance: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    proposed_text: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    channel: Mapped[str] = mapped_column(String(10))
    station_id: Mapped[str | None] = mapped_column(String(36))
    popup_id: Mapped[str | None] = mapped_column(String(36))
    language: Mapped[str] = mapped_column(String(20))
    submitter_kind: Mapped[str] = mapped_column(String(12))
    public_name: Mapped[str | None] = mapped_column(String(100))
    late: Mapped[bool]
    ahead: Mapped[bool]
    device_id: Mapped[str | None] = mapped_column(String(36))
    device_seq: Mapped[int | None]
    device_prev: Mapped[str | None] = mapped_column(String(64))
    withdraw_hash: Mapped[str | None] = mapped_column(String(64))
    withdrawal_asked_at: Mapped[datetime | None]
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]


class Conflict(Base):
    """A second body that came under a known id: kept aside for a clerk, never mixed in."""

    __tablename__ = "conflicts"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36), index=True)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]


class Station(Base):
    """A 工作站: fixed, or the home of pop-ups."""

    __tablename__ = "stations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    township: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(200))
    population: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Device(Base):
    """An enrolled kiosk, tablet or Collect client; only a hash of its token is kept."""

    __tablename__ = "devices"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]


class Activity(Base):
    """A solicitation meeting, joint meeting, training or lecture."""

    __tablename__ = "activities"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    attendees: Mapped[int]
    consultation_id: Mapped[str | None] = mapped_column(String(36))
    recorded_by: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[datetime]


class Consultation(Base):
    """Heard from review: a consultation as it is now."""

    __tablename__ = "consultations"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), index=True)
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(12))
    sector: Mapped[str] = mapped_column(String(100))
    audience: Mapped[str] = mapped_column(String(500))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    stations: Mapped[list[str]] = mapped_column(JSON)
    invented: Mapped[bool]
    draft_version: Mapped[int]
    shows_counts: Mapped[bool] = mapped_column(server_default=true())


class Draft(Base):
    """Heard from review: one version of a consultation's text, its plain words by article and its focus questions;
    every version ever issued is kept."""

    __tablename__ = "drafts"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft_version: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    draft_title: Mapped[str] = mapped_column(String(300))
    provisions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    notes: Mapped[dict[str, str]] = mapped_column(JSON, server_default="{}")
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")


class Progress(Base):
    """Heard from review: one stage of an opinion; together they are its timeline."""

    __tablename__ = "progress"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


class Decision(Base):
    """Heard from review: what became of an opinion."""

    __tablename__ = "decisions"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    summary: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime]


class Issue(Base):
    """Heard from reports: a submission has reached the legislature."""

    __tablename__ = "issues"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    number: Mapped[str] = mapped_column(String(100))
    issued_at: Mapped[datetime]


class Settlement(Base):
    """Heard from notify: an opinion's answer went out."""

    __tablename__ = "settlements"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(12))
    on: Mapped[date]


class ClosedAccount(Base):
    """Heard from review: tokens signed before this moment are refused."""

    __tablename__ = "closed_accounts"
    account_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    closed_at: Mapped[datetime]
