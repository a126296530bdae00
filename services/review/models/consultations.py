"""Consultations, the versions of their drafts, and what is heard of stations."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Consultation(Base):
    """One draft, its window, its stations and audience. ``next_no`` numbers the suggestions without a gap. The work
    group is the one its sector belongs to, until a person chooses another (``group_chosen``)."""

    __tablename__ = "consultations"
    __table_args__ = (CheckConstraint("state IN ('draft', 'open', 'closed', 'settled')", name="state"),
                      CheckConstraint("opens_at < closes_at", name="window"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(12))
    sector: Mapped[str] = mapped_column(String(100))
    audience: Mapped[str] = mapped_column(String(500))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    stations: Mapped[list[str]] = mapped_column(JSON)
    invented: Mapped[bool]
    draft_version: Mapped[int] = mapped_column(default=1)
    shows_counts: Mapped[bool] = mapped_column(default=True)
    next_no: Mapped[int] = mapped_column(default=1)
    group_id: Mapped[str | None] = mapped_column(String(36), index=True)
    group_chosen: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime]


class Draft(Base):
    """One version of a draft: its text as it came, its provisions as they were parsed, corrected and confirmed.

    One that is newer than the consultation's ``draft_version`` is not issued yet and may still be replaced.

    ``marks`` are where the text is cut, each [at, end, kind, number, extra]; null where they were not kept yet.
    ``edits`` rises with every correction and every undoing, and guards against stale ones. ``notes`` say articles in
    plain words, by eid; ``questions`` are the focus questions."""

    __tablename__ = "drafts"
    consultation_id: Mapped[str] = mapped_column(String(36), ForeignKey("consultations.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    provisions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    warnings: Mapped[list[str]] = mapped_column(JSON)
    marks: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True))
    edits: Mapped[int] = mapped_column(default=0)
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    confirmed_by: Mapped[str | None] = mapped_column(String(36))
    confirmed_at: Mapped[datetime | None]
    imported_by: Mapped[str | None] = mapped_column(String(36))
    imported_at: Mapped[datetime | None]


class Correction(Base):
    """What an officer changed in a draft's structure or title, who and when; ``edit`` is the draft's count after it.
    ``payload`` is what was asked, ``before`` what undoing it needs. Nothing here is ever changed but the undoing."""

    __tablename__ = "corrections"
    __table_args__ = (ForeignKeyConstraint(["consultation_id", "version"],
                                           ["drafts.consultation_id", "drafts.version"]),
                      UniqueConstraint("consultation_id", "version", "edit"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36))
    version: Mapped[int]
    edit: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(36))
    made_by_name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(String(36))
    undone_by_name: Mapped[str | None] = mapped_column(String(100))
    undone_at: Mapped[datetime | None]


class Station(Base):
    """Heard from intake: a station as it is now."""

    __tablename__ = "stations"
    station_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    name_zh: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    township: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool]


class Activity(Base):
    """Heard from intake: something took place at a station."""

    __tablename__ = "activities"
    activity_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    station_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    held_at: Mapped[datetime]
    consultation_id: Mapped[str | None] = mapped_column(String(36), index=True)
