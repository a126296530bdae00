"""Reading a draft: what belongs to no article is said."""
from services.review.domain.statute import parse

TWICE = "井保护条例（草案）\n第一章 总则\n第一条 为了保护古井。\n第二章 保护\n第一条 井台要修。\n第二条 井台要扫。\n"


def test_words_that_belong_to_no_article_are_warned_of_and_not_dropped_in_silence() -> None:
    """A number that comes twice, right below a heading: its words have no place."""
    statute = parse(TWICE)
    assert [each.text for each in statute.provisions if each.kind == "article"] == ["为了保护古井。", "井台要扫。"]
    assert statute.warnings == ("“第一条 井台要修。”不属于任何一条，没有导入：编号是否重复或有误？",)


def test_a_clean_draft_gives_no_warning() -> None:
    statute = parse(TWICE.replace("第二条 井", "第三条 井").replace("第一条 井", "第二条 井"))
    assert statute.warnings == ()
