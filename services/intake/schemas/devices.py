"""HTTP bodies of pop-ups."""
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from shared.schemas import Id, Moment, Strict, Words


class PopupChangeSchema(Strict):
    """What may change of a pop-up; what is absent stays."""

    title = Words(least=1, most=200)
    place = Words(least=1, most=200)
    audience = Words(least=1, most=200)
    crew = fields.List(Words(least=1, most=50), validate=validate.Length(
        1, 30, error="请填写 1 到 30 位工作人员。"))
    opens_at = Moment()
    closes_at = Moment()

    @validates_schema
    def check_window(self, data: dict[str, Any], **_: Any) -> None:
        """It ends after it has begun."""
        if "opens_at" in data and "closes_at" in data and data["closes_at"] <= data["opens_at"]:
            raise ValidationError("结束时间应在开始时间之后。", "closes_at")


class PopupSchema(PopupChangeSchema):
    """A new pop-up: where and when the tablets stand, with which draft, for whom, and who goes along."""

    station_id = Id(required=True)
    consultation_id = Id(required=True)
    title = Words(required=True, least=1, most=200)
    place = Words(required=True, least=1, most=200)
    audience = Words(required=True, least=1, most=200)
    crew = fields.List(Words(least=1, most=50), required=True, validate=validate.Length(
        1, 30, error="请填写 1 到 30 位工作人员。"))
    opens_at = Moment(required=True)
    closes_at = Moment(required=True)
