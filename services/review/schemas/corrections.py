"""HTTP bodies of corrections: what is changed in a draft's structure, and the count of edits that was seen."""
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.review.domain.statute.corrections import ACTS, EXTRA_MOST, NUMBER_MOST
from services.review.domain.statute.marks import CAPTION, KINDS, NOISE
from shared.schemas import Strict, Truth, Words

NEEDED = {"split": ("at", "to"), "join": ("at",), "renumber": ("at", "number"), "retype": ("at", "to"),
          "caption": ("at",), "confirm": (), "title": ("title",)}
TAKEN = {"split": ("number", "extra", "end"), "join": ("mark",), "renumber": ("mark", "extra"),
         "retype": ("mark", "number", "extra", "end"), "caption": ("on", "end"), "confirm": (), "title": ()}


def _whole(least: int = 0, most: int = 10_000_000, **rest: Any) -> fields.Integer:
    within = validate.Range(least, most, error=f"应为 {least} 到 {most} 的整数。")
    return fields.Integer(strict=True, validate=within, **rest)


class UndoSchema(Strict):
    """The count of edits that was seen."""

    edits = _whole(most=2**31 - 1, required=True)


class CorrectionSchema(UndoSchema):
    """One correction. ``at``: a place in the text, in characters; ``mark``: what stands there, where two things do;
    ``to``: what it becomes; ``number`` 第七条之二 is 7 with ``extra`` 2, absent: as written there, or the next."""

    kind = fields.String(required=True, validate=validate.OneOf(
        (*ACTS, "title"), error="应为 split、join、renumber、retype、caption、confirm 或 title。"))
    at = _whole()
    mark = fields.String(validate=validate.OneOf((*KINDS, CAPTION, NOISE)))
    to = fields.String(validate=validate.OneOf((*KINDS, NOISE)))
    number = _whole(1, NUMBER_MOST)
    extra = _whole(0, EXTRA_MOST)
    end = _whole(1)
    on = Truth()
    title = Words(least=1, most=200)

    @validates_schema(skip_on_field_errors=True)
    def check_parts(self, data: dict[str, Any], **_: Any) -> None:
        """Each kind has fields of its own."""
        kind = data["kind"]
        wrong = {name: ["这种更正需要这一项。"] for name in NEEDED[kind] if name not in data}
        wrong |= {name: [f"{kind} 没有这一项，请去掉。"] for name in data
                  if name not in ("kind", "edits", *NEEDED[kind], *TAKEN[kind])}
        if wrong:
            raise ValidationError(wrong)
