"""What an expert has begun and not said yet."""
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class DeskDraft(Base):
    """The draft of an assessment. ``given`` holds the fields that are filled in; it is emptied when the assessment is
    saved. ``version`` rises with every change of either and guards against a second window that knows an older one.
    ``put_off_at``: left for later, behind everything else in the queue."""

    __tablename__ = "desk_drafts"
    assignment_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    given: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime | None]
    put_off_at: Mapped[datetime | None]
