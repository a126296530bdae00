"""Which table is exported."""
from marshmallow import fields, validate

from services.review.queries.export import SHEETS
from shared.schemas import Strict

NAMES = tuple(each.name for each in SHEETS)


class SheetQuery(Strict):
    """The table of a CSV file."""

    sheet = fields.String(load_default="opinions", validate=validate.OneOf(
        NAMES, error=f"应为以下之一：{'、'.join(NAMES)}。"))
