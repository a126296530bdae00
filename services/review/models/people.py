"""People: accounts, what makes an expert, an officer, an adviser; how experts were chosen; work groups."""
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models.post import Base


class Account(Base):
    """Who may sign in. Empty ``stations`` and ``groups`` mean all; ``totp_step`` is the last step a code was used in;
    tokens signed until ``ended_at`` no longer count (closed, other roles, another password)."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    roles: Mapped[list[str]] = mapped_column(JSON)
    stations: Mapped[list[str]] = mapped_column(JSON)
    groups: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str] = mapped_column(Text)
    must_change: Mapped[bool]
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int | None]
    totp_confirmed: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Expert(Base):
    """A member of the expert pool (专家库). ``tasks`` are the kinds of task it serves: opinion (立法意见), filing
    (备案审查). ``recusals`` are [{kind, word}]: the sectors, places and organisations whose matters the expert must not
    review. The term (聘期) has no end where none is said; who has left the pool stays here with the reason."""

    __tablename__ = "experts"
    __table_args__ = (CheckConstraint("load_min >= 0 AND load_min <= load_max", name="load"),
                      CheckConstraint("term_from <= term_to", name="term"),
                      CheckConstraint("left_on IS NULL OR left_why IS NOT NULL", name="left"))
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("accounts.id"), primary_key=True)
    specialties: Mapped[list[str]] = mapped_column(JSON)
    load_min: Mapped[int]
    load_max: Mapped[int]
    recusals: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    organisation: Mapped[str] = mapped_column(String(100), default="")
    position: Mapped[str] = mapped_column(String(100), default="")
    term_from: Mapped[date | None]
    term_to: Mapped[date | None]
    tasks: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["opinion", "filing"])
    left_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(Text)


class Absence(Base):
    """Days on which an expert is away, both included; nothing new is asked then."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("from_on <= to_on", name="days"), Index("ix_absences_expert", "expert_id"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    expert_id: Mapped[str] = mapped_column(String(36), ForeignKey("experts.account_id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    why: Mapped[str] = mapped_column(String(200), default="")


class Selection(Base):
    """How an expert was chosen (遴选记录): five criteria, each {score, words}, who took part, what was decided.
    Nothing here is ever changed; another choice is another record."""

    __tablename__ = "selections"
    __table_args__ = (CheckConstraint("result IN ('appointed', 'reappointed', 'not_chosen')", name="result"),
                      Index("ix_selections_expert", "expert_id"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    expert_id: Mapped[str] = mapped_column(String(36), ForeignKey("experts.account_id"))
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    recommended_by: Mapped[str] = mapped_column(String(200))
    panel: Mapped[str] = mapped_column(String(500))
    decided_on: Mapped[date]
    result: Mapped[str] = mapped_column(String(12))
    term_from: Mapped[date | None]
    term_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    made_by_name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]


class Officer(Base):
    """Where an officer (联络员) was found and whom he is in touch with."""

    __tablename__ = "officers"
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("accounts.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str] = mapped_column(String(100), default="")
    constituency: Mapped[str] = mapped_column(String(300))


class Adviser(Base):
    """Where a legal adviser (法律顾问) works, and the licence if there is one."""

    __tablename__ = "advisers"
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("accounts.id"), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(100))
    licence: Mapped[str] = mapped_column(String(40), default="")


class Record(Base):
    """The history of people, groups and filings: who did what to which, when, why, and what was before. Only added
    to."""

    __tablename__ = "records"
    __table_args__ = (Index("ix_records_subject", "subject_id", "at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(36))
    who_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class Group(Base):
    """A work group and the sectors it is for (立法联系工作小组); ``leader_id`` is who is in charge (分管负责人). Its
    members are the accounts bound to it."""

    __tablename__ = "groups"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    sectors: Mapped[list[str]] = mapped_column(JSON)
    leader_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime]
