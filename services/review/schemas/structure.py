"""Forms of the page on which a draft is looked over."""
from marshmallow import fields, validate

from shared.schemas import Strict, Words

MOST = 10_000_000


def _place() -> fields.Integer:
    return fields.Integer(load_default=0, validate=validate.Range(0, MOST))


class WhereQuery(Strict):
    """Which part of the draft is shown: around ``at``; from ``start`` on, if ``at`` stands there."""

    at = _place()
    start = fields.Integer(load_default=None, validate=validate.Range(0, MOST))


class EditsForm(Strict):
    """The count of edits that was seen."""

    edits = fields.Integer(required=True, validate=validate.Range(0, 2**31 - 1))


class TitleForm(EditsForm):
    """The draft's title."""

    title = Words(required=True, least=1, most=200, error_messages={"required": "请写标题。"})


class LineForm(EditsForm):
    """A line, and where in it: from these words on, or *inside* characters from its beginning, *length* of them."""

    at = fields.Integer(required=True, validate=validate.Range(0, MOST), error_messages={"required": "请先选一行。"})
    inside = _place()
    length = _place()
    words = Words(load_default="", most=200)
    number = Words(load_default="", most=20)
