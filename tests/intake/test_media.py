"""What comes with an opinion is judged by its content: pictures, sounds, and what only claims to be one."""
import struct
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from services.intake.media import check_picture, check_sound
from services.intake.operations.blobs import keep_blob
from services.intake.printing import print_html
from services.intake.queries.blobs import find_blob
from shared.refusals import Invalid
from tests.builders import NOON
from tests.house import House


def a_picture(form: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A grey picture."""
    held = BytesIO()
    Image.new("L", size, 200).save(held, form)
    return held.getvalue()


def a_chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_bomb(side: int) -> bytes:
    """A small PNG that would be side × side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000) * 1000)
    return b"\x89PNG\r\n\x1a\n" + a_chunk(b"IHDR", head) + a_chunk(b"IDAT", rows) + a_chunk(b"IEND", b"")


@pytest.mark.parametrize(("form", "media_type"), [
    ("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("TIFF", "image/tiff")])
def test_a_picture_is_known_by_its_content(form: str, media_type: str) -> None:
    found = check_picture(a_picture(form), "scan")
    assert (found.media_type, found.width, found.height) == (media_type, 40, 30)


@pytest.mark.parametrize("body", [
    b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n", b"GIF89a" + bytes(40),
    a_picture()[:-35], a_picture("JPEG", (400, 300))[:900], a_bomb(60_000), a_bomb(8_000)])
def test_what_is_no_whole_picture_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        check_picture(body, "scan")
    assert refused.value.errors["scan"][0].endswith("。")


def test_a_sound_is_known_by_its_first_bytes() -> None:
    assert check_sound(b"OggS" + bytes(30), "recording") == "audio/ogg"
    assert check_sound(b"\x1aE\xdf\xa3" + bytes(30), "recording") == "audio/webm"
    with pytest.raises(Invalid):
        check_sound(b"#!/bin/sh", "recording")


def test_bytes_are_kept_once_under_their_digest(house: House) -> None:
    database, body = house.sites["intake"].database, a_picture()
    for _ in range(2):
        with database.writing() as session:
            digest = keep_blob(session, body, "image/png", NOON)
    with database.reading() as session:
        found = find_blob(session, sha256(body).hexdigest())
        assert (found.sha256, found.body, found.size) == (digest, body, len(body))


def test_a_cut_picture_is_refused_even_after_slips_were_printed() -> None:
    print_html("<p>一</p>")  # WeasyPrint tells Pillow to let cut pictures pass
    with pytest.raises(Invalid):
        check_picture(a_picture(size=(400, 300))[:-30], "photo")
