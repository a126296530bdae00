"""Identifiers: time-ordered UUIDs and the receipt that a citizen can copy by hand."""
import os
import re
import time
from base64 import b32encode
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
DIGITS = 13
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())  # from the base 32 of RFC 4648
_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(32)))
_DOUBLED = bytes.maketrans(ALPHABET.encode(), bytes(n * 2 if n < 16 else n * 2 - 31 for n in range(32)))  # digits' sum
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_id() -> str:
    """Make a UUID of version 7 (RFC 9562 §5.7) as lower-case text; ids of one process rise with time."""
    time_part = f"{time.time_ns() // 1_000_000:012x}"
    chance = os.urandom(10).hex()
    variant = "89ab"[int(chance[18], 16) % 4]
    return f"{time_part[:8]}-{time_part[8:]}-7{chance[:3]}-{variant}{chance[3:6]}-{chance[6:18]}"


def receipt_of(opinion_id: str) -> str:
    """Derive an opinion's receipt, so that a device without a network can show it too.

    65 bits of SHA-256("minyi-receipt" + id) as 13 characters of Crockford's base 32, then a Luhn mod 32 check
    character (catches every single slip and nearly every swap), grouped 5-5-4.
    """
    plain = b32encode(sha256(b"minyi-receipt" + opinion_id.encode()).digest()[:10])[:DIGITS]
    digits = plain.translate(_CROCKFORD).decode()
    return _grouped(digits + check_character(digits))


def check_character(digits: str) -> str:
    """Compute the Luhn mod 32 check character of *digits*."""
    raw = digits.encode()
    return ALPHABET[-(sum(raw[::-2].translate(_DOUBLED)) + sum(raw[-2::-2].translate(_VALUES))) % 32]


def read_receipt(typed: str) -> str | None:
    """Read a receipt as people type it (any case, spaces, O for 0); None if it cannot be one."""
    bare = re.sub(r"[\s\-–—]", "", typed).upper().translate(_LOOKALIKES)
    if len(bare) != DIGITS + 1 or any(character not in ALPHABET for character in bare):
        return None
    return _grouped(bare) if check_character(bare[:-1]) == bare[-1] else None


def _grouped(characters: str) -> str:
    return f"{characters[:5]}-{characters[5:10]}-{characters[10:]}"
