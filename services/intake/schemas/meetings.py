"""HTTP bodies of meetings."""
from marshmallow import fields

from shared.schemas import Strict, Words


class EntrySchema(Strict):
    """What an officer enters of one speaker, beside the opinion's own fields, which are checked as every opinion's."""

    article = fields.String(load_default="")
    draft_version = fields.Integer(required=True)
    public_name = Words(load_default=None, most=100)
    contact_name = Words(load_default="", most=50)
    contact_to = Words(load_default="", most=200)


class MinutesSchema(Strict):
    """A meeting's minutes."""

    minutes = Words(load_default=None, most=50_000)
