"""The only place that holds the private parcel keys: opens what a tablet sealed, in memory, while it is judged."""
from base64 import b64decode, b64encode
from collections.abc import Mapping

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox


class Opener:
    """Opens boxes that were sealed to any parcel key ever issued; ``fingerprint`` names the one to seal to now, ""
    where the key folder has none."""

    def __init__(self, private: Mapping[str, str], current: str) -> None:
        keys = {name: PrivateKey(b64decode(key)) for name, key in private.items()}
        self.fingerprint = current if current in keys else ""
        self.public_key = b64encode(bytes(keys[current].public_key)).decode() if self.fingerprint else ""
        self._boxes = {name: SealedBox(key) for name, key in keys.items()}

    def knows(self, fingerprint: str) -> bool:
        """Whether a box sealed to this key could be opened here."""
        return fingerprint in self._boxes

    def open(self, fingerprint: str, sealed: bytes) -> bytes | None:
        """What is inside; None if a byte of it was changed, or if it is no box."""
        try:
            return bytes(self._boxes[fingerprint].decrypt(sealed))
        except (CryptoError, ValueError, TypeError):
            return None
