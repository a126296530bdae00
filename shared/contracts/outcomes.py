"""From approval to answer: suggestions, their submission, the legislature's outcome, what it means for each opinion."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import fields, validate

from shared.contracts.event import Event
from shared.contracts.opinions import CHANNELS
from shared.schemas import Eid, Id, Moment, Strict

OUTCOMES = ("adopted", "partially_adopted", "not_adopted")
SUMMARIES = (*OUTCOMES, "set_aside", "not_forwarded")
SUBMISSION_KINDS = ("main", "supplement")


def _number(least: int = 0) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=least))


class BalanceSchema(Strict):
    """Opinions of a consultation: received = withdrawn + waiting + in_suggestions + set_aside."""

    received = _number()
    withdrawn = _number()
    waiting = _number()
    in_suggestions = _number()
    set_aside = _number()
    suggestions = _number()


class ApprovalSchema(Strict):
    """Who let a suggestion pass, and when."""

    step = fields.String(required=True)
    name = fields.String(required=True)
    at = fields.String(required=True)


class SuggestionReadySchemaV1(Strict):
    """Version 1: an approved suggestion with the opinions behind it."""

    suggestion_id = Id(required=True)
    revision = _number(1)
    suggestion_no = _number(1)
    consultation_id = Id(required=True)
    draft_version = _number(1)
    provision = Eid(required=True, allow_none=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    reason = fields.String(required=True)
    opinion_ids = fields.List(Id(), required=True)
    opinions = _number(1)
    approvals = fields.List(fields.Nested(ApprovalSchema), required=True)
    approved_at = Moment(required=True)
    balance = fields.Nested(BalanceSchema, required=True)
    batch_id = Id(required=True)
    batch_size = _number(1)


class SuggestionReadySchema(SuggestionReadySchemaV1):
    """Version 2 adds where the opinions came from: how many by which station, how many through which channel."""

    stations = fields.Dict(keys=Id(), values=_number(1), required=True)
    channels = fields.Dict(keys=fields.String(validate=validate.OneOf(CHANNELS)), values=_number(1), required=True)


@dataclass(frozen=True, kw_only=True)
class SuggestionReadyV1(Event):
    """Version 1 of SuggestionReady, heard only."""

    name: ClassVar[str] = "suggestion.ready"
    source: ClassVar[str] = "review"
    hearers: ClassVar[tuple[str, ...]] = ("reports",)
    schema: ClassVar[type[Strict]] = SuggestionReadySchemaV1
    suggestion_id: str
    suggestion_no: int
    consultation_id: str
    draft_version: int
    provision: str | None
    title: str
    text: str
    reason: str
    opinion_ids: list[str]
    opinions: int
    approvals: list[dict[str, Any]]
    approved_at: datetime
    balance: dict[str, int]
    batch_id: str
    batch_size: int


@dataclass(frozen=True, kw_only=True)
class SuggestionReady(SuggestionReadyV1):
    """The leader has approved; the batch is acted on whole or not at all. ``opinions`` counts them, ``channels`` adds
    up to the same; an opinion that no station took is not among ``stations``."""

    version: ClassVar[int] = 2
    schema: ClassVar[type[Strict]] = SuggestionReadySchema
    stations: dict[str, int]
    channels: dict[str, int]


class SubmissionIssuedSchema(Strict):
    """What has reached the legislature."""

    submission_id = Id(required=True)
    revision = _number(1)
    consultation_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(SUBMISSION_KINDS))
    number = fields.String(required=True)
    digest = fields.String(required=True)
    suggestion_ids = fields.List(Id(), required=True)
    issued_at = Moment(required=True)


@dataclass(frozen=True, kw_only=True)
class SubmissionIssued(Event):
    """A submission was accepted for the first time; ``digest`` is the SHA-256 of its canonical content."""

    name: ClassVar[str] = "submission.issued"
    source: ClassVar[str] = "reports"
    hearers: ClassVar[tuple[str, ...]] = ("review", "intake", "notify")
    schema: ClassVar[type[Strict]] = SubmissionIssuedSchema
    submission_id: str
    consultation_id: str
    kind: str
    number: str
    digest: str
    suggestion_ids: list[str]
    issued_at: datetime


class OutcomeRecordedSchema(Strict):
    """What the legislature made of one suggestion."""

    suggestion_id = Id(required=True)
    revision = _number(1)
    suggestion_no = _number(1)
    consultation_id = Id(required=True)
    submission_id = Id(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    reason = fields.String(required=True, allow_none=True)
    enacted_provision = fields.String(required=True, allow_none=True)
    recorded_at = Moment(required=True)
    batch_id = Id(required=True)
    batch_size = _number(1)


@dataclass(frozen=True, kw_only=True)
class OutcomeRecorded(Event):
    """Adopted, partly, or not, and why; the batch is one request of the legislature's."""

    name: ClassVar[str] = "outcome.recorded"
    source: ClassVar[str] = "reports"
    hearers: ClassVar[tuple[str, ...]] = ("review",)
    schema: ClassVar[type[Strict]] = OutcomeRecordedSchema
    suggestion_id: str
    suggestion_no: int
    consultation_id: str
    submission_id: str
    outcome: str
    reason: str | None
    enacted_provision: str | None
    recorded_at: datetime
    batch_id: str
    batch_size: int


class AnswerSchema(Strict):
    """One suggestion's outcome as the person behind an opinion reads it."""

    suggestion_no = _number(1)
    title = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf((*OUTCOMES, "not_forwarded")))
    reason = fields.String(required=True, allow_none=True)
    enacted_provision = fields.String(required=True, allow_none=True)


class OpinionDecidedSchema(Strict):
    """What became of one opinion."""

    opinion_id = Id(required=True)
    revision = _number(1)
    consultation_id = Id(required=True)
    answers = fields.List(fields.Nested(AnswerSchema), required=True)
    summary = fields.String(required=True, validate=validate.OneOf(SUMMARIES))
    reason = fields.String(required=True, allow_none=True)
    decided_at = Moment(required=True)
    batch_id = Id(required=True)
    batch_size = _number(1)


@dataclass(frozen=True, kw_only=True)
class OpinionDecided(Event):
    """The answer to one opinion through every suggestion it stands behind; set aside carries ``reason`` instead."""

    name: ClassVar[str] = "opinion.decided"
    source: ClassVar[str] = "review"
    hearers: ClassVar[tuple[str, ...]] = ("notify", "intake", "reports")
    schema: ClassVar[type[Strict]] = OpinionDecidedSchema
    opinion_id: str
    consultation_id: str
    answers: list[dict[str, Any]]
    summary: str
    reason: str | None
    decided_at: datetime
    batch_id: str
    batch_size: int
