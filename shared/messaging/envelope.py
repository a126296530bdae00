"""What travels: envelopes in signed parcels, and signed acknowledgements that go back."""
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import orjson
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from shared.keyring import Keyring

MOST_ENVELOPES, MOST_BYTES = 500, 1_000_000


class Forged(Exception):
    """A parcel's signature is not its sender's, or it says what its sender may not say."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One event on its way; ``body`` is the event's JSON text, ``recorded_at`` RFC 3339."""

    id: str
    name: str
    version: int
    body: str
    request_id: str
    recorded_at: str


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Envelopes from one service to another."""

    source: str
    destination: str
    envelopes: tuple[Envelope, ...]


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """Which envelopes *source* has taken, and which it has parked with what reason."""

    source: str
    destination: str
    taken: tuple[str, ...]
    parked: dict[str, str]


class Seal:
    """Signs as one service and verifies all of them (Ed25519)."""

    def __init__(self, keys: Keyring) -> None:
        self.service = keys.service
        self._key = SigningKey(b64decode(keys.signing))
        self._known = {name: VerifyKey(b64decode(key)) for name, key in keys.verify.items()}

    def close(self, kind: str, content: Parcel | Acknowledgement) -> str:
        """Write *content* as JSON text and sign it; the kind is signed too, so that neither passes for the other."""
        text = orjson.dumps(content).decode()
        signature = self._key.sign(f"{kind}\n{text}".encode()).signature
        return orjson.dumps({"content": text, "signature": b64encode(signature).decode()}).decode()

    def open(self, kind: str, closed: str) -> dict[str, Any]:
        """Check the signature against the source that the content names; raises Forged."""
        try:
            outer = orjson.loads(closed)
            content: dict[str, Any] = orjson.loads(outer["content"])
            key = self._known[content["source"]]
            key.verify(f"{kind}\n{outer['content']}".encode(), b64decode(outer["signature"]))
        except (BadSignatureError, KeyError, ValueError, TypeError) as error:
            raise Forged(f"{kind}: {type(error).__name__}") from None
        if content["destination"] != self.service:
            raise Forged(f"{kind} for {content['destination']} came to {self.service}")
        return content


def open_parcel(seal: Seal, closed: str) -> Parcel:
    """Open a parcel addressed to us, or raise Forged."""
    content = seal.open("parcel", closed)
    envelopes = tuple(Envelope(**each) for each in content["envelopes"])
    return Parcel(source=content["source"], destination=content["destination"], envelopes=envelopes)


def open_acknowledgement(seal: Seal, closed: str) -> Acknowledgement:
    """Open an acknowledgement addressed to us, or raise Forged."""
    content = seal.open("acknowledgement", closed)
    return Acknowledgement(source=content["source"], destination=content["destination"],
                           taken=tuple(content["taken"]), parked=dict(content["parked"]))


def pack(source: str, destination: str, envelopes: list[Envelope]) -> list[Parcel]:
    """Put envelopes into as few parcels as their number (500) and size (1 MB) allow; a giant travels alone."""
    parcels: list[list[Envelope]] = []
    size = MOST_BYTES
    for envelope in envelopes:
        weight = len(envelope.body.encode()) + 300
        if size + weight > MOST_BYTES or len(parcels[-1]) >= MOST_ENVELOPES:
            parcels.append([])
            size = 0
        parcels[-1].append(envelope)
        size += weight
    return [Parcel(source=source, destination=destination, envelopes=tuple(each)) for each in parcels]
