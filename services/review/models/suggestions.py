"""Suggestions, which opinions stand behind each, and every step that was taken on them."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base

STATES = ("drafted", "returned", "gated", "approved", "forwarded", "decided", "not_forwarded", "retired")


class Suggestion(Base):
    """Consolidated from opinions, about one provision. ``version`` rises with every change and guards against stale
    ones; ``approvals`` tells who drafted, gated and approved. ``provision`` is one of version ``draft_version``; while
    that is behind the consultation's, or ``place_state`` is "ask", a person has to look where it belongs now."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("consultation_id", "no"),
                      CheckConstraint("state IN ({})".format(", ".join(map(repr, STATES))), name="state"),
                      CheckConstraint("place_state IN ('kept', 'moved', 'ask')", name="place_state"),
                      CheckConstraint("state != 'not_forwarded' OR outcome_reason IS NOT NULL", name="not_forwarded"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), ForeignKey("consultations.id"), index=True)
    no: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default="drafted")
    draft_version: Mapped[int]
    provision: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    approvals: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    batch_id: Mapped[str | None] = mapped_column(String(36))
    outcome: Mapped[str | None] = mapped_column(String(20))
    outcome_reason: Mapped[str | None] = mapped_column(Text)
    enacted_provision: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime]
    place_version: Mapped[int] = mapped_column(default=0)
    place_state: Mapped[str] = mapped_column(String(10), default="kept")
    place_why: Mapped[str | None] = mapped_column(Text)


class Member(Base):
    """An opinion stands behind a suggestion; many to many. ``sample_id`` is the opinion's own, repeated here so that
    what 60,000 have said can be told apart without reading them."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_suggestion_sample", "suggestion_id", "sample_id", "opinion_id"),)
    suggestion_id: Mapped[str] = mapped_column(String(36), ForeignKey("suggestions.id"), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36), ForeignKey("opinions.opinion_id"), primary_key=True, index=True)
    sample_id: Mapped[str | None] = mapped_column(String(36))


class Step(Base):
    """Who did what, when and why, with what was before; nothing here is ever changed but ``undone_at``.

    ``no`` counts the steps of a consultation, ``digest`` is of this one and of the digest before it (domain/chain.py);
    steps of one act have the same ``before["act"]`` and are undone together."""

    __tablename__ = "steps"
    __table_args__ = (Index("ix_steps_suggestion_no", "suggestion_id", "no"), UniqueConstraint("consultation_id", "no"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36))
    no: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    suggestion_id: Mapped[str | None] = mapped_column(String(36))
    opinion_id: Mapped[str | None] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
