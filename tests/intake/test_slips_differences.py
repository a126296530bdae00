"""Two texts compared by character; errors counted; a sample drawn."""
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.differences import (
    Piece,
    differences,
    distance,
    error_rate,
    errors_between,
    length_of,
    pieces_of,
    plain,
)
from services.intake.domain.sampling import drawn
from shared.ids import new_ids

WORDS = st.text(alphabet="井台三五米，,. ab1", max_size=14)


def plainly(first: str, second: str) -> int:
    """Levenshtein's distance by its own table."""
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        before, row = row, [place]
        for other, second_letter in enumerate(second, 1):
            row.append(min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != second_letter)))
    return row[-1]


@given(WORDS, WORDS)
def test_the_distance_is_levenshteins(first: str, second: str) -> None:
    assert distance(first, second) == plainly(first, second)


@given(WORDS, WORDS)
def test_the_pieces_give_both_texts_back(first: str, second: str) -> None:
    pieces = pieces_of(first, second)
    assert "".join(each.text for each in pieces if each.kind != "inserted") == first
    assert "".join(each.text for each in pieces if each.kind != "deleted") == second
    assert not [1 for one, two in pairwise(pieces) if one.kind == two.kind]


def test_only_the_characters_that_differ_are_marked() -> None:
    assert pieces_of("井台三米以内", "井台五米内") == [
        Piece("same", "井台"), Piece("deleted", "三"), Piece("inserted", "五"), Piece("same", "米"),
        Piece("deleted", "以"), Piece("same", "内")]


def test_long_texts_that_have_little_in_common_are_compared_at_once() -> None:
    pieces = pieces_of("建议把井台周" * 830, "建议把井周台" * 830)
    assert [each.kind for each in pieces] == ["same", "deleted", "inserted"]


def test_width_and_white_space_do_not_count_but_numbers_stay_apart() -> None:
    assert plain("井台，３ 米\n以 内") == plain("井台,3米以内")
    assert plain("10 00") != plain("1000") and plain("ab  cd") == plain("ab cd")
    assert plain("①") != plain("1") and plain("") == plain("　 ")


def test_a_slip_that_one_calls_blank_differs_in_its_kind_first() -> None:
    found = differences({"kind": "opinion", "text": "一"}, {"kind": "blank"})
    assert [each.field for each in found] == ["kind", "text"]


def test_errors_are_counted_by_character_and_a_mark_is_one() -> None:
    held = {"provision": "art_12", "stance": "amend", "text": "井台三米"}
    assert errors_between(held | {"text": "井台五米"}, held) == 1
    assert errors_between(held | {"provision": None, "stance": "oppose"}, held) == 2
    assert length_of(held) == 6 and error_rate(3, 6000) == 0.5 and error_rate(0, 0) is None


def test_one_in_twenty_is_drawn_the_same_every_time_and_otherwise_with_another_secret() -> None:
    slips = new_ids(200)
    assert len(drawn("secret", slips)) == 10 and drawn("secret", slips) == drawn("secret", slips[::-1])
    assert drawn("secret", slips) != drawn("another", slips)
    assert [len(drawn("secret", slips[:number])) for number in (0, 1, 20, 21)] == [0, 1, 1, 2]
