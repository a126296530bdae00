"""The tablet's side of a parcel in Python: the reference for the client's own, and what tests and measurements send."""
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.public import PublicKey, SealedBox

from services.intake.domain.bodies import digest_of
from services.intake.domain.parcels import deflate, mark_of, write_parcel
from shared.ids import new_id
from tests.builders import NOON


@dataclass(frozen=True)
class Kept:
    """A finished opinion as the outbox has it: unreadable, with what confirming it needs."""

    id: str
    seq: int
    digest: str
    box: bytes
    template: str
    popup: str | None = None


@dataclass
class Tablet:
    """An enrolled tablet: it writes opinions one after the other, seals each at once and packs parcels. ``events``: the
    pop-ups that its crew has set up on it."""

    device: str
    token: str
    key: Mapping[str, str]
    station: str
    outbox: list[Kept] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def write(self, consultation: str, **other: Any) -> Kept:
        """Leave one opinion on it."""
        return self.keep(self.compose(consultation, **other))

    def compose(self, consultation: str, **other: Any) -> dict[str, Any]:
        """The body of the next opinion, without null members."""
        device: dict[str, Any] = {"seq": len(self.outbox) + 1, "clock_offset_ms": -120}
        if self.outbox:
            device["prev"] = self.outbox[-1].digest
        body = {"id": new_id(), "consultation_id": consultation, "draft_version": 1, "provision": "art_1",
                "stance": "comment", "text": f"第 {device['seq']} 条：建议把井台周围三米划为保护范围。",
                "channel": "tablet", "station_id": self.station, "language": "zh-CN",
                "written_at": NOON.isoformat(), "device": device}
        return {name: value for name, value in (body | other).items() if value is not None}

    def keep(self, body: Mapping[str, Any]) -> Kept:
        """Seal a body as it is, however odd."""
        template = self.template_of(body)
        kept = Kept(body["id"], len(self.outbox) + 1, digest_of(body), self.seal(_written(body), template), template,
                    body.get("popup_id"))
        self.outbox.append(kept)
        return kept

    def template_of(self, body: Mapping[str, Any]) -> str:
        """A typical opinion of this event."""
        typical = {"id": "", "text": "", "written_at": NOON.isoformat(), "device": {"seq": 1, "prev": ""}}
        return _written(dict(body) | typical).decode()

    def seal(self, content: bytes, template: str = "") -> bytes:
        """Deflate and seal to the parcel key."""
        return self.close(deflate(content, template.encode()))

    def close(self, content: bytes) -> bytes:
        """Seal to the parcel key."""
        return bytes(SealedBox(PublicKey(b64decode(self.key["public_key"]))).encrypt(content))

    def parcel(self, kept: Sequence[Kept] | None = None, **other: Any) -> bytes:
        """What it sends: all it has, or these; *other* changes the header."""
        records = self.outbox if kept is None else kept
        templates = list(dict.fromkeys(each.template for each in records))
        header = {"v": 1, "device": self.device, "token": self.token, "made_at": NOON.isoformat(),
                  "templates": templates,
                  "hashes": b64encode(b"".join(mark_of(each.box) for each in records)).decode(),
                  "order": [templates.index(each.template) for each in records]} | other
        header = {"events": self.events_of(records)} | header
        bare = {name: value for name, value in header.items() if value is not None}
        return write_parcel(self.key["fingerprint"], self.seal(_written(bare)),
                            [(templates.index(each.template), each.box) for each in records])

    def events_of(self, records: Sequence[Kept]) -> list[dict[str, Any]] | None:
        """Those of its crew's events that these opinions name."""
        named = {each.popup for each in records}
        return [each for each in self.events if each["id"] in named] or None


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
