"""HTTP bodies about the expert pool: members, absences, recusals, selection records."""
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.review.domain.pool import CRITERIA, RESULTS, STANDINGS, TASKS
from services.review.domain.recusals import KINDS
from services.review.schemas.people import OneOrMany, WordList
from shared.schemas import Id, Strict, Words

_COUNT = validate.Range(0, 10_000, error="应为 0 到 10000 的整数。")
_KIND = validate.OneOf(KINDS, error="应为以下之一：" + "、".join(KINDS) + "。")


class Day(fields.Date):
    """A day between 2000 and 2200."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        found: date = super()._deserialize(value, attr, data, **kwargs)
        if not 2000 <= found.year <= 2200:
            raise ValidationError("年份不对，请核对。")
        return found


class RecusalSchema(Strict):
    """A recusal: of which kind, and the word."""

    kind = fields.String(required=True, validate=_KIND)
    word = Words(required=True, least=1, most=60)


class RecusalList(fields.List[Any]):
    """Recusals as objects {kind, word}; a plain word counts against everything (other)."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(fields.Nested(RecusalSchema), validate=validate.Length(0, 100, error="最多 100 个。"), **rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        typed = [{"kind": "other", "word": each} if isinstance(each, str) else each
                 for each in value] if isinstance(value, list) else value
        found: list[Any] = super()._deserialize(typed, attr, data, **kwargs) or []
        return list({(each["kind"], each["word"]): each for each in found}.values())


def _tasks(**rest: Any) -> OneOrMany:
    known = validate.OneOf(TASKS, error="应为以下之一：" + "、".join(TASKS) + "。")
    return OneOrMany(fields.String(validate=known), validate=validate.Length(1, 2, error="至少选一类任务。"), **rest)


def check_days(data: dict[str, Any], first: str, last: str, sentence: str) -> None:
    """The last day is not before the first; a day that is not said is no fault."""
    if data.get(first) and data.get(last) and data[last] < data[first]:
        raise ValidationError(sentence, last)


class ExpertSchema(Strict):
    """What the pool knows of an expert. What of organisation, position, term and tasks is absent stays as it was."""

    account_id = Id(required=True)
    specialties = WordList(required=True, validate=validate.Length(1, 30, error="至少写一个专长，最多 30 个。"))
    load_min = fields.Integer(load_default=0, validate=_COUNT)
    load_max = fields.Integer(load_default=60, validate=_COUNT)
    recusals = RecusalList(load_default=list)
    organisation = Words(most=100)
    position = Words(most=100)
    term_from = Day(allow_none=True)
    term_to = Day(allow_none=True)
    tasks = _tasks()

    @validates_schema(skip_on_field_errors=True)
    def check_load(self, data: dict[str, Any], **_: Any) -> None:
        """The least load is not above the most, the term ends after it begins."""
        if data["load_min"] > data["load_max"]:
            raise ValidationError("最多件数不能少于最少件数。", "load_max")
        check_days(data, "term_from", "term_to", "聘期的结束不能早于开始。")


class ExpertForm(ExpertSchema):
    """The same from a page, where an empty field means nothing is said; recusals are kept by forms of their own."""

    class Meta:
        """marshmallow's own switch."""

        exclude = ("account_id", "recusals")

    organisation = Words(load_default="", most=100)
    position = Words(load_default="", most=100)
    term_from = Day(load_default=None)
    term_to = Day(load_default=None)
    tasks = _tasks(required=True, error_messages={"required": "至少选一类任务。"})


class AbsenceSchema(Strict):
    """Days away, both included."""

    from_on = Day(required=True, error_messages={"required": "请选从哪一天起。"})
    to_on = Day(required=True, error_messages={"required": "请选到哪一天止。"})
    why = Words(load_default="", most=200)

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """It ends after it begins."""
        check_days(data, "from_on", "to_on", "最后一天不能早于第一天。")


