"""HTTP bodies of boxes, openings and the stock of slips."""
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.intake.domain.boxes import ACTS
from services.intake.domain.slips import KINDS, MOST_IN_A_BATCH, STOCK_KINDS, read_code
from services.intake.schemas.numbers import whole
from shared.schemas import Id, Strict, Words

LANGUAGES = ("zh-CN", "en")


class BoxSchema(Strict):
    """A new box under its first seal."""

    station_id = Id(required=True)
    name = Words(required=True, least=1, most=100)
    place = Words(required=True, least=1, most=200)
    seal_no = Words(required=True, least=1, most=40)


class SealSchema(Strict):
    """What the first person read on the seal; ``note`` explains a seal that is broken or another."""

    seal_no = Words(required=True, least=1, most=40)
    is_intact = fields.Boolean(required=True, truthy={True, "true"}, falsy={False, "false"})
    note = Words(load_default="", most=500)


class ConfirmOpeningSchema(Strict):
    """What the second person read on the seal."""

    seal_no = Words(required=True, least=1, most=40)


class CountSchema(Strict):
    """How many slips one person counted."""

    number = whole(0, 100_000, required=True)


class ReasonSchema(Strict):
    """Why something is done again or undone."""

    reason = Words(required=True, least=1, most=500)


class SlipSchema(Strict):
    """One slip: by the text of its QR code, or by its batch and its number."""

    code = Words(most=100)
    batch_id = Id()
    serial = whole(1, 999_999_999)
    kind = fields.String(load_default="opinion", validate=validate.OneOf(KINDS))

    @validates_schema
    def ask_number(self, data: dict[str, Any], **_: Any) -> None:
        """A code that is one of ours, or batch and number."""
        if "code" in data and read_code(data["code"]) is None:
            raise ValidationError("不是意见表上的二维码，请重新扫描，或填写批次和号码。", "code")
        if "code" not in data and not {"batch_id", "serial"} <= set(data):
            raise ValidationError("请填写二维码内容，或批次和号码。", "serial")


class SlipsSchema(Strict):
    """Slips that lay in the box."""

    slips = fields.List(fields.Nested(SlipSchema), required=True, validate=validate.Length(
        1, 500, error="一次登记 1 到 500 张。"))


class KindSchema(Strict):
    """What a slip is."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))


class CloseSchema(Strict):
    """The seals of the envelope and of the emptied box."""

    envelope_seal = Words(required=True, least=1, most=40)
    new_seal = Words(required=True, least=1, most=40)


class SignSchema(Strict):
    """A signature; who signs first for keeping says until when."""

    act = fields.String(required=True, validate=validate.OneOf(ACTS))
    keep_until = fields.Date(load_default=None, allow_none=True, error_messages={
        "invalid": "应为日期，例如 2028-12-31。"})


class BatchIssueSchema(Strict):
    """Numbered paper for a station."""

    consultation_id = Id(required=True)
    station_id = Id(required=True)
    kind = fields.String(load_default="form", validate=validate.OneOf(STOCK_KINDS))
    language = fields.String(load_default="zh-CN", validate=validate.OneOf(LANGUAGES))
    number = whole(1, MOST_IN_A_BATCH, required=True)


class SettleSchema(Strict):
    """The account of a batch as it came back."""

    spoilt = whole(0, MOST_IN_A_BATCH, required=True)
    unused = whole(0, MOST_IN_A_BATCH, required=True)
    note = Words(load_default="", most=500)


def slip_of(item: dict[str, Any]) -> dict[str, Any]:
    """A slip's batch, number and kind, whichever way it was named."""
    found = read_code(item["code"]) if "code" in item else None
    batch_id, serial = found or (item["batch_id"], item["serial"])
    return {"batch_id": batch_id, "serial": serial, "kind": item["kind"]}
