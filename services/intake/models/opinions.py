"""Opinions as the citizen left them."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base
from shared.contracts.opinions import CHANNELS, STANCES

ASIDE_KINDS = ("conflict", "inadmissible")
_FROM_DEVICE = text("device_id IS NOT NULL")


class Opinion(Base):
    """The words as they were left. ``digest``: SHA-256 of the canonical body; a contact is never kept here."""

    __tablename__ = "opinions"
    __table_args__ = (
        Index("ix_opinions_counted", "consultation_id", "draft_version", "provision"),  # all that counting them needs
        Index("ix_opinions_chain", "device_id", "device_seq", sqlite_where=_FROM_DEVICE, postgresql_where=_FROM_DEVICE),
        CheckConstraint("stance IN ({})".format(", ".join(map(repr, STANCES))), name="stance"),
        CheckConstraint("channel IN ({})".format(", ".join(map(repr, CHANNELS))), name="channel"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(16), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    consultation_id: Mapped[str] = mapped_column(String(36))
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
    """What is kept aside for a clerk and never mixed in: a second body that came under a known id, or what a device
    brought and the door does not admit (``errors`` says why; its sealed contact stays in the body until it is settled).
    """

    __tablename__ = "conflicts"
    __table_args__ = (
        Index("ix_conflicts_chain", "device_id", "device_seq", sqlite_where=_FROM_DEVICE,
              postgresql_where=_FROM_DEVICE),
        CheckConstraint("kind IN ({})".format(", ".join(map(repr, ASIDE_KINDS))), name="kind"),
    )
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(String(36), index=True)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12), server_default="conflict")
    digest: Mapped[str | None] = mapped_column(String(64))
    errors: Mapped[dict[str, list[str]]] = mapped_column(JSON, server_default="{}")
    device_id: Mapped[str | None] = mapped_column(String(36))
    device_seq: Mapped[int | None]
    device_prev: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(Text)
    settled_by: Mapped[str | None] = mapped_column(String(36))
    settled_at: Mapped[datetime | None]
