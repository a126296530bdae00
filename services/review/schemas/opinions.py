"""HTTP bodies of opinions."""
import re

from marshmallow import fields, validate

from services.review.domain.outline import WHOLE
from services.review.schemas.consultations import PageQuery
from shared.schemas import EID, Eid, Pattern, Strict, Words

OPINION_STATES = ("waiting", "in_suggestions", "set_aside", "withdrawn")
PLACE_STATES = ("kept", "moved", "ask", "placed", "answered")


class PlaceSchema(Strict):
    """Where an opinion belongs in the newest version."""

    choice = fields.String(required=True, error_messages={"required": "请选一种。"},
                           validate=validate.OneOf(("provision", "whole", "answered"), error="请选一种。"))
    provision = Eid(load_default=None, allow_none=True)
    why = Words(load_default=None, allow_none=True, most=500)


class OpinionQuery(PageQuery):
    """Filters of the list of opinions."""

    state = fields.String(load_default="", validate=validate.OneOf(("", *OPINION_STATES)))
    provision = Eid(load_default="")
    place = fields.String(load_default="", validate=validate.OneOf(("", *PLACE_STATES)))


class ProposalQuery(PageQuery):
    """Of which article; "whole" is the draft as a whole, nothing is all."""

    provision = Pattern(re.compile(f"{EID.pattern}|{WHOLE}|"), "应为条款编号，例如 art_12；整部草案是 whole。",
                        load_default="")


class ReasonSchema(Strict):
    """A reason that the submitter will read."""

    reason = Words(required=True, least=1, most=2000)
