"""Forms of the gate and the approval. What is picked is known as id and version, as it stood when it was shown."""
import re
from typing import Any

from marshmallow import fields, post_load, validate

from services.review.domain.gating import ASPECTS, VERDICTS
from services.review.schemas.people import OneOrMany
from shared.schemas import Id, Pattern, Strict, Words

_PICK = re.compile(r"[0-9a-f-]{36}:[0-9]{1,9}")
NONE = "请先勾选建议。"
LISTS = ("drafted", "gated", "returned")


class GateQuery(Strict):
    """Which suggestions the adviser looks at."""

    state = fields.String(load_default="drafted", validate=validate.OneOf(LISTS))
    article = Words(load_default="", most=120)
    q = Words(load_default="", most=100)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class JudgeForm(Strict):
    """The adviser's judgment of one suggestion, aspect by aspect."""

    suggestion = Id(required=True)
    version = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))
    act = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    note = Words(load_default=None, most=2000)
    legality = fields.String(validate=validate.OneOf(VERDICTS))
    legality_note = Words(most=1000)
    necessity = fields.String(validate=validate.OneOf(VERDICTS))
    necessity_note = Words(most=1000)
    feasibility = fields.String(validate=validate.OneOf(VERDICTS))
    feasibility_note = Words(most=1000)
    wording = fields.String(validate=validate.OneOf(VERDICTS))
    wording_note = Words(most=1000)

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the aspects together."""
        aspects = {name: {"verdict": data[name], "note": data.get(f"{name}_note")} for name in ASPECTS if name in data}
        return {name: data[name] for name in ("suggestion", "version", "act", "note")} | {"aspects": aspects}


class PickForm(Strict):
    """Suggestions that are ticked."""

    suggestion_ids = OneOrMany(Pattern(_PICK, "请从列表里勾选。"), required=True, error_messages={"required": NONE},
                               validate=validate.Length(1, 20_000, error=NONE))

    @post_load
    def part(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Take ids and versions apart."""
        versions = {each[:36]: int(each[37:]) for each in data["suggestion_ids"]}
        return data | {"suggestion_ids": list(versions), "versions": versions}


class ReasonForm(PickForm):
    """The same with the reason that a return, or not forwarding, needs."""

    reason = Words(required=True, least=1, most=2000, error_messages={"required": "请写理由。"})
