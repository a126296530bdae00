"""Bytes that are kept as they came: recordings, photographs, scans. In the database, so that they are stored with what
names them, or not at all, and so that every web server of a large site finds them."""
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base

ATTACHMENT_KINDS = ("recording", "photo", "file")


class Blob(Base):
    """Some bytes, once, under their own SHA-256; ``body`` is read only where it is asked for."""

    __tablename__ = "blobs"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    kept_at: Mapped[datetime]


class Attachment(Base):
    """What came with an opinion: a recording that is its original, a photograph. A second body under one name is kept
    beside the first (``turn`` counts them), never over it."""

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("opinion_id", "name", "turn"),
        CheckConstraint("kind IN ({})".format(", ".join(map(repr, ATTACHMENT_KINDS))), name="kind"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(255))
    turn: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
