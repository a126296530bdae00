"""Reading a draft: what belongs to no article is said."""
from services.review.domain.statute import parse

TWICE = "井保护条例（草案）\n第一章 总则\n第一条 为了保护古井。\n第二章 保护\n第一条 井台要修。\n第二条 井台要扫。\n"


def test_a_number_that_comes_twice_loses_nothing_and_is_named() -> None:
    statute = parse(TWICE)
    texts = [each.text for each in statute.provisions if each.kind == "article"]
    assert texts == ["为了保护古井。", "井台要修。", "井台要扫。"]
    assert statute.warnings == ("第一条出现了两次，后一次是“井台要修。”：请改其中一个的编号。",)


def test_a_clean_draft_gives_no_warning() -> None:
    statute = parse(TWICE.replace("第二条 井", "第三条 井").replace("第一条 井", "第二条 井"))
    assert statute.warnings == ()
