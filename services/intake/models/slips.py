"""Slips of paper: the stock of numbered ones, what lay in a box, their pictures, what was keyed from them."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.domain.slips import KINDS, STOCK_KINDS, TURNS
from services.intake.models.post import Base


class SlipBatch(Base):
    """Numbered paper printed for a station: forms, or labels for people's own paper. Issued = used (they lie in
    ``slips``) + spoilt + unused + missing; the last three are set when the stock is settled."""

    __tablename__ = "slip_batches"
    __table_args__ = (
        UniqueConstraint("consultation_id", "from_serial"),
        CheckConstraint("from_serial >= 1 AND to_serial >= from_serial", name="serials"),
        CheckConstraint("kind IN ({})".format(", ".join(map(repr, STOCK_KINDS))), name="kind"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    draft_version: Mapped[int]
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(20))
    from_serial: Mapped[int]
    to_serial: Mapped[int]
    issued_by: Mapped[str] = mapped_column(String(36))
    issued_by_name: Mapped[str] = mapped_column(String(100))
    issued_at: Mapped[datetime]
    spoilt: Mapped[int | None]
    unused: Mapped[int | None]
    missing: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(500), server_default="")
    settled_by: Mapped[str | None] = mapped_column(String(36))
    settled_at: Mapped[datetime | None]


class Slip(Base):
    """One slip that lay in a box. Its opinion's id comes of batch and serial alone, so that scanning or keying it
    again counts nothing twice. ``forwarded_at``: when its opinion went on. That it is no opinion takes two people:
    ``said_kind`` is the first one's word, and ``kind`` stays opinion until another's (``agreed_by``) is the same; two
    keys that agree need neither."""

    __tablename__ = "slips"
    __table_args__ = (
        UniqueConstraint("consultation_id", "serial"),
        CheckConstraint("kind IN ({})".format(", ".join(map(repr, KINDS))), name="kind"),
        CheckConstraint("said_kind IN ({})".format(", ".join(map(repr, KINDS[1:]))), name="said_kind"),
        CheckConstraint("agreed_by IS NULL OR agreed_by <> said_by", name="two_people"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opening_id: Mapped[str] = mapped_column(ForeignKey("openings.id"), index=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("slip_batches.id"), index=True)
    consultation_id: Mapped[str] = mapped_column(String(36))
    serial: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    said_kind: Mapped[str | None] = mapped_column(String(10))
    said_by: Mapped[str | None] = mapped_column(String(36))
    said_by_name: Mapped[str | None] = mapped_column(String(100))
    agreed_by: Mapped[str | None] = mapped_column(String(36))
    opinion_id: Mapped[str] = mapped_column(String(36), unique=True)
    sealed_contact: Mapped[str | None] = mapped_column(Text)
    contact_key: Mapped[str | None] = mapped_column(String(64))
    registered_by: Mapped[str] = mapped_column(String(36))
    registered_at: Mapped[datetime]
    forwarded_at: Mapped[datetime | None]


class Scan(Base):
    """One side of a slip as a picture. ``sha256`` is of the original, ``masked`` of what clerks see: the contact strip
    is covered there. A later scan of the same side is a further ``turn``, never written over the first."""

    __tablename__ = "scans"
    __table_args__ = (UniqueConstraint("slip_id", "side", "turn"), CheckConstraint("side IN ('front', 'back')",
                                                                                   name="side"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slip_id: Mapped[str] = mapped_column(ForeignKey("slips.id"), index=True)
    side: Mapped[str] = mapped_column(String(5))
    turn: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    masked: Mapped[str] = mapped_column(String(64))
    crop: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    turned: Mapped[int]
    scanned_by: Mapped[str] = mapped_column(String(36))
    scanned_at: Mapped[datetime]
    ocr_text: Mapped[str | None] = mapped_column(Text)
    ocr_model: Mapped[str | None] = mapped_column(String(100))


class Keying(Base):
    """What one person read on a slip: first, second (blind, another person), resolved where the two differ, audit."""

    __tablename__ = "keyings"
    __table_args__ = (
        UniqueConstraint("slip_id", "turn"),
        CheckConstraint("turn IN ({})".format(", ".join(map(repr, TURNS))), name="turn"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slip_id: Mapped[str] = mapped_column(ForeignKey("slips.id"), index=True)
    turn: Mapped[str] = mapped_column(String(10))
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class Audit(Base):
    """A slip looked at again after it was settled: how many characters were wrong of how many."""

    __tablename__ = "audits"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slip_id: Mapped[str] = mapped_column(ForeignKey("slips.id"), unique=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    characters: Mapped[int]
    errors: Mapped[int]
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
