"""Registry facts: stations, what happens at them, and accounts that are closed."""
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import fields, validate

from shared.contracts.event import Event
from shared.schemas import Id, Moment, Strict, Truth

STATION_KINDS = ("fixed", "mobile")
ACTIVITY_KINDS = ("solicitation", "joint_meeting", "training", "lecture")


def _number(least: int = 0) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=least))


class StationChangedSchema(Strict):
    """A station as it is now."""

    station_id = Id(required=True)
    revision = _number(1)
    name_zh = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(STATION_KINDS))
    township = fields.String(required=True)
    address = fields.String(required=True)
    population = _number()
    active = Truth(required=True)


@dataclass(frozen=True, kw_only=True)
class StationChanged(Event):
    """A station was set up, or is other than before."""

    name: ClassVar[str] = "station.changed"
    source: ClassVar[str] = "intake"
    hearers: ClassVar[tuple[str, ...]] = ("review", "reports", "notify")
    schema: ClassVar[type[Strict]] = StationChangedSchema
    station_id: str
    name_zh: str
    kind: str
    township: str
    address: str
    population: int
    active: bool


class ActivityRecordedSchema(Strict):
    """A meeting, lecture or training."""

    activity_id = Id(required=True)
    revision = _number(1)
    station_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ACTIVITY_KINDS))
    title = fields.String(required=True)
    held_at = Moment(required=True)
    place = fields.String(required=True)
    attendees = _number()
    consultation_id = Id(required=True, allow_none=True)


@dataclass(frozen=True, kw_only=True)
class ActivityRecorded(Event):
    """Something took place at a station; ``attendees`` counts people."""

    name: ClassVar[str] = "activity.recorded"
    source: ClassVar[str] = "intake"
    hearers: ClassVar[tuple[str, ...]] = ("review", "reports", "notify")
    schema: ClassVar[type[Strict]] = ActivityRecordedSchema
    activity_id: str
    station_id: str
    kind: str
    title: str
    held_at: datetime
    place: str
    attendees: int
    consultation_id: str | None


class AccountClosedSchema(Strict):
    """Whose tokens no longer count."""

    account_id = Id(required=True)
    revision = _number(1)
    closed_at = Moment(required=True)


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """Tokens of this account signed before ``closed_at`` are refused everywhere."""

    name: ClassVar[str] = "account.closed"
    source: ClassVar[str] = "review"
    hearers: ClassVar[tuple[str, ...]] = ("intake", "reports", "notify")
    schema: ClassVar[type[Strict]] = AccountClosedSchema
    account_id: str
    closed_at: datetime
