"""What a kiosk shows and takes beside opinions: a station's office, leaflets, social items, voices lost half-way."""
from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.domain.items import STATES
from services.intake.models.post import Base


class Office(Base):
    """When somebody is at a station and how to reach them; ``idle_seconds``: how long its kiosks wait for a person."""

    __tablename__ = "offices"
    station_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    hours: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(50))
    officers: Mapped[str] = mapped_column(String(200))
    idle_seconds: Mapped[int]


class Leaflet(Base):
    """A short text that explains a law to the people; ``picture`` is the SHA-256 of a kept blob."""

    __tablename__ = "leaflets"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    picture: Mapped[str | None] = mapped_column(String(64))
    published: Mapped[bool]
    written_by: Mapped[str] = mapped_column(String(36))
    written_at: Mapped[datetime]


class SocialItem(Base):
    """社情民意: something people want known that is about no draft. Never an opinion, never counted as one."""

    __tablename__ = "social_items"
    __table_args__ = (CheckConstraint("state IN ({})".format(", ".join(map(repr, STATES))), name="state"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    station_id: Mapped[str | None] = mapped_column(String(36), index=True)
    device_id: Mapped[str | None] = mapped_column(String(36))
    language: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True)
    written_at: Mapped[datetime]
    received_at: Mapped[datetime]


class ItemStep(Base):
    """One step of a social item: who took it, when, to whom it went, and what was said."""

    __tablename__ = "item_steps"
    item_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    whom: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class Abandonment(Base):
    """How many people left a kiosk half-way on a day, by the step they had reached; nothing else is kept of them."""

    __tablename__ = "abandonments"
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int]
