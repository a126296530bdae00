"""What XForms clients have sent, beside the opinions made of it."""
from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.post import Base


class Submission(Base):
    """One body that a client has sent. The first of an instance has the instance's key as its own; one that differs
    from it has a key of its own besides, and ``aside`` says why it was not counted.

    ``digest`` is an HMAC of the exact bytes, which hold the contact in clear: with a bare hash a telephone number
    could be found by trying them all. ``xml`` names the blob of the bytes without the contact.
    """

    __tablename__ = "submissions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(255), index=True)
    form_version: Mapped[str] = mapped_column(String(255))
    instance_id: Mapped[str] = mapped_column(Text)
    deprecated_key: Mapped[str | None] = mapped_column(String(64), index=True)
    opinion_id: Mapped[str] = mapped_column(String(36), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    xml: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[str]] = mapped_column(JSON)
    aside: Mapped[str | None] = mapped_column(String(20), index=True)
    reason: Mapped[str | None] = mapped_column(Text)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    client_id: Mapped[str] = mapped_column(String(255))
    received_at: Mapped[datetime]
