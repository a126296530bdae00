"""The parcel's bytes: what was put in comes out, and damage to one record costs no other."""
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.parcels import (
    MAGIC,
    NotAParcel,
    Overlong,
    deflate,
    find_frames,
    inflate,
    mark_of,
    read_envelope,
    write_parcel,
)

FINGERPRINT = "00ff00ff00ff00ff"
BOXES = [sha256(bytes([number])).digest() * (2 + number) for number in range(4)]
MARKS = [mark_of(each) for each in BOXES]
RECORDS = [(number % 2, box) for number, box in enumerate(BOXES)]
HEADER = b"h" * 60


def test_what_was_put_in_comes_out() -> None:
    envelope = read_envelope(write_parcel(FINGERPRINT, HEADER, RECORDS))
    assert (envelope.fingerprint, envelope.header) == (FINGERPRINT, HEADER)
    found = find_frames(envelope.rest, MARKS)
    assert [(found[index].template, found[index].box) for index in range(4)] == RECORDS


@given(text=st.text(max_size=300), template=st.text(max_size=300))
def test_deflating_with_a_template_is_undone_with_it(text: str, template: str) -> None:
    assert inflate(deflate(text.encode(), template.encode()), 4000, template.encode()) == text.encode()


@given(st.binary(max_size=200))
def test_what_is_no_parcel_is_refused(data: bytes) -> None:
    for each in (data, MAGIC + data[:11], MAGIC + bytes(8) + b"\xff\xff\xff\xff" + data):
        with pytest.raises(NotAParcel):
            read_envelope(each)


@given(at=st.integers(0, len(write_parcel(FINGERPRINT, b"", RECORDS)) - 20), bit=st.integers(0, 7))
def test_one_changed_byte_costs_one_record_at_most(at: int, bit: int) -> None:
    """In a box, in a length, in a template's number."""
    rest = bytearray(write_parcel(FINGERPRINT, b"", RECORDS)[19:])
    rest[at] ^= 1 << bit
    found = find_frames(bytes(rest), MARKS)
    assert len(found) >= 3 and all(found[index].box == BOXES[index] for index in found)


@pytest.mark.parametrize("cut", range(1, 200, 7))
def test_what_lies_before_a_cut_is_found(cut: int) -> None:
    rest = read_envelope(write_parcel(FINGERPRINT, HEADER, RECORDS)).rest
    assert list(find_frames(rest[:-cut], MARKS)) == [
        index for index in range(4) if sum(len(box) + 6 for box in BOXES[:index + 1]) <= len(rest) - cut]


def test_a_record_is_found_in_front_of_and_behind_foreign_bytes() -> None:
    rest = read_envelope(write_parcel(FINGERPRINT, HEADER, RECORDS)).rest
    assert len(find_frames(b"\0\0\0\0\xff" * 9 + rest + b"\0\0", MARKS)) == 4


def test_crafted_lengths_do_not_make_it_compute_for_ever() -> None:
    """Every place looks like the head of a record of a megabyte."""
    assert find_frames(b"\0\0\0\x10\0\0" * 600_000, [b"x" * 16]) == {}


def test_what_inflates_beyond_the_bound_or_ends_elsewhere_is_refused() -> None:
    with pytest.raises(Overlong):
        inflate(deflate(bytes(1001)), 1000)
    for wrong in (deflate(b"abc")[:-1], deflate(b"abc") + b"x", b"\xff\xff"):
        with pytest.raises(zlib.error):
            inflate(wrong, 1000)
