"""People: accounts, what makes an expert, work groups."""
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Account(Base):
    """Who may sign in. Empty ``stations`` and ``groups`` mean all; ``totp_step`` is the last step a code was used in;
    tokens signed until ``ended_at`` no longer count (closed, other roles, another password)."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    roles: Mapped[list[str]] = mapped_column(JSON)
    stations: Mapped[list[str]] = mapped_column(JSON)
    groups: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str] = mapped_column(Text)
    must_change: Mapped[bool]
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int | None]
    totp_confirmed: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Expert(Base):
    """What the assignment needs to know of an account that gives advice; ``recusals`` are words (sectors, bodies,
    titles) whose matters the expert must not review."""

    __tablename__ = "experts"
    __table_args__ = (CheckConstraint("load_min >= 0 AND load_min <= load_max", name="load"),)
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("accounts.id"), primary_key=True)
    specialties: Mapped[list[str]] = mapped_column(JSON)
    load_min: Mapped[int]
    load_max: Mapped[int]
    recusals: Mapped[list[str]] = mapped_column(JSON)


class Group(Base):
    """A work group and the sectors it is for (立法联系工作小组)."""

    __tablename__ = "groups"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    sectors: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
