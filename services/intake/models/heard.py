"""What intake has heard from the other services."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base


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
