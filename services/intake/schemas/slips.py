"""HTTP bodies of scans, keyings and audits."""
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.intake.domain.slips import KINDS
from services.intake.schemas.opinions import BASE64, KEY
from shared.contracts.opinions import STANCES
from shared.schemas import Eid, Id, Pattern, Strict, Truth, Words


class ScanForm(Strict):
    """What may come beside scanned files. A page whose code cannot be read is sent again by itself with its slip, how
    it is turned and how much of its height may be seen: 100 only where the paper has no contact strip."""

    slip_id = Id(load_default=None)
    side = fields.String(load_default="front", validate=validate.OneOf(("front", "back")))
    page = fields.Integer(load_default=None, validate=validate.Range(1, 1000, error="应为 1 以上的页码。"))
    turned = fields.Integer(load_default=0, validate=validate.OneOf((0, 90, 180, 270)))
    seen = fields.Integer(load_default=None, validate=validate.Range(10, 100, error="应为 10 到 100 的整数。"))

    @validates_schema
    def ask_cut(self, data: dict[str, Any], **_: Any) -> None:
        """Whoever names the slip says how much of the page may be seen."""
        if data["slip_id"] is not None and (data["seen"] is None or data["page"] is None):
            raise ValidationError("请说明是第几页，以及从上往下百分之多少可以留下（没有联系栏的填 100）。", "seen")


class SlipContactSchema(Strict):
    """The contact on a slip's strip, sealed in the browser; both null where the strip is empty."""

    sealed_contact = Pattern(BASE64, "应为 base64 文本。", required=True, allow_none=True,
                             validate=validate.Length(max=4096, error="密封的联系方式最大 4 kB。"))
    contact_key = Pattern(KEY, "应为公钥指纹。", required=True, allow_none=True)


class ReadSchema(Strict):
    """What a person reads on a slip; the fields are those of the web form."""

    kind = fields.String(load_default="opinion", validate=validate.OneOf(KINDS))
    provision = Eid(load_default=None, allow_none=True)
    stance = fields.String(load_default="comment", allow_none=True, validate=validate.OneOf(STANCES))
    text = Words(load_default=None, allow_none=True, most=5000)
    proposed_text = Words(load_default=None, allow_none=True, most=5000)
    reason = Words(load_default=None, allow_none=True, most=2000)
    answers = fields.Dict(keys=Words(most=100), values=Words(most=500), load_default=None, allow_none=True,
                          validate=validate.Length(max=100))


class KeyingSchema(ReadSchema):
    """One person's key of one slip. ``verified``: made from the machine's reading instead of typed from nothing."""

    slip_id = Id(required=True)
    verified = Truth(load_default=False)
