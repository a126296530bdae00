"""Filing review (规范性文件备案审查): the documents, and what experts of the pool say of them."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Filing(Base):
    """A normative document sent in to be reviewed. ``version`` guards against two people deciding at once."""

    __tablename__ = "filings"
    __table_args__ = (
        CheckConstraint("state IN ('received', 'reviewing', 'concluded')", name="state"),
        CheckConstraint("received_on <= due_on", name="days"),
        CheckConstraint("state != 'concluded' OR (conclusion IN ('no_objection', 'correct', 'contradicts') "
                        "AND reason IS NOT NULL)", name="conclusion"),
        Index("ix_filings_received", "received_on"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(100))
    number: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(String(100))
    group_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("groups.id"))
    received_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="received")
    conclusion: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(Text)
    concluded_by_name: Mapped[str | None] = mapped_column(String(100))
    concluded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime]


class FilingReview(Base):
    """A filing on an expert's desk. ``answers`` to the four questions: {lawful, authority, procedure, fitting} →
    {holds, words}."""

    __tablename__ = "filing_reviews"
    __table_args__ = (
        UniqueConstraint("filing_id", "expert_id"),
        CheckConstraint("state IN ('offered', 'reviewed', 'declined', 'closed')", name="state"),
        CheckConstraint("state != 'reviewed' OR verdict IN ('no_objection', 'correct', 'contradicts')", name="verdict"),
        Index("ix_filing_reviews_expert_state", "expert_id", "state"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    filing_id: Mapped[str] = mapped_column(String(36), ForeignKey("filings.id"))
    expert_id: Mapped[str] = mapped_column(String(36), ForeignKey("experts.account_id"))
    state: Mapped[str] = mapped_column(String(10), default="offered")
    offered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(12))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str | None] = mapped_column(Text)
    declined_reason: Mapped[str | None] = mapped_column(Text)
