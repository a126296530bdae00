"""What "the same body" is told by."""
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson
import rfc8785

SEALED = ("sealed_contact", "contact_key")


def canonical(body: Mapping[str, Any]) -> bytes:
    """The RFC 8785 form of an opinion's body without the sealed contact: what "the same body" is told by.

    Bodies of strings, true, false, null and small whole numbers under ASCII names (nearly all) are written by
    orjson, whose sorted output is the same; the rest by the RFC's own rules.
    """
    bare = {name: value for name, value in body.items() if name not in SEALED}
    if _is_plain(bare):
        return orjson.dumps(bare, option=orjson.OPT_SORT_KEYS)
    return rfc8785.dumps(bare)


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical body, hexadecimal."""
    return sha256(canonical(body)).hexdigest()


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(name.isascii() and _is_plain(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**53)
