"""HTTP bodies of opinions."""
import re

from marshmallow import fields, validate

from services.intake.schemas.numbers import whole
from shared.contracts.opinions import CHANNELS, STANCES, SUBMITTERS
from shared.schemas import Eid, Id, Moment, Pattern, Strict, Words

HEX64 = re.compile(r"[0-9a-f]{64}")
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
KEY = re.compile(r"[0-9a-f]{16,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class AnchorSchema(Strict):
    """The words an opinion quotes, and where they begin in the provision's text (characters). They must occur in it;
    white space and width are ignored."""

    quote = Words(required=True, least=1, most=1000)
    start = whole(0, 1_000_000, required=True)


class DeviceSchema(Strict):
    """A device's own chain: its gap-free number, the digest of what it sent before, its clock's error in ms."""

    seq = whole(1, 2**31 - 1, required=True)
    prev = Pattern(HEX64, "应为 64 位十六进制的 SHA-256。", load_default=None, allow_none=True)
    clock_offset_ms = whole(-(2**31), 2**31 - 1, load_default=None, allow_none=True)


class SubmitterSchema(Strict):
    """A person or an organisation; a public name only if they want one shown."""

    kind = fields.String(load_default="person", validate=validate.OneOf(SUBMITTERS))
    public_name = Words(load_default=None, allow_none=True, most=100)


class OpinionSchema(Strict):
    """One opinion, as interfaces.md fixes it. ``answers``: a focus question's id and one option's id, option ids with
    a space between them where several may be chosen, or up to 500 characters of text; checked where the version of the
    draft has focus questions."""

    id = Id(required=True)
    consultation_id = Id(required=True)
    text = Words(required=True, least=1, most=5000)
    written_at = Moment(required=True)
    draft_version = whole(1, 10_000, load_default=None, allow_none=True)
    provision = Eid(load_default=None, allow_none=True)
    anchor = fields.Nested(AnchorSchema, load_default=None, allow_none=True)
    stance = fields.String(load_default="comment", allow_none=True, validate=validate.OneOf(STANCES))
    proposed_text = Words(load_default=None, allow_none=True, most=5000)
    reason = Words(load_default=None, allow_none=True, most=2000)
    answers = fields.Dict(keys=Words(most=100), values=Words(most=500), load_default=None, allow_none=True,
                          validate=validate.Length(max=100))
    channel = fields.String(load_default="web", allow_none=True, validate=validate.OneOf(CHANNELS))
    station_id = Id(load_default=None, allow_none=True)
    popup_id = Id(load_default=None, allow_none=True)
    language = Pattern(_LANGUAGE, "应为语言代码，例如 zh-CN。", load_default="zh-CN", allow_none=True)
    device = fields.Nested(DeviceSchema, load_default=None, allow_none=True)
    submitter = fields.Nested(SubmitterSchema, load_default=None, allow_none=True)
    sealed_contact = Pattern(BASE64, "应为 base64 文本。", load_default=None, allow_none=True,
                             validate=validate.Length(max=4096, error="密封的联系方式最大 4 kB。"))
    contact_key = Pattern(KEY, "应为公钥指纹。", load_default=None, allow_none=True)
    withdraw_hash = Pattern(HEX64, "应为 64 位十六进制的 SHA-256。", load_default=None, allow_none=True)


class BatchSchema(Strict):
    """Up to five hundred opinions; each is judged by itself."""

    opinions = fields.List(fields.Raw(allow_none=True), required=True, validate=validate.Length(
        1, 500, error="一次提交 1 到 500 条意见。"))


class ConfirmItemSchema(Strict):
    """An opinion a device has sent, and the digest it has of it."""

    id = Id(required=True)
    sha256 = Pattern(HEX64, "应为 64 位十六进制的 SHA-256。", required=True)


class ConfirmSchema(Strict):
    """What a device wants confirmed before it deletes anything."""

    items = fields.List(fields.Nested(ConfirmItemSchema), required=True, validate=validate.Length(
        1, 5000, error="一次确认 1 到 5000 条。"))


class WithdrawSchema(Strict):
    """The secret that the client made with the opinion."""

    secret = Words(required=True, least=8, most=200)
