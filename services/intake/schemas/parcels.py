"""The header of a parcel."""
import re

from marshmallow import fields, validate

from services.intake.domain.parcels import MOST_RECORDS, MOST_TEMPLATES
from services.intake.schemas.numbers import whole
from shared.schemas import Id, Moment, Pattern, Strict, Words

_TOKEN = re.compile(r"[\x21-\x7e]{1,200}")
_MARKS = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class ParcelHeaderSchema(Strict):
    """Who sends, and what must be inside. ``hashes``: base64 of 16 bytes of each sealed record's SHA-256, joined.
    ``order``: the number of each record's template; what the frames say counts only where it is absent. ``events``: the
    pop-ups that were set up on the device itself; each is judged alone, for a bad one must cost no opinion."""

    v = whole(1, 1, required=True)
    device = Id(required=True)
    token = Pattern(_TOKEN, "应为设备令牌。", required=True)
    made_at = Moment(required=True)
    templates = fields.List(fields.String(validate=validate.Length(max=32_768)), required=True,
                            validate=validate.Length(max=MOST_TEMPLATES, error=f"最多 {MOST_TEMPLATES} 个模板。"))
    hashes = Pattern(_MARKS, "应为 base64 文本。", required=True)
    order = fields.List(whole(0, MOST_TEMPLATES - 1), load_default=None, allow_none=True,
                        validate=validate.Length(max=MOST_RECORDS))
    events = fields.Raw(load_default=None, allow_none=True)


class EventSchema(Strict):
    """A pop-up as its crew has set it up on a tablet without a network."""

    id = Id(required=True)
    consultation_id = Id(required=True)
    title = Words(required=True, least=1, most=200)
    place = Words(required=True, least=1, most=200)
    audience = Words(load_default="", most=200)
    crew = fields.List(Words(least=1, most=200), load_default=list, validate=validate.Length(max=100))
    opens_at = Moment(load_default=None, allow_none=True)
    closes_at = Moment(load_default=None, allow_none=True)
