"""The parcel: opinions as a tablet carries them, by network or on a USB stick; the same bytes either way.

    "MINYI1\\n", the key's fingerprint (8 bytes), u32 length and sealed header, then for each record
    u16 number of its template, u32 length and sealed record; numbers are big-endian.

The header is deflated JSON. A record is an opinion's JSON, deflated with its template (a typical opinion's JSON) as the
preset dictionary. The header holds 16 bytes of the SHA-256 of each sealed record: a record is known by them wherever it
lies, so that damage to one, to its length too, costs no other.
"""
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from shared.refusals import Invalid

MAGIC = b"MINYI1\n"
MEDIA_TYPE = "application/vnd.minyi.parcel"
MOST_BYTES, MOST_RECORDS, MOST_TEMPLATES = 4 * 1024 * 1024, 500, 100
MOST_HEADER, MOST_BODY = 1024 * 1024, 256 * 1024
MARK = 16
_START = len(MAGIC) + 8
_LENGTH, _HEAD = struct.Struct(">I"), struct.Struct(">HI")
_HEAD_SIGN = re.compile(rb"\0[\0-\x63]\0", re.DOTALL)  # templates are few and records short: how a record's head begins
_SEALED_LEAST = 48
_HASHED_MOST = 16 * MOST_BYTES


class NotAParcel(Invalid):
    """The bytes are no parcel, or its beginning is damaged."""


class Overlong(Exception):
    """What was deflated is longer than it may be."""


@dataclass(frozen=True)
class Envelope:
    """A parcel whose outside was read; ``rest`` are its records as they lie."""

    fingerprint: str
    header: bytes
    rest: bytes


@dataclass(frozen=True)
class Frame:
    """A sealed record where it was found, the number of its template, and where it ends."""

    template: int
    box: bytes
    end: int


def read_envelope(data: bytes) -> Envelope:
    """Read a parcel's outside, or raise NotAParcel."""
    if not data.startswith(MAGIC) or len(data) < _START + _LENGTH.size:
        raise NotAParcel("这不是平板导出的意见包（.minyi），请重新选择文件，或在平板上重新导出。")
    (length,) = _LENGTH.unpack_from(data, _START)
    begin = _START + _LENGTH.size
    if not _SEALED_LEAST <= length <= min(MOST_HEADER, len(data) - begin):
        raise NotAParcel("意见包的开头损坏或没有传完，什么都没有收下；意见还在平板上，请重新发送或重新导出。")
    return Envelope(data[len(MAGIC):_START].hex(), data[begin:begin + length], data[begin + length:])


def write_parcel(fingerprint: str, header: bytes, records: Sequence[tuple[int, bytes]]) -> bytes:
    """Put a sealed header and sealed records, each with the number of its template, into a parcel."""
    frames = [_HEAD.pack(template, len(box)) + box for template, box in records]
    return b"".join([MAGIC, bytes.fromhex(fingerprint), _LENGTH.pack(len(header)), header, *frames])


def find_frames(rest: bytes, marks: Sequence[bytes]) -> dict[int, Frame]:
    """The undamaged records, by their place in *marks*, looked for behind damage too."""
    wanted: dict[bytes, list[int]] = {}
    for index, mark in enumerate(marks):
        wanted.setdefault(mark, []).append(index)
    found: dict[int, Frame] = {}
    at = hashed = 0
    while wanted and hashed <= _HASHED_MOST and (sign := _HEAD_SIGN.search(rest, at)):
        at, frame = sign.start() + 1, _frame_at(rest, sign.start())
        if frame is None:
            continue
        hashed += len(frame.box)
        for index in wanted.pop(mark_of(frame.box), ()):
            found[index], at = frame, frame.end
    return found


def _frame_at(rest: bytes, at: int) -> Frame | None:
    """What may be a record there; whether it is one, its mark tells."""
    begin = at + _HEAD.size
    template, length = _HEAD.unpack_from(rest, at) if begin <= len(rest) else (0, 0)
    if not _SEALED_LEAST <= length <= len(rest) - begin:
        return None
    return Frame(template, rest[begin:begin + length], begin + length)


def mark_of(box: bytes) -> bytes:
    """What a sealed record is known by."""
    return sha256(box).digest()[:MARK]


def split_marks(joined: bytes) -> list[bytes]:
    """The marks that stand one behind the other."""
    return [joined[at:at + MARK] for at in range(0, len(joined), MARK)]


def deflate(content: bytes, template: bytes = b"") -> bytes:
    """Deflate (RFC 1951, nothing around it) with *template* as the preset dictionary."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=template) if template else zlib.compressobj(
        9, zlib.DEFLATED, -15)
    return press.compress(content) + press.flush()


def inflate(pressed: bytes, most: int, template: bytes = b"") -> bytes:
    """Undo deflate; raises Overlong beyond *most* bytes, zlib.error for what was never deflated so."""
    press = zlib.decompressobj(-15, zdict=template) if template else zlib.decompressobj(-15)
    content = press.decompress(pressed, most + 1)
    if len(content) > most:
        raise Overlong
    if not press.eof or press.unused_data:
        raise zlib.error("it ends too early or too late")
    return content
