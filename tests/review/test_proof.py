"""A draft as it is proofread: every line is there, each mark begins one, windows fit together."""
import random
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.proof import WINDOW, line_at, list_headings, look_at, read_lines
from services.review.domain.statute import build, parse
from services.review.domain.statute.corrections import CorrectionRefused, correct
from services.review.domain.statute.marks import CAPTION
from tests.review.test_corrections import DRAFT, any_correction, at, texts

LONG = "井法\n" + "".join(f"第{number}条 不得：（一）填井；（二）毁井台。\n" for number in range(1, 301))


@settings(max_examples=100, deadline=None)
@given(text=texts(), seed=st.integers(0, 2**32))
def test_every_word_stands_in_one_line_and_every_mark_begins_one(text: str, seed: int) -> None:
    chance, marks = random.Random(seed), parse(text).marks
    for _ in range(5):
        with suppress(CorrectionRefused):
            marks = correct(text, marks, any_correction(text, marks, chance))
    lines = read_lines(text, marks)
    assert "".join("".join(each.words for each in lines).split()) == "".join(text.split())
    assert {mark for each in lines for mark in each.marks} == {mark for mark in marks if mark.kind != CAPTION}
    assert build(text, marks) == tuple(each for block in look_at(text, marks, 0).blocks for each in block.provisions)


def test_a_block_holds_the_lines_of_one_provision() -> None:
    blocks = look_at(DRAFT, parse(DRAFT).marks, 0).blocks
    said = [[each.words for each in block.lines] for block in blocks]
    assert said[0] == ["井保护条例（草案）"] and said[1] == ["第一章 总则"] and said[6] == ["（二）毁井台。"]
    assert [each.label for each in list_headings(DRAFT, parse(DRAFT).marks)] == ["第一章 总则", "附件 古井名录"]
    assert said[-1] == ["附件：古井名录", "石板井"] and not blocks[0].provisions
    assert [block.depth for block in blocks[1:7]] == [0, 0, 1, 0, 2, 2]


def test_windows_fit_together_and_keep_their_place() -> None:
    marks = parse(LONG).marks
    first = look_at(LONG, marks, 0)
    assert (first.first, first.last, first.total, first.before) == (1, WINDOW, 901, None)
    second = look_at(LONG, marks, first.after or 0, first.after)
    assert second.first == WINDOW + 1 and second.before == 0
    inside = look_at(LONG, marks, at("第100条", LONG), second.blocks[0].lines[0].at)
    assert inside.first == second.first
    assert inside.at == line_at(read_lines(LONG, marks), at("条 不得", LONG[inside.at:]) + inside.at)
    far = look_at(LONG, marks, at("第290条", LONG), 0)
    assert far.first > 800 and far.after is None
