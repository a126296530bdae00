"""What notify owns: releases, notices, letters, the dead-letter desk."""
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.notify.domain import CHANNELS, LETTER_STATES, STATES
from services.notify.models.post import Base

_UNFORMED = text("formed_at IS NULL")
_UNTOLD = text("told < settlings")
_DUE = text("state IN ('created', 'sending', 'failed')")


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=column)


class Batch(Base):
    """Decisions that are answered whole or not at all. Whole: all have arrived and every contact was opened."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_unformed", "batch_id", postgresql_where=_UNFORMED, sqlite_where=_UNFORMED),)
    batch_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    size: Mapped[int]
    heard_at: Mapped[datetime]
    whole_at: Mapped[datetime | None]
    let_go_at: Mapped[datetime | None]
    formed_at: Mapped[datetime | None]


class Hold(Base):
    """Whether the answers of a consultation are held back, and who said so last."""

    __tablename__ = "holds"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    paused: Mapped[bool]
    said_by: Mapped[str] = mapped_column(String(36))
    said_name: Mapped[str] = mapped_column(String(100))
    said_at: Mapped[datetime]


class Letter(Base):
    """One person's answers from one batch, on their way by e-mail. The address is never here.

    ``sending`` with a lease that is over means that a worker died between sending and marking: it is sent again under
    the same Message-ID. ``dropped``: nobody to send to any more (withdrawn); the bulletin answered.
    """

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("batch_id", "person"), _one_of("state", LETTER_STATES),
                      Index("ix_letters_due", "next_at", postgresql_where=_DUE, sqlite_where=_DUE))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    batch_id: Mapped[str] = mapped_column(String(36))
    person: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="created")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(60))
    sent_at: Mapped[datetime | None]


class Notice(Base):
    """The answer to one opinion under one revision of its decision: the unique constraint is "exactly one".

    ``channel`` is what the person asked for, ``answered_by`` what answered. ``sent`` says that the mail server has
    taken the letter over; nothing comes back from it, so ``delivered`` is never claimed here. ``settlings`` counts how
    often the notice was settled, ``told`` how much of that the others know.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("opinion_id", "revision"), _one_of("state", STATES), _one_of("channel", CHANNELS),
        Index("ix_notices_untold", "id", postgresql_where=_UNTOLD, sqlite_where=_UNTOLD),
        Index("ix_notices_bulletin", "consultation_id", "article", "subject"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36))
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36))
    letter_id: Mapped[str | None] = mapped_column(String(36), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), index=True)
    correction: Mapped[bool]
    current: Mapped[bool]
    receipt: Mapped[str] = mapped_column(String(16), index=True)
    article: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(32))
    posted: Mapped[bool]
    answered_by: Mapped[str | None] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(12))
    settled_at: Mapped[datetime | None]
    settlings: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    handed_by: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime]


class DeadLetter(Base):
    """A letter nobody took, or a contact nobody can use; ``id`` is the letter's or the opinion's."""

    __tablename__ = "dead_letters"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    reason: Mapped[str] = mapped_column(String(60))
    since: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(36))


class Look(Base):
    """Who looked at the address of a dead letter, and when."""

    __tablename__ = "looks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    dead_letter_id: Mapped[str] = mapped_column(String(36), index=True)
    account_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
