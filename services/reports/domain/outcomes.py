"""What the legislature may answer, row by row."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.refusals import Invalid

SENTENCE = "请按每一行的提示改正后整份重新提交，什么都没有保存。"
NAMES = {"adopted": "采纳", "partially_adopted": "部分采纳", "not_adopted": "未采纳"}


@dataclass(frozen=True, kw_only=True)
class OutcomeRow:
    """One answer; ``place`` says where it stood in what was handed in, for example 第 3 行."""

    suggestion_no: int
    outcome: str
    reason: str | None
    enacted_provision: str | None
    place: str

    def same_as(self, outcome: str, reason: str | None, enacted_provision: str | None) -> bool:
        """Whether this says nothing new."""
        return (self.outcome, self.reason, self.enacted_provision) == (outcome, reason, enacted_provision)


def check_outcomes(rows: Sequence[OutcomeRow], known: Mapping[int, str]) -> None:
    """Refuse all rows if one is foreign, doubled or lacks its reason; *known* maps numbers to suggestions."""
    if not rows:
        raise Invalid(SENTENCE, {"_body": ["没有一行结果，请至少填一行。"]})
    errors: dict[str, list[str]] = {}
    seen: dict[int, str] = {}
    for index, row in enumerate(rows):
        wrong = _wrong(row, known, seen)
        if wrong:
            errors[f"{index}.{wrong[0]}"] = [f"{row.place}：{wrong[1]}"]
        seen.setdefault(row.suggestion_no, row.place)
    if errors:
        raise Invalid(SENTENCE, errors)


def _wrong(row: OutcomeRow, known: Mapping[int, str], seen: Mapping[int, str]) -> tuple[str, str] | None:
    if row.suggestion_no not in known:
        return "suggestion_no", f"这份报告里没有第 {row.suggestion_no} 号建议。"
    if row.suggestion_no in seen:
        return "suggestion_no", f"第 {row.suggestion_no} 号建议在{seen[row.suggestion_no]}已经出现过。"
    if row.outcome != "adopted" and not row.reason:
        return "reason", f"第 {row.suggestion_no} 号建议{NAMES[row.outcome]}，请写明理由。"
    return None
