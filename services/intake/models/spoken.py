"""Opinions that were spoken: their words are in a recording until somebody has written them down."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base


class Spoken(Base):
    """An opinion of a recording alone. ``values``: its row but for the words, moments as text; ``digest`` is of the
    body as its device has it. A sealed contact waits here until the words are told on, and is forgotten then."""

    __tablename__ = "spoken"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(16), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    recording: Mapped[str] = mapped_column(String(64))
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    station_id: Mapped[str | None] = mapped_column(String(36), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_contact: Mapped[str | None] = mapped_column(Text)
    contact_key: Mapped[str | None] = mapped_column(String(64))
    device_id: Mapped[str | None] = mapped_column(String(36), index=True)
    device_seq: Mapped[int | None]
    device_prev: Mapped[str | None] = mapped_column(String(64))
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]
    transcribed_at: Mapped[datetime | None]
    transcribed_by: Mapped[str | None] = mapped_column(String(36))
    transcriber: Mapped[str | None] = mapped_column(String(100))
