"""把关: four aspects, each of which passes or needs work; what the officer reads when something comes back."""
from collections.abc import Mapping
from typing import Any

from shared.refusals import Invalid

ASPECTS = {"legality": "合法性", "necessity": "必要性", "feasibility": "可行性", "wording": "文字"}
VERDICTS = ("pass", "revise")
WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
Aspects = Mapping[str, Mapping[str, Any]]
NO_ASPECTS: Aspects = {}


def words_of(verdict: str, note: str | None, aspects: Aspects) -> str | None:
    """What is said of a suggestion in one text: the note, then each aspect that has words. Raises Invalid where the
    verdict and the aspects contradict each other, or nothing says what is to be mended."""
    if verdict == "pass" and (failing := _failing(aspects)):
        raise Invalid(WRONG, {"verdict": [f"{'、'.join(failing)}一栏选了“要修改”，请退回修改，或者改选“合适”。"]})
    said = [f"{ASPECTS[name]}：{aspects[name]['note']}" for name in ASPECTS if aspects.get(name, {}).get("note")]
    words = "\n".join([note, *said] if note else said)
    if verdict == "revise" and not words:
        raise Invalid(WRONG, {"note": ["退回修改要写明原因。"]})
    return words or None


def _failing(aspects: Aspects) -> list[str]:
    return [ASPECTS[name] for name in ASPECTS if aspects.get(name, {}).get("verdict") == "revise"]
