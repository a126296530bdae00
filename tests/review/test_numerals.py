"""Numerals as statutes and automatic numbering write them."""
import pytest

from services.review.domain.numerals import read_number, write_number


@pytest.mark.parametrize("number", [*range(1, 130), 200, 205, 210, 999, 1000, 1005, 1260, 9999])
def test_what_is_written_is_read(number: int) -> None:
    assert read_number(write_number(number)) == number


@pytest.mark.parametrize(("written", "number"), [
    ("一〇", 10), ("一○五", 105), ("二一", 21), ("一二六〇", 1260), ("１２", 12), ("百一", 101), ("两", 2),
    ("〇", None), ("第", None)])
def test_other_ways_to_write_numbers(written: str, number: int | None) -> None:
    assert read_number(written) == number
