"""HTTP bodies of reports."""
import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.reports.domain.outcomes import SENTENCE, OutcomeRow
from shared.contracts.outcomes import OUTCOMES, SUBMISSION_KINDS
from shared.refusals import Invalid
from shared.schemas import Moment, Pattern, Strict, Words
from shared.web.sentences import say

_HEX64 = re.compile(r"[0-9a-f]{64}")
_OUTCOME = "应为 adopted（采纳）、partially_adopted（部分采纳）或 not_adopted（未采纳）。"
MOST_ROWS = 20_000


class PageSchema(Strict):
    """Which page of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000, error="应为 1 到 100000 的整数。"))


class DraftSchema(Strict):
    """What to draft. Without ``kind``: the main report, or a supplement where that has been issued."""

    kind = fields.String(load_default=None, allow_none=True,
                         validate=validate.OneOf(SUBMISSION_KINDS, error="应为 main 或 supplement。"))
    empty_return = fields.Boolean(load_default=False, truthy={True, "true", "1", "on"},
                                  falsy={False, "false", "0", "off"})


class ReceiptSchema(Strict):
    """The legislature's receipt; a digest that is echoed must be the submission's."""

    digest = Pattern(_HEX64, "应为 64 位十六进制的 SHA-256。", load_default=None, allow_none=True)
    note = Words(load_default=None, allow_none=True, most=1000)
    received_at = Moment(load_default=None, allow_none=True)


class NothingSchema(Strict):
    """A command without fields."""


class OutcomeSchema(Strict):
    """What the legislature made of one suggestion; a reason is required unless it was adopted."""

    suggestion_no = fields.Integer(required=True, strict=True, validate=validate.Range(
        1, 2**31 - 1, error="应为建议的序号（正整数）。"))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES, error=_OUTCOME))
    reason = Words(load_default=None, allow_none=True, most=2000)
    enacted_provision = Words(load_default=None, allow_none=True, most=500)


def load_outcomes(rows: Sequence[tuple[str, Any]]) -> list[OutcomeRow]:
    """Load rows, each with the words for its place, or raise Invalid naming every wrong one."""
    if len(rows) > MOST_ROWS:
        raise Invalid(SENTENCE, {"_body": [f"一次最多 {MOST_ROWS} 行。"]})
    schema, loaded = OutcomeSchema(), []
    errors: dict[str, list[str]] = {}
    for index, (place, row) in enumerate(rows):
        try:
            values: dict[str, Any] = dict(schema.load(row))
            loaded.append(OutcomeRow(place=place, suggestion_no=values["suggestion_no"], outcome=values["outcome"],
                                     reason=values["reason"] or None,
                                     enacted_provision=values["enacted_provision"] or None))
        except ValidationError as error:
            errors.update(_named(index, place, error.messages))
    if errors:
        raise Invalid(SENTENCE, errors)
    return loaded


def load_list(body: Any) -> list[OutcomeRow]:
    """Load a JSON list of outcomes."""
    if not isinstance(body, list):
        raise Invalid(SENTENCE, {"_body": ["应为一个列表：[{\"suggestion_no\": 1, \"outcome\": \"adopted\"}, …]。"]})
    return load_outcomes([(f"第 {number} 行", row) for number, row in enumerate(body, start=1)])


def load_lines(lines: Sequence[tuple[int, Mapping[str, Any]]]) -> list[OutcomeRow]:
    """Load lines of a spreadsheet."""
    return load_outcomes([(f"第 {number} 行", dict(row)) for number, row in lines])


def _named(index: int, place: str, messages: Any) -> dict[str, list[str]]:
    named = messages if isinstance(messages, dict) else {"_schema": messages}
    return {f"{index}.{str(field)[:100]}": [f"{place}：{sentence}" for sentence in _flat(sentences)]
            for field, sentences in named.items()}


def _flat(sentences: Any) -> list[str]:
    return [say(str(each)) for each in (sentences if isinstance(sentences, list) else [sentences])]
