"""How devices come to their tokens, and where the tablets stand when the station goes to the people."""
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base

STEPS = ("enrolled", "code_issued", "bound", "revoked")


class Enrolment(Base):
    """A one-time code that binds a device; only its hash is kept. ``void_at``: a newer code took its place."""

    __tablename__ = "enrolments"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]


class DeviceStep(Base):
    """What was done with a device, when and by whom; nobody where the device itself did it with its code."""

    __tablename__ = "device_steps"
    __table_args__ = (CheckConstraint("step IN ({})".format(", ".join(map(repr, STEPS))), name="step"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    step: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    who: Mapped[str | None] = mapped_column(String(36))


class Popup(Base):
    """A 流动工作站点: a place and a time, a draft, whom it is for, and the crew (names of staff). Staff have planned it
    (``made_by``), or a crew has set it up on a tablet (``device_id``)."""

    __tablename__ = "popups"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="window"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    consultation_id: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    audience: Mapped[str] = mapped_column(String(200))
    crew: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    made_by: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime]


class Entry(Base):
    """Which opinion was entered at which meeting, as its how-manieth, and by whom."""

    __tablename__ = "entries"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    activity_id: Mapped[str] = mapped_column(String(36), index=True)
    entered_by: Mapped[str] = mapped_column(String(36))
    entered_at: Mapped[datetime]
