"""HTTP bodies of stations, devices and activities, and the page of a list."""
from marshmallow import Schema, fields, validate

from services.intake.schemas.numbers import whole
from shared.contracts.stations import ACTIVITY_KINDS, STATION_KINDS
from shared.schemas import Id, Moment, Strict, Words


class StationSchema(Strict):
    """A new station."""

    name = Words(required=True, least=1, most=100)
    kind = fields.String(required=True, validate=validate.OneOf(STATION_KINDS))
    township = Words(required=True, least=1, most=100)
    address = Words(required=True, least=1, most=200)
    population = whole(0, 100_000_000, required=True)


class EnrolSchema(Strict):
    """A new device."""

    name = Words(required=True, least=1, most=100)
    kind = fields.String(required=True, validate=validate.OneOf(("kiosk", "tablet", "collect")))


class ActivitySchema(Strict):
    """Something that took place at a station."""

    station_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ACTIVITY_KINDS))
    title = Words(required=True, least=1, most=200)
    held_at = Moment(required=True)
    place = Words(required=True, least=1, most=200)
    attendees = whole(0, 1_000_000, required=True)
    consultation_id = Id(load_default=None, allow_none=True)
    minutes = Words(load_default=None, allow_none=True, most=50_000)


class PageQuery(Schema):
    """A list's page."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000, error="应为 1 以上的页码。"))
