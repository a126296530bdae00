"""What an opinion may say of the draft that it is about."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from shared.refusals import Invalid

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A focus question as answers to it are judged; retired options count, an answer may have been long on its way."""

    kind: str
    text: str
    options: frozenset[str]


def check_provision(provision: str | None, texts: Mapping[str, str]) -> None:
    """Refuse a provision that the draft's version does not have; None means the whole draft."""
    if provision is not None and provision not in texts:
        raise Invalid(WRONG, {"provision": [f"这一版草案里没有 {provision[:60]}，请从条款列表里选。"]})


def check_anchor(quote: str, words: str) -> None:
    """Refuse a quotation that does not occur in a provision's *words* (bare). Where it begins is not checked: the
    body stays as it came, and who reads it looks for the nearest place."""
    if bare(quote) not in words:
        raise Invalid(WRONG, {"anchor": ["引用的原句不在这一条款里，请从草案原文里重新选一句，或者不引用。"]})


def find_quote(text: str, quote: str, start: int) -> tuple[int, int] | None:
    """Where *quote* stands in *text*, as beginning and end: the place nearest to *start*, white space and width
    ignored; None if it does not."""
    places = [(letter, place) for place, each in enumerate(text) for letter in bare(each)]
    words, wanted = "".join(letter for letter, _ in places), bare(quote)
    found: list[tuple[int, int]] = []
    at = words.find(wanted) if wanted else -1
    while at >= 0:
        found.append((places[at][1], places[at + len(wanted) - 1][1] + 1))
        at = words.find(wanted, at + 1)
    return min(found, key=lambda each: abs(each[0] - start), default=None)


def check_answers(answers: Mapping[str, str], questions: Mapping[str, "Question"]) -> None:
    """Refuse an answer to a question, or by an option, that was never put; "" is no answer."""
    faults = {f"answers.{id_[:60]}": [fault] for id_, answer in answers.items()
              if answer and (fault := _fault_of(answer, questions.get(id_)))}
    if faults:
        raise Invalid(WRONG, faults)


def _fault_of(answer: str, asked: "Question | None") -> str:
    """What is wrong with an answer, if anything."""
    if asked is None:
        return "这一版草案没有这道焦点题，请去掉这个回答。"
    if asked.kind == "words":
        return ""
    given = answer.split(" ")
    unknown = [each for each in given if each not in asked.options]
    if unknown:
        return f"“{asked.text[:40]}”没有 {unknown[0][:20] or '空白'} 这个选项，请从选项里选。"
    if len(given) > (1 if asked.kind == "single" else len(set(given))):
        return f"“{asked.text[:40]}”{'只能选一项' if asked.kind == 'single' else '有选项重复了'}。"
    return ""


def bare(text: str) -> str:
    """The characters that count in a comparison: in their usual width, without white space."""
    return "".join(normalize("NFKC", text).split())


def article_of(eid: str) -> str:
    """The article that a provision stands in: art_12__para_2 is in art_12."""
    return eid.split("__")[0] if eid.startswith(("art_", "annex_")) else eid


def offered(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The focus questions that are put to people now, without those and the options that are retired."""
    return [{name: question[name] for name in ("id", "text", "kind", "provision")} | {"options": [
        {"id": each["id"], "text": each["text"]} for each in question["options"] if not each["retired"]]}
            for question in questions if not question["retired"]]
