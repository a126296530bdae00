"""An opinion's way, as the services tell it: received, progressing, its answer wanted, its notice settled."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from marshmallow import fields, validate

from shared.contracts.event import Event
from shared.schemas import Eid, Id, Moment, Strict, Truth

STANCES = ("support", "oppose", "amend", "comment")
CHANNELS = ("web", "kiosk", "tablet", "box", "meeting", "openrosa")
SUBMITTERS = ("person", "organisation")
STAGES = ("routed", "assessed", "in_suggestions", "set_aside", "withdrawn", "restored")
NOTICE_CHANNELS = ("email", "sms", "slip", "bulletin")
NOTICE_OUTCOMES = ("delivered", "handed_over", "posted", "failed")


def _revision() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


class OpinionReceivedSchema(Strict):
    """The opinion as it was left; never a contact."""

    opinion_id = Id(required=True)
    revision = _revision()
    consultation_id = Id(required=True)
    draft_version = fields.Integer(required=True, strict=True)
    provision = Eid(required=True, allow_none=True)
    anchor = fields.Dict(required=True, allow_none=True)
    stance = fields.String(required=True, validate=validate.OneOf(STANCES))
    text = fields.String(required=True, validate=validate.Length(min=1, max=5000))
    proposed_text = fields.String(required=True, allow_none=True, validate=validate.Length(max=5000))
    reason = fields.String(required=True, allow_none=True, validate=validate.Length(max=2000))
    answers = fields.Dict(keys=fields.String(), required=True)
    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    station_id = Id(required=True, allow_none=True)
    popup_id = Id(required=True, allow_none=True)
    language = fields.String(required=True)
    submitter_kind = fields.String(required=True, validate=validate.OneOf(SUBMITTERS))
    public_name = fields.String(required=True, allow_none=True)
    late = Truth(required=True)
    written_at = Moment(required=True)
    received_at = Moment(required=True)


@dataclass(frozen=True, kw_only=True)
class OpinionReceived(Event):
    """A citizen or a unit has said something about a draft, or about one provision of it."""

    name: ClassVar[str] = "opinion.received"
    source: ClassVar[str] = "intake"
    hearers: ClassVar[tuple[str, ...]] = ("review", "reports")
    schema: ClassVar[type[Strict]] = OpinionReceivedSchema
    opinion_id: str
    consultation_id: str
    draft_version: int
    provision: str | None
    anchor: dict[str, Any] | None
    stance: str
    text: str
    proposed_text: str | None
    reason: str | None
    answers: dict[str, Any]
    channel: str
    station_id: str | None
    popup_id: str | None
    language: str
    submitter_kind: str
    public_name: str | None
    late: bool
    written_at: datetime
    received_at: datetime


class AnswerWantedSchema(Strict):
    """Where an answer goes, still sealed."""

    opinion_id = Id(required=True)
    revision = _revision()
    consultation_id = Id(required=True)
    provision = Eid(required=True, allow_none=True)
    station_id = Id(required=True, allow_none=True)
    language = fields.String(required=True)
    sealed_contact = fields.String(required=True, allow_none=True, validate=validate.Length(max=4096))
    contact_key = fields.String(required=True, allow_none=True, validate=validate.Length(max=64))


@dataclass(frozen=True, kw_only=True)
class AnswerWanted(Event):
    """Said for every opinion, to notify alone; without a contact the bulletin answers."""

    name: ClassVar[str] = "answer.wanted"
    source: ClassVar[str] = "intake"
    hearers: ClassVar[tuple[str, ...]] = ("notify",)
    schema: ClassVar[type[Strict]] = AnswerWantedSchema
    opinion_id: str
    consultation_id: str
    provision: str | None
    station_id: str | None
    language: str
    sealed_contact: str | None
    contact_key: str | None


class WithdrawalAskedSchema(Strict):
    """Which opinion, and when."""

    opinion_id = Id(required=True)
    revision = _revision()
    asked_at = Moment(required=True)


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked(Event):
    """Who left an opinion asks for it back; review alone decides."""

    name: ClassVar[str] = "withdrawal.asked"
    source: ClassVar[str] = "intake"
    hearers: ClassVar[tuple[str, ...]] = ("review",)
    schema: ClassVar[type[Strict]] = WithdrawalAskedSchema
    opinion_id: str
    asked_at: datetime


class OpinionProgressedSchema(Strict):
    """Where an opinion stands inside review."""

    opinion_id = Id(required=True)
    revision = _revision()
    consultation_id = Id(required=True)
    stage = fields.String(required=True, validate=validate.OneOf(STAGES))
    reason = fields.String(required=True, allow_none=True)
    at = Moment(required=True)


@dataclass(frozen=True, kw_only=True)
class OpinionProgressed(Event):
    """An opinion has reached a stage; set aside carries its reason."""

    name: ClassVar[str] = "opinion.progressed"
    source: ClassVar[str] = "review"
    hearers: ClassVar[tuple[str, ...]] = ("intake", "reports", "notify")
    schema: ClassVar[type[Strict]] = OpinionProgressedSchema
    opinion_id: str
    consultation_id: str
    stage: str
    reason: str | None
    at: datetime


class NoticeSettledSchema(Strict):
    """That an answer went out, the day, never to whom."""

    opinion_id = Id(required=True)
    revision = _revision()
    channel = fields.String(required=True, validate=validate.OneOf(NOTICE_CHANNELS))
    outcome = fields.String(required=True, validate=validate.OneOf(NOTICE_OUTCOMES))
    on = fields.Date(required=True)


@dataclass(frozen=True, kw_only=True)
class NoticeSettled(Event):
    """One opinion has been answered (or could not be); nothing in it links two opinions of one person."""

    name: ClassVar[str] = "notice.settled"
    source: ClassVar[str] = "notify"
    hearers: ClassVar[tuple[str, ...]] = ("intake", "reports")
    schema: ClassVar[type[Strict]] = NoticeSettledSchema
    opinion_id: str
    channel: str
    outcome: str
    on: date
