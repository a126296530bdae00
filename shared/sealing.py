"""Close a contact so that only notify can open it (libsodium's sealed box)."""
import json
from base64 import b64decode, b64encode
from hashlib import sha256

from nacl.public import PublicKey, SealedBox

PARTS = ("name", "phone", "email", "address", "station_id", "channel")


def fingerprint_of(public_key: str) -> str:
    """Name a public key (base64) by the first 16 hexadecimal digits of its SHA-256."""
    return sha256(b64decode(public_key)).hexdigest()[:16]


def seal_contact(public_key: str, opinion_id: str, contact: dict[str, str | None]) -> str:
    """Seal *contact* (any of PARTS) to *public_key*; the opinion's id and the key's fingerprint stand inside.

    A sealed box has no sender: without the id inside, one person's contact could be glued to another's opinion.
    """
    inside: dict[str, str | None] = {"opinion_id": opinion_id, "fingerprint": fingerprint_of(public_key)}
    inside |= {part: contact.get(part) for part in PARTS}
    box = SealedBox(PublicKey(b64decode(public_key)))
    return b64encode(box.encrypt(json.dumps(inside, ensure_ascii=False).encode())).decode()
