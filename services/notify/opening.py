"""The only place that holds the private keys: opens a sealed contact, in memory, for as long as the caller needs it."""
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from services.notify.domain import Contact, Refusal
from shared.sealing import PARTS

LONGEST_PART = 500


class Opener:
    """Opens boxes that were sealed to any key ever issued."""

    def __init__(self, private: Mapping[str, str]) -> None:
        self._boxes = {name: SealedBox(PrivateKey(b64decode(key))) for name, key in private.items()}

    def open(self, opinion_id: str, sealed: str, fingerprint: str | None) -> Contact | Refusal:
        """Open the contact of *opinion_id*; a box without a key's name beside it is tried with every key.

        A sealed box has no sender: unless the opinion's id and the key's fingerprint stand inside as well, someone
        may have glued a stranger's contact to this opinion, and it is refused as foreign.
        """
        for name in [fingerprint] if fingerprint else list(self._boxes):
            inside = self._decrypt(sealed, name)
            if inside is not None:
                return _read(inside, opinion_id, name)
        return Refusal("unopened")

    def _decrypt(self, sealed: str, fingerprint: str) -> bytes | None:
        box = self._boxes.get(fingerprint)
        if box is None:
            return None
        try:
            return bytes(box.decrypt(b64decode(sealed, validate=True)))
        except (CryptoError, ValueError, TypeError):
            return None


def _read(inside: bytes, opinion_id: str, fingerprint: str) -> Contact | Refusal:
    try:
        found = json.loads(inside)
    except (ValueError, RecursionError):
        return Refusal("malformed")
    if not isinstance(found, dict) or not all(_is_part(found.get(part)) for part in PARTS):
        return Refusal("malformed")
    if found.get("opinion_id") != opinion_id or found.get("fingerprint") != fingerprint:
        return Refusal("foreign")
    return Contact(**{part: found.get(part) or None for part in PARTS})


def _is_part(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST_PART)
