"""What the page of differences shows and takes: one row a field, three choices a row."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from services.intake.domain.differences import Difference, Piece
from services.intake.domain.keyed import number_of, provision_of
from services.intake.pages.words import _, stance_words
from services.intake.queries.slips import Held


@dataclass(frozen=True)
class Row:
    """A field that differs: its name on the page, what each person keyed, the pieces between them."""

    field: str
    label: str
    first: str
    second: str
    pieces: tuple[Piece, ...]


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


def name_of(field: str) -> str:
    """A field's name on the page."""
    return field_words()[field]


def rows_of(held: Held) -> list[Row]:
    """The rows of a slip whose two keys differ; marks are shown as words."""
    return [_row(each) for each in held.differences]


def chosen_fields(held: Held, form: Mapping[str, str]) -> dict[str, Any]:
    """What was decided: where nothing differs the first key, else the chosen one or what was typed."""
    first, second = (held.keys[half].fields for half in ("first", "second"))
    fields = {name: first.get(name) for name in field_words()}
    for each in held.differences:
        choice = form.get(f"choice-{each.field}", "")
        typed = form.get(f"edit-{each.field}", "").strip().replace("\r\n", "\n")
        fields[each.field] = {"first": first.get(each.field), "second": second.get(each.field)}.get(
            choice, provision_of(typed) if each.field == "provision" else typed)
    return {name: value for name, value in fields.items() if value}


def _row(each: Difference) -> Row:
    if each.field in ("kind", "stance", "provision"):
        first, second = _said(each.field, each.first), _said(each.field, each.second)
        pieces = tuple(Piece(kind, text) for kind, text in (("deleted", first), ("same", " "), ("inserted", second)))
        return Row(each.field, name_of(each.field), first, second, pieces)
    return Row(each.field, name_of(each.field), each.first, each.second, each.pieces)


def _said(field: str, value: str) -> str:
    words = {"kind": dict(kind_words()), "stance": dict(stance_words())}
    return words[field].get(value, _("（没有）")) if field in words else (number_of(value) or _("整部草案"))
