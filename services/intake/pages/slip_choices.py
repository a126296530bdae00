"""What the page of differences shows and takes: one row a field, three choices a row."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from services.intake.domain.differences import ANSWER, Difference, Piece, flat
from services.intake.domain.keyed import number_of, provision_of
from services.intake.pages.words import _, stance_words
from services.intake.queries.slips import Held


@dataclass(frozen=True)
class Row:
    """A field that differs: its name on the page, what each person keyed, the pieces between them; ``options``: those
    of a focus question, id and words."""

    field: str
    label: str
    first: str
    second: str
    pieces: tuple[Piece, ...]
    options: tuple[tuple[str, str], ...] = ()


def kind_words() -> list[tuple[str, str]]:
    """What a slip can be."""
    return [("opinion", _("意见")), ("blank", _("空白")), ("spoilt", _("污损，读不清")), ("foreign", _("不是意见"))]


def field_words() -> dict[str, str]:
    """The fields of a slip."""
    return {"kind": _("这张表是"), "provision": _("第几条"), "stance": _("态度"), "text": _("意见"),
            "proposed_text": _("建议的写法"), "reason": _("理由")}


def printed_words(language: str) -> dict[str, str]:
    """The labels that are printed over the lines of a slip, in the slip's language."""
    with force_locale(language.replace("-", "_")):
        return {"text": _("您想说什么？"), "proposed_text": _("您觉得这一条应该怎么写？"), "reason": _("为什么？")}


def rows_of(held: Held, questions: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows of a slip whose two keys differ; marks are shown as words."""
    asked = {ANSWER + each["id"]: each for each in questions}
    return [_answer_row(each, asked[each.field]) if each.field in asked else _row(each) for each in held.differences]


def chosen_fields(held: Held, form: Mapping[str, str]) -> dict[str, Any]:
    """What was decided: where nothing differs the first key, else the chosen one or what was typed."""
    first = held.keys["first"].fields
    fields: dict[str, Any] = flat(first)
    for each in held.differences:
        choice = form.get(f"choice-{each.field}", "")
        typed = form.get(f"edit-{each.field}", "").strip().replace("\r\n", "\n")
        fields[each.field] = {"first": each.first, "second": each.second}.get(
            choice, provision_of(typed) if each.field == "provision" else typed)
    answers = {name.removeprefix(ANSWER): value for name, value in fields.items() if name.startswith(ANSWER) and value}
    plainly = {name: value for name, value in fields.items() if value and not name.startswith(ANSWER)}
    return plainly | ({"answers": answers} if answers else {})


def _row(each: Difference) -> Row:
    if each.field in ("kind", "stance", "provision"):
        first, second = _said(each.field, each.first), _said(each.field, each.second)
        pieces = tuple(Piece(kind, text) for kind, text in (("deleted", first), ("same", " "), ("inserted", second)))
        return Row(each.field, field_words()[each.field], first, second, pieces)
    return Row(each.field, field_words().get(each.field, each.field), each.first, each.second, each.pieces)


def _answer_row(each: Difference, question: Mapping[str, Any]) -> Row:
    """An answer to a focus question, its options by their words."""
    options = tuple((option["id"], option["text"]) for option in question["options"])
    words = dict(options)
    first, second = ("、".join(words.get(one, one) for one in given.split(" ")) if options else given
                     for given in (each.first, each.second))
    pieces = (Piece("deleted", first), Piece("same", " "), Piece("inserted", second))
    return Row(each.field, question["text"], first, second, pieces, options)


def _said(field: str, value: str) -> str:
    words = {"kind": dict(kind_words()), "stance": dict(stance_words())}
    return words[field].get(value, _("（没有）")) if field in words else (number_of(value) or _("整部草案"))
