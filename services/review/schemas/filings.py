"""HTTP bodies of filing review."""
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.review.domain.filings import QUESTIONS, VERDICTS, check_verdict
from services.review.schemas.people import OneOrMany
from services.review.schemas.pool import Day, check_days
from shared.schemas import Id, Strict, Words

STATES = ("received", "reviewing", "concluded")


class FilingSchema(Strict):
    """A normative document that was sent in; its words come as a file or as ``text``."""

    title = Words(required=True, least=1, most=200, error_messages={"required": "请写文件名称。"})
    issuer = Words(required=True, least=1, most=100, error_messages={"required": "请写制定机关。"})
    number = Words(load_default="", most=60)
    sector = Words(required=True, least=1, most=100, error_messages={"required": "请写行业系统。"})
    received_on = Day(required=True, error_messages={"required": "请选收到日期。"})
    due_on = Day(required=True, error_messages={"required": "请选办结期限。"})
    text = fields.String(load_default="")

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """It is due after it came."""
        check_days(data, "received_on", "due_on", "办结期限不能早于收到日期。")


class OfferSchema(Strict):
    """The experts a filing is given to."""

    expert_ids = OneOrMany(Id(), required=True, validate=validate.Length(1, 20, error="请选 1 到 20 位专家。"),
                           error_messages={"required": "请至少选一位专家。"})


def _verdict(words: str) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(VERDICTS, error=words),
                         error_messages={"required": words})


class AnswerSchema(Strict):
    """One of the four questions: whether all is well, else what is wrong."""

    holds = fields.Boolean(required=True, error_messages={"required": "请选“没有问题”或“有问题”。"})
    words = Words(load_default="", most=2000)


class AnswersSchema(Strict):
    """The four questions, all of them."""

    lawful = fields.Nested(AnswerSchema, required=True)
    authority = fields.Nested(AnswerSchema, required=True)
    procedure = fields.Nested(AnswerSchema, required=True)
    fitting = fields.Nested(AnswerSchema, required=True)


class ReviewSchema(Strict):
    """What an expert says of a filing."""

    answers = fields.Nested(AnswersSchema, required=True)
    verdict = _verdict("请选结论。")
    note = Words(load_default="", most=5000)

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """What is wrong is said in words, and the verdict goes with the answers."""
        answers = data["answers"]
        bare = [name for name in QUESTIONS if not answers[name]["holds"] and not answers[name]["words"]]
        if bare:
            raise ValidationError({f"{name}_words": ["请写明问题在哪里、与哪一条规定不符。"] for name in bare})
        if sentence := check_verdict(data["verdict"], {name: answers[name]["holds"] for name in QUESTIONS}):
            raise ValidationError(sentence, "verdict")


def _holds() -> fields.Boolean:
    return fields.Boolean(required=True, error_messages={"required": "请选“没有问题”或“有问题”。"})


class ReviewForm(Strict):
    """The same from a page, flat."""

    lawful = _holds()
    authority = _holds()
    procedure = _holds()
    fitting = _holds()
    lawful_words = Words(load_default="", most=2000)
    authority_words = Words(load_default="", most=2000)
    procedure_words = Words(load_default="", most=2000)
    fitting_words = Words(load_default="", most=2000)
    verdict = _verdict("请选结论。")
    note = Words(load_default="", most=5000)

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the four together, for ReviewSchema to check."""
        answers = {name: {"holds": data.pop(name), "words": data.pop(f"{name}_words")} for name in QUESTIONS}
        return data | {"answers": answers}


class HandBackSchema(Strict):
    """Why an expert hands a filing back."""

    reason = Words(required=True, least=1, most=500, error_messages={"required": "请写明原因。"})


class ConclusionSchema(Strict):
    """What the group concludes; ``version`` is that of the page it was decided on."""

    conclusion = _verdict("请选审查结论。")
    reason = Words(required=True, least=1, most=5000, error_messages={"required": "请写明理由。"})
    version = fields.Integer(required=True)


class ReopenSchema(Strict):
    """Why a concluded filing is taken up again."""

    reason = Words(required=True, least=1, most=500, error_messages={"required": "请写明原因。"})
    version = fields.Integer(required=True)


class FilingQuery(Strict):
    """Searching, filtering and paging filings."""

    q = Words(load_default="", most=100)
    state = fields.String(load_default="", validate=validate.OneOf(("", "overdue", *STATES)))
    year = fields.Integer(load_default=0, validate=validate.Range(0, 2200, error="应为年份。"))
    group = Words(load_default="", most=36)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000, error="应为 1 到 100000 的整数。"))
