"""What became of suggestions, and the answers that follow."""
from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Issue(Base):
    """Heard from reports: a submission has reached the legislature."""

    __tablename__ = "issues"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    number: Mapped[str] = mapped_column(String(100))
    suggestion_ids: Mapped[list[str]] = mapped_column(JSON)
    issued_at: Mapped[datetime]


class Outcome(Base):
    """Heard from reports: what the legislature made of a suggestion; every revision is kept, a batch counts whole."""

    __tablename__ = "outcomes"
    suggestion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    enacted_provision: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    batch_id: Mapped[str] = mapped_column(String(36), index=True)
    batch_size: Mapped[int]


class Release(Base):
    """Answers that go out together; ``size`` opinions carry its id, ``left`` of them are still to be said."""

    __tablename__ = "releases"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    cause: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    left: Mapped[int]
    made_at: Mapped[datetime]
