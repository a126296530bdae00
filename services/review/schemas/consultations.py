"""HTTP bodies of consultations and the versions of their drafts."""
from marshmallow import Schema, fields, validate

from shared.contracts.consultations import LEVELS
from shared.schemas import Id, Moment, Strict, Truth, Words


class ImportSchema(Strict):
    """What goes with an uploaded draft, or with its words as ``text``; ``stations`` may be given several times or
    separated by commas."""

    text = fields.String(load_default="")
    title = Words(required=True, least=1, most=200)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    sector = Words(required=True, least=1, most=100)
    opens_at = Moment(required=True)
    closes_at = Moment(required=True)
    stations = fields.List(Id(), load_default=list)
    audience = Words(load_default="", most=500)
    invented = fields.Boolean(load_default=False)
    shows_counts = fields.Boolean(load_default=True)


class OpenSchema(Strict):
    """Opening with warnings needs a yes to them."""

    accept_warnings = fields.Boolean(load_default=False)


class ChangeSchema(Strict):
    """What of a consultation may be changed while it is a draft or open."""

    title = Words(least=1, most=200)
    sector = Words(least=1, most=100)
    opens_at = Moment()
    closes_at = Moment()
    audience = Words(most=500)
    stations = fields.List(Id())
    shows_counts = Truth()


class PastedSchema(Strict):
    """What goes with the next version of a draft: its words as ``text``, where no file is uploaded."""

    text = fields.String(load_default="")


class IssueSchema(OpenSchema):
    """Issuing a version; ``stamp`` is that of the one that was looked over."""

    stamp = Words(load_default="", most=16)


class PageQuery(Schema):
    """A list's page."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000, error="应为 1 以上的页码。"))
