"""What grouping found: each distinct thing that was said about one place of a draft, and what it is near to."""
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Sample(Base):
    """One distinct thing said in one block of a consultation: opinions with equal words and stance share it
    (``Opinion.sample_id``); they are counted from their own rows, never here.

    ``block`` is the article, the heading, the whole draft or nowhere (domain/outline.key_of). ``opinion_id`` is the
    one it was made of. ``head_id`` names the group of the near ones, ``kin_id`` that of the related ones: the id of
    the sample that opened it, its own where it did. ``beside_id`` is the most alike one that the guard kept away,
    ``differs`` says why. ``kin_at`` is when relatives were last looked for; null: not yet.
    """

    __tablename__ = "samples"
    __table_args__ = (UniqueConstraint("consultation_id", "block", "key"),
                      Index("ix_samples_consultation_key", "consultation_id", "key"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36))
    block: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(64))
    opinion_id: Mapped[str] = mapped_column(String(36))
    head_id: Mapped[str] = mapped_column(String(36))
    near_score: Mapped[float]
    kin_id: Mapped[str] = mapped_column(String(36))
    kin_score: Mapped[float]
    beside_id: Mapped[str | None] = mapped_column(String(36))
    differs: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    kin_at: Mapped[datetime | None]


class StepOpinion(Base):
    """An opinion that a step on many was about: those it took in or set aside. A step on few names them itself."""

    __tablename__ = "step_opinions"
    step_id: Mapped[str] = mapped_column(String(36), ForeignKey("steps.id"), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
