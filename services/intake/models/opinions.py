"""Opinions as the citizen left them."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base
from shared.contracts.opinions import CHANNELS, STANCES


class Opinion(Base):
    """The words as they were left. ``digest``: SHA-256 of the canonical body; a contact is never kept here."""

    __tablename__ = "opinions"
    __table_args__ = (
        CheckConstraint("stance IN ({})".format(", ".join(map(repr, STANCES))), name="stance"),
        CheckConstraint("channel IN ({})".format(", ".join(map(repr, CHANNELS))), name="channel"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(16), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    draft_version: Mapped[int]
    provision: Mapped[str | None] = mapped_column(String(120))
    anchor: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    stance: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    proposed_text: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    channel: Mapped[str] = mapped_column(String(10))
    station_id: Mapped[str | None] = mapped_column(String(36))
    popup_id: Mapped[str | None] = mapped_column(String(36))
    language: Mapped[str] = mapped_column(String(20))
    submitter_kind: Mapped[str] = mapped_column(String(12))
    public_name: Mapped[str | None] = mapped_column(String(100))
    late: Mapped[bool]
    ahead: Mapped[bool]
    device_id: Mapped[str | None] = mapped_column(String(36))
    device_seq: Mapped[int | None]
    device_prev: Mapped[str | None] = mapped_column(String(64))
    withdraw_hash: Mapped[str | None] = mapped_column(String(64))
    withdrawal_asked_at: Mapped[datetime | None]
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]


class Conflict(Base):
    """A second body that came under a known id: kept aside for a clerk, never mixed in."""

    __tablename__ = "conflicts"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36), index=True)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
