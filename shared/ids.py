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
_VARIANT = {digit: "89ab"[value % 4] for value, digit in enumerate("0123456789abcdef")}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_id() -> str:
    """Make a UUID of version 7 (RFC 9562 §5.7) as lower-case text; ids of one process rise with time."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """Make several at once: the clock and the system's chance are asked only once."""
    moment, chance = f"{time.time_ns() // 1_000_000:012x}", os.urandom(10 * count).hex()
    front = f"{moment[:8]}-{moment[8:]}-7"
    parts = [chance[at : at + 20] for at in range(0, 20 * count, 20)]
    return [f"{front}{each[:3]}-{_VARIANT[each[18]]}{each[3:6]}-{each[6:18]}" for each in parts]


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
