"""Forms of the expert's desk and of importing a draft: what a browser sends is text."""
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.review.schemas.consultations import PageQuery
from services.review.schemas.people import OneOrMany
from shared.contracts.consultations import LEVELS
from shared.schemas import Id, Strict, Words

HERE = ZoneInfo("Asia/Shanghai")
VERDICTS = ("support", "revise", "reject")
# the usual reasons for stepping back, as the work group reads them
USUAL = {"field": "与我的专业无关", "interest": "有利害关系，应当回避", "time": "期限内没有时间"}


def _scale(required: bool = True) -> fields.Integer:
    rest: dict[str, Any] = {"required": True} if required else {"load_default": None}
    return fields.Integer(**rest, validate=validate.Range(1, 5, error="应为 1 到 5。"),
                          error_messages={"required": "请打分：1 到 5。", "invalid": "应为 1 到 5。"})


class Lines(Words):
    """Words that a browser sends from a box of lines, in which a form's line ends in two characters."""

    def read(self, value: Any) -> str:
        """Check, with every line ending in one."""
        return super().read(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class AssessmentForm(Strict):
    """What an expert says of an opinion."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS, error="请选结论。"),
                            error_messages={"required": "请选结论。"})
    legality = _scale()
    necessity = _scale()
    feasibility = _scale()
    wording = _scale()
    note = Lines(load_default=None, most=2000)
    proposed_text = Lines(load_default=None, most=5000)


class DraftForm(Strict):
    """What an expert has begun: any of it may be missing, and more is kept than may be saved in the end."""

    verdict = fields.String(load_default=None, validate=validate.OneOf(VERDICTS, error="请选结论。"))
    legality = _scale(required=False)
    necessity = _scale(required=False)
    feasibility = _scale(required=False)
    wording = _scale(required=False)
    note = Lines(load_default=None, most=20_000)
    proposed_text = Lines(load_default=None, most=20_000)


class VersionForm(Strict):
    """Which version of the draft a window knows."""

    version = fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1))


class DeskQuery(Strict):
    """Which assignment is asked for, of which consultation; anything else is the first of all."""

    assignment = fields.String(load_default="")
    consultation = fields.String(load_default="")


class JudgedQuery(PageQuery):
    """Which of one's assignments are listed."""

    q = Words(load_default="", most=100)
    state = fields.String(load_default="", validate=validate.OneOf(("", "offered", "assessed")))
    consultation = fields.String(load_default="")


class DeclineForm(Strict):
    """Why an expert steps back: a usual reason, one of their own or both; and who could do it instead."""

    usual = fields.String(load_default="", validate=validate.OneOf(tuple(USUAL), error="请选一个原因，或者自己写。"))
    reason = Words(load_default="", most=500)
    instead = Id(load_default=None)

    @validates_schema(skip_on_field_errors=True)
    def check_reason(self, data: dict[str, Any], **_: Any) -> None:
        """There is one."""
        if not data["usual"] and not data["reason"]:
            raise ValidationError("请写明原因。", "reason")

    @post_load
    def say(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The usual reason in words, the own ones behind it."""
        said = [each for each in (USUAL.get(data["usual"], ""), data["reason"]) if each]
        return {"reason": "：".join(said), "instead": data["instead"]}


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
