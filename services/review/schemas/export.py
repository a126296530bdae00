"""Which table is exported."""
from marshmallow import fields, validate

from services.review.domain.tables import TABLES
from shared.schemas import Strict


class SheetQuery(Strict):
    """The table of a CSV file."""

    sheet = fields.String(load_default="opinions", validate=validate.OneOf(
        tuple(TABLES), error=f"应为以下之一：{'、'.join(TABLES)}。"))
