"""A new suggestion's first words come from the opinion, and from nothing else."""
import pytest

from services.review.domain.drafting import NO_REASON, TITLE, draft_words


def test_the_proposed_wording_is_what_the_legislature_reads() -> None:
    words = draft_words("三米不够，建议改为五米。", "井台周围五米为保护范围。", "三米太近。", "amend", "第三条")
    assert words.text == "建议将第三条修改为：井台周围五米为保护范围。"
    assert words.reason == "三米太近。" and words.title == "三米不够，建议改为五米"


def test_without_a_wording_the_request_is_the_text_and_the_other_sentences_the_reason() -> None:
    words = draft_words("您好！我建议写明由谁负责修井。现在井坏了没有人管。谢谢！", label="第五条")
    assert words.text == "建议写明由谁负责修井。" and words.title == "写明由谁负责修井"
    assert words.reason == "现在井坏了没有人管。"


def test_where_no_reason_is_given_that_is_said() -> None:
    assert draft_words("建议删去第二款").reason == NO_REASON


@pytest.mark.parametrize(("stance", "text", "title"), [
    ("oppose", "三米太宽了", "不同意：三米太宽了"), ("oppose", "反对设保护范围", "反对设保护范围"),
    ("support", "写得很好", "赞成：写得很好"), ("amend", "改成五米", "改成五米")])
def test_the_title_says_who_is_against(stance: str, text: str, title: str) -> None:
    assert draft_words(text, stance=stance).title == title


def test_a_complaint_that_asks_for_nothing_is_kept_in_its_own_words() -> None:
    words = draft_words("井边老是有人洗车")
    assert words.text == "建议：井边老是有人洗车" and words.title == "井边老是有人洗车"


@pytest.mark.parametrize("text", ["", "谢谢", "。", "好" * 5000, "a\n\nb", "，" * 80, "建议" * 90])
def test_any_opinion_gives_words_that_fit_the_form(text: str) -> None:
    words = draft_words(text, "改" * 5000, "因" * 3000)
    assert len(words.title) <= TITLE and len(words.text) <= 5000 and len(words.reason) <= 2000
    assert words.text and words.reason
