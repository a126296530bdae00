"""Who looks at which opinion, what they say of it, and how a consultation wants its opinions given out."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base

CLOSED_WHY = ("approved", "settled", "withdrawn", "set_aside", "overdue", "moved", "recused", "away")
SOURCES = ("solver", "alternate", "proposed", "hand")


def _among(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(map(repr, values)))


class Assignment(Base):
    """An opinion on an expert's desk, and what the expert says of it (scales 1 to 5).

    It stands for all opinions of the same sample. ``fit`` is how well the expert fits, 0 to 1; ``alternates`` are the
    experts who come next, the fittest first. ``due_at``, ``reminded_at`` and ``escalated_at`` are the moments of
    deadline, reminder and report to the work group. "closed": nothing is asked of the expert any more,
    ``closed_why`` says why. ``source`` is who chose the expert, ``replaces_id`` the assignment this one took over,
    ``instead`` whom a declining expert proposed."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("opinion_id", "expert_id"),
        CheckConstraint("state IN ('offered', 'assessed', 'declined', 'closed')", name="state"),
        CheckConstraint("state != 'assessed' OR verdict IN ('support', 'revise', 'reject')", name="verdict"),
        CheckConstraint(f"state != 'closed' OR {_among('closed_why', CLOSED_WHY)}", name="closed_why"),
        CheckConstraint(_among("source", SOURCES), name="source"),
        Index("ix_assignments_expert_state", "expert_id", "state"),
        Index("ix_assignments_consultation_state", "consultation_id", "state"),
        Index("ix_assignments_state_due", "state", "due_at"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36))
    consultation_id: Mapped[str] = mapped_column(String(36))
    expert_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(10))
    offered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(10))
    legality: Mapped[int | None]
    necessity: Mapped[int | None]
    feasibility: Mapped[int | None]
    wording: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)
    proposed_text: Mapped[str | None] = mapped_column(Text)
    declined_reason: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    fit: Mapped[float | None]
    alternates: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(String(10), default="solver")
    closed_why: Mapped[str | None] = mapped_column(String(10))
    replaces_id: Mapped[str | None] = mapped_column(String(36))
    instead: Mapped[str | None] = mapped_column(String(36))


class Plan(Base):
    """How the opinions of a consultation are given out: so many reviews of each, so many days for it, the reminder
    before and the report after the deadline, when another expert takes over (null: a person decides), and quotas,
    each {"specialty", "least"}. ``ran`` tells of the last time it was done, ``version`` guards against stale pages."""

    __tablename__ = "assignment_plans"
    __table_args__ = (CheckConstraint("reviews BETWEEN 1 AND 5 AND days BETWEEN 1 AND 90", name="numbers"),)
    consultation_id: Mapped[str] = mapped_column(String(36), ForeignKey("consultations.id"), primary_key=True)
    reviews: Mapped[int] = mapped_column(default=1)
    days: Mapped[int] = mapped_column(default=7)
    remind_days: Mapped[int] = mapped_column(default=2)
    escalate_days: Mapped[int] = mapped_column(default=1)
    reassign_days: Mapped[int | None] = mapped_column(default=5)
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    set_by: Mapped[str | None] = mapped_column(String(36))
    set_by_name: Mapped[str | None] = mapped_column(String(100))
    set_at: Mapped[datetime | None]
    ran_at: Mapped[datetime | None]
    ran: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
