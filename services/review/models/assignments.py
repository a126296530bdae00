"""Who looks at which opinion, and what they say of it."""
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Assignment(Base):
    """An opinion on an expert's desk, and what the expert says of it (scales 1 to 5)."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("opinion_id", "expert_id"),
        CheckConstraint("state IN ('offered', 'assessed', 'declined')", name="state"),
        CheckConstraint("state != 'assessed' OR verdict IN ('support', 'revise', 'reject')", name="verdict"),
        Index("ix_assignments_expert_state", "expert_id", "state"),
        Index("ix_assignments_consultation_state", "consultation_id", "state"),
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
