"""Forms of the expert's desk and of importing a draft: what a browser sends is text."""
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.review.schemas.people import OneOrMany
from shared.contracts.consultations import LEVELS
from shared.schemas import Id, Strict, Words

HERE = ZoneInfo("Asia/Shanghai")


def _scale() -> fields.Integer:
    return fields.Integer(required=True, validate=validate.Range(1, 5, error="应为 1 到 5。"),
                          error_messages={"required": "请打分：1 到 5。", "invalid": "应为 1 到 5。"})


class AssessmentForm(Strict):
    """What an expert says of an opinion."""

    verdict = fields.String(required=True, validate=validate.OneOf(("support", "revise", "reject"), error="请选结论。"),
                            error_messages={"required": "请选结论。"})
    legality = _scale()
    necessity = _scale()
    feasibility = _scale()
    wording = _scale()
    note = Words(load_default=None, most=2000)
    proposed_text = Words(load_default=None, most=5000)


class DeclineForm(Strict):
    """Why an expert steps back."""

    reason = Words(required=True, least=1, most=500, error_messages={"required": "请写明原因。"})


class NewConsultationForm(Strict):
    """What goes with a draft; whole days in Beijing's time, the last one counts to its end."""

    text = fields.String(load_default="")
    title = Words(required=True, least=1, most=200, error_messages={"required": "请写标题。"})
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    sector = Words(required=True, least=1, most=100, error_messages={"required": "请写行业系统。"})
    audience = Words(load_default="", most=500)
    opens_on = fields.Date(required=True, error_messages={"required": "请选开始日期。", "invalid": "应为日期。"})
    closes_on = fields.Date(required=True, error_messages={"required": "请选截止日期。", "invalid": "应为日期。"})
    stations = OneOrMany(Id(), load_default=list)
    shows_counts = fields.Boolean(load_default=False)  # a box that is not ticked does not travel

    @validates_schema(skip_on_field_errors=True)
    def check_days(self, data: dict[str, Any], **_: Any) -> None:
        """The last day is not before the first."""
        if data["closes_on"] < data["opens_on"]:
            raise ValidationError("截止日期不能早于开始日期。", "closes_on")
        if not 2000 <= data["opens_on"].year <= data["closes_on"].year <= 2200:
            raise ValidationError("年份不对，请核对。", "closes_on")

    @post_load
    def moments(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Turn days into moments."""
        opens, closes = data.pop("opens_on"), data.pop("closes_on")
        return data | {"opens_at": datetime.combine(opens, time.min, HERE), "invented": False,
                       "closes_at": datetime.combine(closes, time(23, 59, 59), HERE)}
