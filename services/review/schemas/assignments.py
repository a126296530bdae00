"""HTTP bodies of assignments and assessments."""
from marshmallow import fields, validate

from services.review.schemas.consultations import PageQuery
from shared.schemas import Id, Strict, Words


def _scale() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, 5, error="应为 1 到 5。"))


class AssignmentQuery(PageQuery):
    """Filters of the list of assignments."""

    consultation = Id(load_default="")
    state = fields.String(load_default="", validate=validate.OneOf(("", "offered", "assessed", "declined")))


class AssignSchema(Strict):
    """Whether to show the assignment only."""

    dry_run = fields.Boolean(load_default=False)


class AssessmentSchema(Strict):
    """What an expert says of an opinion; scales from 1 to 5."""

    verdict = fields.String(required=True, validate=validate.OneOf(("support", "revise", "reject")))
    legality = _scale()
    necessity = _scale()
    feasibility = _scale()
    wording = _scale()
    note = Words(load_default=None, allow_none=True, most=2000)
    proposed_text = Words(load_default=None, allow_none=True, most=5000)


class DeclineSchema(Strict):
    """Why an expert steps back, and who could do it instead."""

    reason = Words(required=True, least=1, most=500)
    instead = Id(load_default=None, allow_none=True)
