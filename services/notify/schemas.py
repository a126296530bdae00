"""What notify's routes take."""
from marshmallow import fields, validate

from services.notify.domain import CHANNELS, STATES
from shared.schemas import Eid, Id, Strict, Words


class PageQuery(Strict):
    """Which page of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000, error="页码从 1 开始。"))


class NoticeQuery(PageQuery):
    """The ledger's filters."""

    state = fields.String(validate=validate.OneOf(STATES, error="没有这种状态。"))
    consultation = Id()
    channel = fields.String(validate=validate.OneOf(CHANNELS, error="没有这种方式。"))
    receipt = Words(most=40)


class BulletinQuery(PageQuery):
    """Where in a bulletin: an article, or where a receipt is."""

    article = Eid(load_default=None)
    receipt = Words(load_default="", most=40)


class MendForm(Strict):
    """A corrected address."""

    email = Words(required=True, least=3, most=254)
