"""Parcels that were brought to the desk on a USB stick."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base


class ParcelImport(Base):
    """One import of one file: who brought which bytes when, and the sums of what became of them."""

    __tablename__ = "parcel_imports"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    device_id: Mapped[str] = mapped_column(String(36))
    sums: Mapped[dict[str, Any]] = mapped_column(JSON)
    imported_by: Mapped[str] = mapped_column(String(36))
    imported_name: Mapped[str] = mapped_column(String(100))
    imported_at: Mapped[datetime]
