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


class ProvisionSchema(Strict):
    """One provision of a draft, as the statute parser gives it."""

    eid = Eid(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    label = fields.String(required=True)
    caption = fields.String(required=True)
    text = fields.String(required=True)
    parent = Eid(required=True, allow_none=True)


class ConsultationSchema(Strict):
    """A consultation and the newest version of its draft."""

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


@dataclass(frozen=True, kw_only=True)
class ConsultationFact(Event):
    """What the three events share. ``provisions`` is flat, in document order; ``invented`` marks sample data."""

    source: ClassVar[str] = "review"
    hearers: ClassVar[tuple[str, ...]] = ("intake", "reports", "notify")
    schema: ClassVar[type[Strict]] = ConsultationSchema
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
class ConsultationOpened(ConsultationFact):
    """A draft is put to the people."""

    name: ClassVar[str] = "consultation.opened"


@dataclass(frozen=True, kw_only=True)
class ConsultationChanged(ConsultationFact):
    """Dates, stations or the draft's version are other than before."""

    name: ClassVar[str] = "consultation.changed"


@dataclass(frozen=True, kw_only=True)
class ConsultationClosed(ConsultationFact):
    """No more opinions are asked for; ``state`` is closed or settled."""

    name: ClassVar[str] = "consultation.closed"
