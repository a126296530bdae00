"""What reports owns: submissions, numbers, files, outcomes; and what it has heard."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.reports.domain.steps import STATES
from shared.contracts.outcomes import OUTCOMES, SUBMISSION_KINDS
from shared.db import Base as AnyBase
from shared.db import own_metadata
from shared.messaging.tables import InboxColumns, JobColumns, OutboxColumns, ParkedColumns


def _is_one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=column)


class Base(AnyBase):
    """上报: reports to the legislature, their files, and what became of them. 上报与采纳结果。"""

    __abstract__ = True
    metadata = own_metadata()


class Outbox(OutboxColumns, Base):
    """What reports has said."""


class Inbox(InboxColumns, Base):
    """What reports has heard."""


class Parked(ParkedColumns, Base):
    """What reports could not take."""


class Job(JobColumns, Base):
    """Reports' due work."""


class Submission(Base):
    """One report to the legislature. ``digest``: SHA-256 of its canonical content (RFC 8785), once it is approved."""

    __tablename__ = "submissions"
    _open = text("state IN ('drafted', 'checked')")
    __table_args__ = (_is_one_of("state", STATES), _is_one_of("kind", SUBMISSION_KINDS),
                      Index("uq_submissions_open", "consultation_id", unique=True, sqlite_where=_open,
                            postgresql_where=_open))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int]
    replaces_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(12), index=True)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    suggestions: Mapped[int]
    drafted_by: Mapped[str] = mapped_column(String(36))
    drafter: Mapped[str] = mapped_column(String(100))
    drafted_at: Mapped[datetime]
    checked_by: Mapped[str | None] = mapped_column(String(36))
    checker: Mapped[str | None] = mapped_column(String(100))
    checked_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(String(36))
    signer: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    offers: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime | None]
    offer_error: Mapped[str | None] = mapped_column(Text)
    accepted_at: Mapped[datetime | None]
    receipted_at: Mapped[datetime | None]
    receipted_by: Mapped[str | None] = mapped_column(String(36))
    receipt_digest: Mapped[str | None] = mapped_column(String(64))
    receipt_note: Mapped[str | None] = mapped_column(Text)
    receipt_received_at: Mapped[datetime | None]


class Content(Base):
    """A submission's content as JSON text; from the approval on it is canonical and never changes again."""

    __tablename__ = "contents"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class Member(Base):
    """A suggestion that a submission forwards, under its number."""

    __tablename__ = "members"
    __table_args__ = (Index("uq_members_number", "submission_id", "suggestion_no", unique=True),)
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    suggestion_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
    suggestion_no: Mapped[int]
    title: Mapped[str] = mapped_column(Text)


class Counter(Base):
    """The last document number given in a year; taken in the approval's own transaction, so that none is skipped."""

    __tablename__ = "counters"
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class File(Base):
    """A frozen file: the first rendering is stored and handed out ever after."""

    __tablename__ = "files"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Outcome(Base):
    """What the legislature made of a suggestion; earlier answers stay as lower revisions, ``current`` is the last."""

    __tablename__ = "outcomes"
    __table_args__ = (_is_one_of("outcome", OUTCOMES),)
    suggestion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    current: Mapped[bool]
    suggestion_no: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    submission_id: Mapped[str] = mapped_column(String(36), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    enacted_provision: Mapped[str | None] = mapped_column(Text)
    batch_id: Mapped[str] = mapped_column(String(36))
    recorded_by: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[datetime]


class Consultation(Base):
    """Heard from review: a consultation as it is now."""

    __tablename__ = "consultations"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(12))
    sector: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    stations: Mapped[list[str]] = mapped_column(JSON)
    invented: Mapped[bool]
    draft_version: Mapped[int]
    draft_title: Mapped[str] = mapped_column(Text)


class Draft(Base):
    """Heard from review: one version of a consultation's text, and the focus questions put with it."""

    __tablename__ = "drafts"
    consultation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft_version: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    provisions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")


class Opinion(Base):
    """Heard from intake: that an opinion exists, through which channel. Words and names are not kept here."""

    __tablename__ = "opinions"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    station_id: Mapped[str | None] = mapped_column(String(36), index=True)
    late: Mapped[bool]
    received_at: Mapped[datetime]


class Progress(Base):
    """Heard from review: the stage an opinion has reached."""

    __tablename__ = "progress"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)


class Suggestion(Base):
    """Heard from review: an approved suggestion; ``stations`` and ``channels`` count the opinions behind it by where
    they came from, empty where the first version of the fact did not say."""

    __tablename__ = "suggestions"
    suggestion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    suggestion_no: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    draft_version: Mapped[int]
    provision: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    opinion_ids: Mapped[list[str]] = mapped_column(JSON)
    opinions: Mapped[int]
    approved_at: Mapped[datetime]
    balance: Mapped[dict[str, int]] = mapped_column(JSON)
    stations: Mapped[dict[str, int]] = mapped_column(JSON, server_default="{}")
    channels: Mapped[dict[str, int]] = mapped_column(JSON, server_default="{}")


class Arrival(Base):
    """Which suggestions of an approved batch have come; a later approval of one does not take it out of an earlier."""

    __tablename__ = "arrivals"
    batch_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    suggestion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    batch_size: Mapped[int]


class Decision(Base):
    """Heard from review: what became of an opinion."""

    __tablename__ = "decisions"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    consultation_id: Mapped[str] = mapped_column(String(36), index=True)
    summary: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[datetime]


class Settlement(Base):
    """Heard from notify: an opinion's answer went out, or could not."""

    __tablename__ = "settlements"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(12))
    on: Mapped[date]


class Station(Base):
    """Heard from intake: a 工作站."""

    __tablename__ = "stations"
    station_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    name_zh: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(10))
    township: Mapped[str] = mapped_column(Text)
    population: Mapped[int]
    active: Mapped[bool]


class Activity(Base):
    """Heard from intake: something took place at a station."""

    __tablename__ = "activities"
    activity_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    station_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    held_at: Mapped[datetime]
    attendees: Mapped[int]
    consultation_id: Mapped[str | None] = mapped_column(String(36), index=True)


class ClosedAccount(Base):
    """Heard from review: tokens signed before this moment are refused."""

    __tablename__ = "closed_accounts"
    account_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    closed_at: Mapped[datetime]
