"""Comment boxes and their openings: who broke the seal, who counted, who signed, and a log whose tampering shows."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.domain.boxes import ACTS, STATES
from services.intake.models.post import Base


class Box(Base):
    """An 意见征集箱 under seal. ``steps`` and ``head``: how many steps its log has, and the digest of the last."""

    __tablename__ = "boxes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(200))
    seal_no: Mapped[str] = mapped_column(String(40))
    sealed_at: Mapped[datetime]
    set_up_by: Mapped[str] = mapped_column(String(36))
    set_up_at: Mapped[datetime]
    steps: Mapped[int] = mapped_column(server_default="0")
    head: Mapped[str] = mapped_column(String(64), server_default="")


class Opening(Base):
    """One opening of a box. ``seal_no`` is what stood in the books, ``seal_found`` what the first person read on the
    box; ``counted`` is set once two people in a row have counted the same."""

    __tablename__ = "openings"
    __table_args__ = (
        UniqueConstraint("box_id", "no"),
        CheckConstraint("state IN ({})".format(", ".join(map(repr, STATES))), name="state"),
        CheckConstraint("witness_id IS NULL OR witness_id <> opener_id", name="two_people"),
        CheckConstraint("counted IS NOT NULL OR state IN ('sealed', 'opened')", name="counted"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    box_id: Mapped[str] = mapped_column(ForeignKey("boxes.id"), index=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    no: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), index=True)
    seal_no: Mapped[str] = mapped_column(String(40))
    seal_found: Mapped[str] = mapped_column(String(40))
    is_intact: Mapped[bool]
    note: Mapped[str] = mapped_column(String(500))
    photo: Mapped[str] = mapped_column(String(64))
    opener_id: Mapped[str] = mapped_column(String(36))
    opener_name: Mapped[str] = mapped_column(String(100))
    begun_at: Mapped[datetime]
    witness_id: Mapped[str | None] = mapped_column(String(36))
    witness_name: Mapped[str | None] = mapped_column(String(100))
    opened_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(server_default="1")
    counted: Mapped[int | None]
    balance: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reconciled_at: Mapped[datetime | None]
    envelope_seal: Mapped[str | None] = mapped_column(String(40))
    new_seal: Mapped[str | None] = mapped_column(String(40))
    resealed_at: Mapped[datetime | None]
    keep_until: Mapped[date | None]
    retained_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]


class Count(Base):
    """How many slips one person counted; a recount begins a new round."""

    __tablename__ = "counts"
    __table_args__ = (UniqueConstraint("opening_id", "round", "turn"), CheckConstraint("number >= 0", name="number"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opening_id: Mapped[str] = mapped_column(ForeignKey("openings.id"), index=True)
    round: Mapped[int]
    turn: Mapped[int]
    number: Mapped[int]
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class Signature(Base):
    """One of the two signatures that an act needs: keeping the slips away, destroying them."""

    __tablename__ = "signatures"
    __table_args__ = (
        UniqueConstraint("opening_id", "act", "who"),
        CheckConstraint("act IN ({})".format(", ".join(map(repr, ACTS))), name="act"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opening_id: Mapped[str] = mapped_column(ForeignKey("openings.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class BoxStep(Base):
    """One line of a box's log: who, when, what. ``digest`` covers the line and the digest of the line before, so
    that a line changed, taken out or put in shows."""

    __tablename__ = "box_steps"
    box_id: Mapped[str] = mapped_column(ForeignKey("boxes.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opening_id: Mapped[str | None] = mapped_column(String(36), index=True)
    act: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
