"""What "the same body" is told by."""
import json
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


def mark_of(body: Mapping[str, Any]) -> str:
    """The digest of any JSON object: where RFC 8785 has none (a number it cannot write), that of the text as it is."""
    try:
        return digest_of(body)
    except (rfc8785.CanonicalizationError, orjson.JSONEncodeError, UnicodeEncodeError):
        return sha256(json.dumps(body).encode()).hexdigest()


def aside_key(opinion_id: str, digest: str) -> str:
    """The key of a body that is kept aside: the same one again changes nothing."""
    return f"{opinion_id}:{digest[:60]}"


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(name.isascii() and _is_plain(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**53)
