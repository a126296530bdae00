"""An article as an expert reads it."""
from dataclasses import asdict

from services.review.domain.passages import find_chapter, read_passage
from services.review.domain.statute import parse
from tests.review.panel import DRAFT

PROVISIONS = [asdict(each) for each in parse(DRAFT).provisions]


def lines(provision: str | None, quote: str = "") -> list[tuple[str, bool, list[str]]]:
    """The kind of each line, whether the opinion stands at it, and what is marked in it."""
    found = read_passage(PROVISIONS, provision, quote)
    return [(line.kind, line.is_own, [each.text for each in line.pieces if each.kind == "quoted"])
            for line in found.lines]


def test_the_lines_that_an_opinion_is_about_are_its_own() -> None:
    assert [own for _, own, _ in lines("art_2__para_2")] == [False, True, True, True]
    assert [own for _, own, _ in lines("art_2__para_2__item_1")] == [False, False, True, False]
    assert [own for _, own, _ in lines("art_2")] == [False, False, False, False]
    assert [kind for kind, _, _ in lines("art_2")] == ["paragraph", "paragraph", "item", "item"]


def test_the_text_is_that_of_its_own_lines_or_of_the_whole_article() -> None:
    assert read_passage(PROVISIONS, "art_2__para_1").text == "井台周围三米为保护范围。"
    assert read_passage(PROVISIONS, "art_2").text.count("\n") == 3 and read_passage(PROVISIONS, None).text == ""


def test_a_quotation_is_marked_where_the_opinion_stands_and_over_the_end_of_a_line() -> None:
    assert lines("art_2__para_2", "保护范围")[1] == ("paragraph", True, ["保护范围"])
    assert [marked for *_, marked in lines("art_2__para_1", "保护范围")] == [["保护范围"], [], [], []]
    assert [marked for *_, marked in lines("art_2", "堆放垃圾；\n（二）洗")] == [[], [], ["堆放垃圾；"], ["（二）洗"]]
    assert not read_passage(PROVISIONS, "art_2", "没有的话").is_quoted
    assert not read_passage(PROVISIONS, None, "三米").is_quoted


def test_no_word_is_lost_by_the_marks() -> None:
    for quote in ("", "三米", "。\n保护"):
        found = read_passage(PROVISIONS, "art_2", quote)
        assert "\n".join("".join(each.text for each in line.pieces) for line in found.lines) == found.text


def test_the_chapter_is_the_heading_above() -> None:
    assert find_chapter(PROVISIONS, "art_2__para_1") == "第二章 保护" and find_chapter(PROVISIONS, None) == ""
    assert find_chapter(PROVISIONS, "art_99") == ""
