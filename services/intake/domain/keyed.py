"""What two people read on a slip, and the opinion it makes."""
import re
from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from services.intake.domain.contents import Question, check_answers
from services.intake.domain.differences import FIELDS, WORDS
from shared.refusals import Invalid

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"
STANCES_SAID = {"support": "赞成", "oppose": "反对", "amend": "建议修改", "comment": "其他想法"}
_NUMBER = re.compile(r"([1-9][0-9]{0,3})(?:[-.之_]([1-9][0-9]?))?")
Fields = Mapping[str, Any]


def provision_of(typed: str) -> str | None:
    """The provision that a typed number means: 12 is art_12, 12-1 or 12之1 is 第十二条之一; nothing is the whole
    draft. What is no number is handed on as it is, to be refused if the draft has no such provision."""
    match = _NUMBER.fullmatch(typed.strip())
    if match is None:
        return typed.strip() or None
    return f"art_{match[1]}" + (f"_{match[2]}" if match[2] else "")


def number_of(provision: str | None) -> str:
    """A provision as it is typed."""
    return (provision or "").removeprefix("art_").replace("_", "-")


def check_fields(fields: Fields, provisions: Container[str], questions: Mapping[str, Question]) -> None:
    """Refuse what cannot be on a slip: an article that the draft does not have, an answer to a question that was never
    put, an opinion without a word or a mark, words on a slip that is called blank."""
    check_answers(fields.get("answers") or {}, questions)
    faults: dict[str, list[str]] = {}
    if fields["provision"] and fields["provision"] not in provisions:
        faults["provision"] = ["草案里没有这一条，请对照图像再看一遍；没有写条号的请留空。"]
    says = _says(fields)
    if fields["kind"] == "opinion" and not says:
        faults["text"] = ["一个字、一个勾都没有的，请选“空白”；字看不清的，请选“污损”。"]
    if fields["kind"] == "blank" and says:
        faults["kind"] = ["空白的表上不能有内容：请选“意见”，或者把内容删去。"]
    if faults:
        raise Invalid(WRONG, faults)


def _says(fields: Fields) -> bool:
    """Whether anything is written or marked on a slip but an article's number."""
    return any(fields.get(name) for name in (*WORDS, "answers")) or fields["stance"] not in ("comment", None)


def settled_fields(fields: Fields) -> dict[str, Any]:
    """What a slip says once it is settled; of one that is no opinion only its kind."""
    names = ("kind", *FIELDS, "answers") if fields.get("kind") == "opinion" else ("kind",)
    return {name: fields.get(name) or None for name in names}


def written_at(opened_at: datetime, closes_at: datetime) -> datetime:
    """When a slip from a box counts as written (from boxes the writing counts): it lay there before the box was
    opened, and before the asking ended."""
    return min(opened_at, closes_at)


def body_of(fields: Fields, place: Mapping[str, Any]) -> dict[str, Any]:
    """The opinion on a slip, as a program would post it; without null members. A slip that has marks but no words
    says so in words of ours, in brackets: nothing is put into anybody's mouth."""
    body = {name: fields.get(name) for name in (*FIELDS, "answers")} | {"channel": "box"} | dict(place)
    body["text"] = fields.get("text") or _without_words(fields)
    return {name: value for name, value in body.items() if value not in (None, "", {})}


def _without_words(fields: Fields) -> str:
    if any(fields.get(name) for name in ("proposed_text", "reason", "answers")):
        return "（表上这一栏没有写字）"
    return f"（表上没有写字，勾选：{STANCES_SAID[fields.get('stance') or 'comment']}）"
