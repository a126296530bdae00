"""Differences word by word: nothing is lost, numbers are whole, no confetti."""
from hypothesis import given
from hypothesis import strategies as st

from services.review.domain.versions import Piece, differences

WORDS = st.lists(st.sampled_from(("应当", "可以", "在", "十日", "三十日", "内", "向", "县人民政府", "，", "。", "\n",
                                  "备案", "第十二条", "百分之五", "a", "1.5", " ", "（一）"))).map("".join)


@given(old=WORDS | st.text(max_size=40), new=WORDS | st.text(max_size=40))
def test_what_stayed_and_went_is_the_old_text_what_stayed_and_came_the_new(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(each.text for each in pieces if each.kind != "added") == old
    assert "".join(each.text for each in pieces if each.kind != "removed") == new
    assert all(each.text for each in pieces)


def test_equal_texts_are_one_piece() -> None:
    assert differences("井台要修。", "井台要修。") == [Piece("same", "井台要修。")]
    assert differences("", "") == []


def test_a_number_changes_as_a_whole() -> None:
    pieces = differences("应当在十日内报告，处一万元罚款。", "应当在三十日内报告，处一万五千元罚款。")
    assert pieces == [
        Piece("same", "应当在"), Piece("removed", "十日"), Piece("added", "三十日"), Piece("same", "内报告，处"),
        Piece("removed", "一万元"), Piece("added", "一万五千元"), Piece("same", "罚款。")]


def test_a_reference_changes_as_a_whole() -> None:
    assert Piece("removed", "第十二条") in differences("依照本条例第十二条处罚。", "依照本条例第十四条处罚。")


def test_a_single_character_between_two_changes_is_no_island() -> None:
    kinds = [each.kind for each in differences("保护古井的人", "修缮老井之人")]
    assert kinds == ["removed", "added", "same"]


def test_a_long_annex_takes_no_long_time() -> None:
    old = "\n".join(f"{number}号古井，位于某乡某村第{number}组，井深{number % 30}米。" for number in range(3000))
    for new, changes in ((old.replace("井深7米", "井深八米"), 100), (old.replace("古井", "老井"), 3000)):
        assert sum(each.kind == "removed" for each in differences(old, new)) == changes
