"""Identifiers: time-ordered UUIDs and the receipt that a citizen can copy by hand."""
import os
import re
import time
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
DIGITS = 13
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_id() -> str:
    """Make a UUID of version 7 (RFC 9562 §5.7) as lower-case text; ids of one process rise with time."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def receipt_of(opinion_id: str) -> str:
    """Derive an opinion's receipt, so that a device without a network can show it too.

    65 bits of SHA-256("minyi-receipt" + id) as 13 characters of Crockford's base 32, then a Luhn mod 32 check
    character (catches every single slip and nearly every swap), grouped 5-5-4.
    """
    number = int.from_bytes(sha256(b"minyi-receipt" + opinion_id.encode()).digest()[:9], "big") >> (72 - 5 * DIGITS)
    values = [(number >> place) & 31 for place in range(5 * (DIGITS - 1), -1, -5)]
    return _grouped("".join([ALPHABET[value] for value in values]) + _check(values))


def check_character(digits: str) -> str:
    """Compute the Luhn mod 32 check character of *digits*."""
    return _check([ALPHABET.index(character) for character in digits])


def _check(values: list[int]) -> str:
    doubled = sum([2 * value if value < 16 else 2 * value - 31 for value in values[::-2]])  # the sum of its digits
    return ALPHABET[-(doubled + sum(values[-2::-2])) % 32]


def read_receipt(typed: str) -> str | None:
    """Read a receipt as people type it (any case, spaces, O for 0); None if it cannot be one."""
    bare = re.sub(r"[\s\-–—]", "", typed).upper().translate(_LOOKALIKES)
    if len(bare) != DIGITS + 1 or any(character not in ALPHABET for character in bare):
        return None
    return _grouped(bare) if check_character(bare[:-1]) == bare[-1] else None


def _grouped(characters: str) -> str:
    return f"{characters[:5]}-{characters[5:10]}-{characters[10:]}"
