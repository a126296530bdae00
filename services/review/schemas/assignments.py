"""HTTP bodies and forms of assignments, assessments and the plan of a consultation's assignment."""
from typing import Any

from marshmallow import fields, pre_load, validate

from services.review.schemas.consultations import PageQuery
from services.review.schemas.people import OneOrMany
from shared.schemas import Id, Strict, Words

STATES = ("offered", "assessed", "declined", "closed")


def _scale() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, 5, error="应为 1 到 5。"))


def _days(least: int, most: int, **rest: Any) -> fields.Integer:
    return fields.Integer(validate=validate.Range(least, most, error=f"应为 {least} 到 {most} 的整数。"),
                          error_messages={"invalid": f"应为 {least} 到 {most} 的整数。"}, **rest)


class AssignmentQuery(PageQuery):
    """Filters of the list of assignments."""

    consultation = Id(load_default="")
    state = fields.String(load_default="", validate=validate.OneOf(("", *STATES)))


class AssignSchema(Strict):
    """Whether to show the assignment only; ``digest`` names the one that was shown and is to be made."""

    dry_run = fields.Boolean(load_default=False)
    digest = fields.String(load_default="", validate=validate.Length(max=64))


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

    reason = Words(required=True, least=1, most=500, error_messages={"required": "请写明推辞的原因。"})
    instead = Id(load_default=None, allow_none=True)


class QuotaSchema(Strict):
    """So many readers of an opinion have this specialty."""

    specialty = Words(required=True, least=1, most=50)
    least = _days(1, 5, load_default=1)


class PlanSchema(Strict):
    """How a consultation's opinions are given out; ``reassign_days`` null: a person decides."""

    reviews = _days(1, 5, load_default=1)
    days = _days(1, 90, load_default=7)
    remind_days = _days(0, 30, load_default=2)
    escalate_days = _days(0, 30, load_default=1)
    reassign_days = _days(0, 60, load_default=5, allow_none=True)
    quotas = fields.List(fields.Nested(QuotaSchema), load_default=list, validate=validate.Length(max=9))
    version = fields.Integer(load_default=None, allow_none=True)


class PlanForm(PlanSchema):
    """The same from a page: empty days of taking over mean that a person decides, and a quota is a field for each
    specialty."""

    act = fields.String()

    @pre_load
    def gather(self, data: Any, **_: Any) -> dict[str, Any]:
        """Read the quotas from fields named after their specialties."""
        values = {name: data.get(name) for name in data if not name.startswith("quota_")}
        values["reassign_days"] = values.get("reassign_days") or None
        values["quotas"] = [{"specialty": name[6:], "least": data.get(name)} for name in data
                            if name.startswith("quota_") and data.get(name) not in ("", "0")]
        return values


class MoveSchema(Strict):
    """To whom an assignment goes, and why."""

    expert_id = Id(required=True, error_messages={"required": "请选一位专家。"})
    why = Words(load_default=None, allow_none=True, most=500)


class MoveForm(MoveSchema):
    """The same from a page."""

    act = fields.String()
    assignment = Id(required=True)


class UnitForm(Strict):
    """What has nobody, and who is to read it."""

    act = fields.String()
    key = Id(required=True)
    expert_id = Id(required=True, error_messages={"required": "请选一位专家。"})


class AssignForm(Strict):
    """Which assignment was looked at."""

    act = fields.String()
    digest = fields.String(load_default="", validate=validate.Length(max=64))


class AssignPageQuery(PageQuery):
    """What the page of an assignment shows: all worked out anew, one expert's, one thing to be moved or given."""

    dry = fields.Boolean(load_default=False)
    expert = Id(load_default="")
    move = Id(load_default="")
    give = Id(load_default="")


class LateSchema(Strict):
    """Which overdue assignments go to the next experts."""

    assignment_ids = OneOrMany(Id(), required=True, validate=validate.Length(1, 5000, error="请至少勾选一件。"),
                               error_messages={"required": "请至少勾选一件。"})


class LateForm(LateSchema):
    """The same from a page."""

    act = fields.String()
