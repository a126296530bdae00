"""Stations, their devices, and what took place there."""
from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base


class Station(Base):
    """A 工作站: fixed, or the home of pop-ups."""

    __tablename__ = "stations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    township: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(200))
    population: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Device(Base):
    """An enrolled kiosk, tablet or Collect client; only a hash of its token is kept."""

    __tablename__ = "devices"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]


class Activity(Base):
    """A solicitation meeting, joint meeting, training or lecture."""

    __tablename__ = "activities"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    attendees: Mapped[int]
    consultation_id: Mapped[str | None] = mapped_column(String(36))
    minutes: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[datetime]
