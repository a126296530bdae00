"""Opinions as they were heard, and where they stand."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Opinion(Base):
    """Heard from intake, with review's own state beside it.

    ``place`` is where it stands now, in version ``place_version`` of the draft: "kept" and "moved" are certain, "ask"
    is a person's to decide, "placed" and "answered" a person has decided; without a place, "ask" and "answered" stand
    nowhere, the others for the whole draft. ``stood_*`` is where it last stood for certain: the next version carries
    it from there. ``sample_id`` is what grouping found it to say, null until it has looked at it where it stands.

    ``state`` is the bucket of the balance. ``stage`` says how far the routing is. ``said`` and ``decided`` are the
    revisions of the last OpinionProgressed and OpinionDecided; ``release_id`` names the release it is answered with.
    """

    __tablename__ = "opinions"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'in_suggestions', 'set_aside', 'withdrawn')", name="state"),
        CheckConstraint("state != 'set_aside' OR aside_reason IS NOT NULL", name="aside_reason"),
        CheckConstraint("place_state IN ('kept', 'moved', 'ask', 'placed', 'answered')", name="place_state"),
        Index("ix_opinions_consultation_place", "consultation_id", "place_version", "place_state", "place",
              "state"),
        Index("ix_opinions_consultation_stage", "consultation_id", "stage"),
        Index("ix_opinions_consultation_sample", "consultation_id", "sample_id", "state", "opinion_id"),
    )
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36))
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
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    stage: Mapped[str] = mapped_column(String(10), default="received")
    aside_reason: Mapped[str | None] = mapped_column(Text)
    said: Mapped[int] = mapped_column(default=0)
    decided: Mapped[int] = mapped_column(default=0)
    release_id: Mapped[str | None] = mapped_column(String(36), index=True)
    place: Mapped[str | None] = mapped_column(String(120))
    place_version: Mapped[int] = mapped_column(default=0)
    place_state: Mapped[str] = mapped_column(String(10), default="kept")
    place_why: Mapped[str | None] = mapped_column(Text)
    place_start: Mapped[int | None]
    stood_at: Mapped[str | None] = mapped_column(String(120))
    stood_version: Mapped[int] = mapped_column(default=0)
    stood_start: Mapped[int | None]
    sample_id: Mapped[str | None] = mapped_column(String(36))


class Withdrawal(Base):
    """Heard from intake: somebody asks for an opinion back. ``settled_at`` is when review decided."""

    __tablename__ = "withdrawals"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
