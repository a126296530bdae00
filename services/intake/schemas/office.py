"""HTTP bodies of what kiosks send beside opinions, and of the desks that stand behind them."""
from marshmallow import fields, validate

from services.intake.schemas.numbers import whole
from services.intake.schemas.opinions import HEX64, OpinionSchema
from shared.schemas import Id, Moment, Pattern, Strict, Words

MOST_A_DAY = 100_000


class SpokenSchema(OpinionSchema):
    """An opinion whose words are in a recording: an opinion's body without text, with the recording's SHA-256."""

    text = Words(load_default="", most=0)
    recording = Pattern(HEX64, "应为录音的 64 位十六进制 SHA-256。", required=True)


class TranscriptionSchema(Strict):
    """What an officer hears in a recording."""

    text = Words(required=True, least=1, most=5000)
    stance = fields.String(load_default="comment", validate=validate.OneOf(("support", "oppose", "amend", "comment")))


class ItemSchema(Strict):
    """A social item."""

    id = Id(required=True)
    text = Words(required=True, least=1, most=2000)
    written_at = Moment(required=True)
    language = Words(load_default="zh-CN", most=20)


class ItemStepSchema(Strict):
    """A social item goes to somebody, or is closed."""

    state = fields.String(required=True, validate=validate.OneOf(("forwarded", "closed")))
    whom = Words(load_default=None, allow_none=True, most=200)
    note = Words(load_default=None, allow_none=True, most=1000)


class OfficeSchema(Strict):
    """When somebody is at a station, how to reach them, how long its kiosks wait."""

    hours = Words(load_default="", most=200)
    phone = Words(load_default="", most=50)
    officers = Words(load_default="", most=200)
    idle_seconds = whole(60, 600, required=True)


class LeafletSchema(Strict):
    """A leaflet; a form sends ``published`` only where it is ticked."""

    title = Words(required=True, least=1, most=100)
    text = Words(required=True, least=1, most=5000)
    published = fields.Boolean(load_default=False)


class AbandonmentSchema(Strict):
    """How many left half-way on a day, in all, by the step they had reached."""

    on = fields.Date(required=True)
    counts = fields.Dict(keys=Words(least=1, most=20), values=whole(0, MOST_A_DAY), required=True,
                         validate=validate.Length(max=20, error="最多 20 个步骤。"))

