"""Review says that a consultation is open, has changed, is closed; each states the whole consultation."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import fields, validate

from shared.contracts.event import Event
from shared.schemas import Eid, Id, Moment, Strict, Truth

KINDS = ("part", "subpart", "chapter", "section", "article", "paragraph", "item", "point", "annex")
LEVELS = ("national", "provincial", "prefecture", "county")
STATES = ("open", "closed", "settled")
QUESTION_KINDS = ("single", "multiple", "words")


class ProvisionSchema(Strict):
    """One provision of a draft, as the statute parser gives it."""

    eid = Eid(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    label = fields.String(required=True)
    caption = fields.String(required=True)
    text = fields.String(required=True)
    parent = Eid(required=True, allow_none=True)


class OptionSchema(Strict):
    """One choice under a focus question; a retired one is offered no more but still understood."""

    id = fields.String(required=True)
    text = fields.String(required=True)
    retired = Truth(required=True)


class QuestionSchema(Strict):
    """A focus question (焦点题) on one provision, or on the draft as a whole; retired as an option may be."""

    id = fields.String(required=True)
    text = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(QUESTION_KINDS))
    options = fields.List(fields.Nested(OptionSchema), required=True)
    provision = Eid(required=True, allow_none=True)
    retired = Truth(required=True)


class ConsultationSchemaV1(Strict):
    """Version 1: a consultation and the newest version of its draft."""

    consultation_id = Id(required=True)
    revision = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    title = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    sector = fields.String(required=True)
    audience = fields.String(required=True)
    opens_at = Moment(required=True)
    closes_at = Moment(required=True)
    stations = fields.List(Id(), required=True)
    invented = Truth(required=True)
    draft_version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    draft_title = fields.String(required=True)
    provisions = fields.List(fields.Nested(ProvisionSchema), required=True)


class ConsultationSchema(ConsultationSchemaV1):
    """Version 2 adds plain words by article, the focus questions, and whether counts of opinions are shown."""

    notes = fields.Dict(keys=Eid(), values=fields.String(), required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    shows_counts = Truth(required=True)


@dataclass(frozen=True, kw_only=True)
class ConsultationFactV1(Event):
    """What all of them share. ``provisions`` is flat, in document order; ``invented`` marks sample data."""

    source: ClassVar[str] = "review"
    hearers: ClassVar[tuple[str, ...]] = ("intake", "reports", "notify")
    schema: ClassVar[type[Strict]] = ConsultationSchemaV1
    consultation_id: str
    state: str
    title: str
    level: str
    sector: str
    audience: str
    opens_at: datetime
    closes_at: datetime
    stations: list[str]
    invented: bool
    draft_version: int
    draft_title: str
    provisions: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ConsultationFact(ConsultationFactV1):
    """What is said today (version 2): what a draft is asked with stands beside the draft."""

    version: ClassVar[int] = 2
    schema: ClassVar[type[Strict]] = ConsultationSchema
    notes: dict[str, str]
    questions: list[dict[str, Any]]
    shows_counts: bool


@dataclass(frozen=True, kw_only=True)
class ConsultationOpened(ConsultationFact):
    """A draft is put to the people."""

    name: ClassVar[str] = "consultation.opened"


@dataclass(frozen=True, kw_only=True)
class ConsultationChanged(ConsultationFact):
    """Dates, stations, the draft's version or what it is asked with are other than before."""

    name: ClassVar[str] = "consultation.changed"


@dataclass(frozen=True, kw_only=True)
class ConsultationClosed(ConsultationFact):
    """No more opinions are asked for; ``state`` is closed or settled."""

    name: ClassVar[str] = "consultation.closed"


@dataclass(frozen=True, kw_only=True)
class ConsultationOpenedV1(ConsultationFactV1):
    """Version 1 of ConsultationOpened, heard only."""

    name: ClassVar[str] = "consultation.opened"


@dataclass(frozen=True, kw_only=True)
class ConsultationChangedV1(ConsultationFactV1):
    """Version 1 of ConsultationChanged, heard only."""

    name: ClassVar[str] = "consultation.changed"


@dataclass(frozen=True, kw_only=True)
class ConsultationClosedV1(ConsultationFactV1):
    """Version 1 of ConsultationClosed, heard only."""

    name: ClassVar[str] = "consultation.closed"


CONSULTATION_FACTS: tuple[type[ConsultationFactV1], ...] = (
    ConsultationOpened, ConsultationChanged, ConsultationClosed,
    ConsultationOpenedV1, ConsultationChangedV1, ConsultationClosedV1)