class CriterionSchema(Strict):
    """One criterion: 1 to 5, and why."""

    score = fields.Integer(required=True, validate=validate.Range(1, 5, error="应为 1 到 5。"))
    words = Words(load_default="", most=500)


class CriteriaSchema(Strict):
    """The five criteria, all of them."""

    experience = fields.Nested(CriterionSchema, required=True)
    politics = fields.Nested(CriterionSchema, required=True)
    law = fields.Nested(CriterionSchema, required=True)
    roots = fields.Nested(CriterionSchema, required=True)
    communication = fields.Nested(CriterionSchema, required=True)


class DecisionSchema(Strict):
    """What was decided on somebody, by whom, when."""

    recommended_by = Words(required=True, least=1, most=200, error_messages={"required": "请写由谁推荐。"})
    panel = Words(required=True, least=1, most=500, error_messages={"required": "请写参加遴选的人员。"})
    decided_on = Day(required=True, error_messages={"required": "请选决定日期。"})
    result = fields.String(required=True, validate=validate.OneOf(RESULTS, error="请选遴选结果。"),
                           error_messages={"required": "请选遴选结果。"})
    term_from = Day(load_default=None, allow_none=True)
    term_to = Day(load_default=None, allow_none=True)
    note = Words(load_default="", most=2000)

    @validates_schema(skip_on_field_errors=True)
    def check_term(self, data: dict[str, Any], **_: Any) -> None:
        """Who is chosen has a term that ends after it begins."""
        if data["result"] != "not_chosen":
            missing = {name: "选聘和续聘要写明聘期。" for name in ("term_from", "term_to") if data[name] is None}
            if missing:
                raise ValidationError({name: [sentence] for name, sentence in missing.items()})
        check_days(data, "term_from", "term_to", "聘期的结束不能早于开始。")


class SelectionSchema(DecisionSchema):
    """A selection record."""

    criteria = fields.Nested(CriteriaSchema, required=True)


def _score() -> fields.Integer:
    return fields.Integer(required=True, validate=validate.Range(1, 5, error="应为 1 到 5。"),
                          error_messages={"required": "请打分：1 到 5。", "invalid": "应为 1 到 5。"})


class SelectionForm(DecisionSchema):
    """The same from a page: a score and words per criterion."""

    experience = _score()
    politics = _score()
    law = _score()
    roots = _score()
    communication = _score()
    experience_words = Words(load_default="", most=500)
    politics_words = Words(load_default="", most=500)
    law_words = Words(load_default="", most=500)
    roots_words = Words(load_default="", most=500)
    communication_words = Words(load_default="", most=500)

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the five together."""
        criteria = {name: {"score": data.pop(name), "words": data.pop(f"{name}_words")} for name in CRITERIA}
        return data | {"criteria": criteria}


class LeaveSchema(Strict):
    """Why somebody leaves the pool, from which day."""

    left_on = Day(required=True, error_messages={"required": "请选从哪一天起。"})
    why = Words(required=True, least=1, most=500, error_messages={"required": "请写明原因。"})


class PoolQuery(Strict):
    """Searching, filtering and paging the pool."""

    q = Words(load_default="", most=100)
    specialty = Words(load_default="", most=60)
    task = fields.String(load_default="", validate=validate.OneOf(("", *TASKS)))
    standing = fields.String(load_default="", validate=validate.OneOf(("", *STANDINGS)))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000, error="应为 1 到 100000 的整数。"))


class RecusalForm(Strict):
    """Recusals from a page: a line of words for each kind."""

    sector = WordList(load_default=list, validate=validate.Length(0, 30, error="最多 30 个。"))
    place = WordList(load_default=list, validate=validate.Length(0, 30, error="最多 30 个。"))
    organisation = WordList(load_default=list, validate=validate.Length(0, 30, error="最多 30 个。"))
    other = WordList(load_default=list, validate=validate.Length(0, 30, error="最多 30 个。"))

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """As one list."""
        return {"recusals": [{"kind": kind, "word": word} for kind in KINDS for word in data[kind]]}
