"""Word's automatic numbers: written out as a reader sees them."""
import pytest

from services.review.documents.digits import write_as
from tests.review.wordfile import level, lines, numbered, para, scheme, use

CHAPTERS = scheme(1, level(0, "chineseCountingThousand", "第%1章", '<w:suff w:val="space"/>'),
                  level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>'),
                  level(2, "chineseCounting", "（%3）", '<w:suff w:val="nothing"/>'))


def test_chapters_articles_and_items_are_counted() -> None:
    """Articles go on through the chapters, items begin anew."""
    body = [numbered("总则", 1), numbered("井。", 1, 1), numbered("台：", 1, 1), numbered("洗；", 1, 2),
            numbered("扫。", 1, 2), numbered("附则", 1), numbered("本条例：", 1, 1), numbered("施行。", 1, 2),
            para("完。")]
    assert lines(*body, numbering=CHAPTERS) == [
        "第一章 总则", "第一条　井。", "第二条　台：", "（一）洗；", "（二）扫。",
        "第二章 附则", "第三条　本条例：", "（一）施行。", "完。"]


def test_a_number_may_name_the_levels_above() -> None:
    legal = scheme(1, level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2"),
                   level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"))
    body = [numbered("甲", 1), numbered("乙", 1, 1), numbered("丙", 1, 2), numbered("丁", 1), numbered("戊", 1, 2)]
    assert lines(*body, numbering=legal) == ["I　甲", "I.1　乙", "1.1.1　丙", "II　丁", "2.1.1　戊"]


def test_a_numbering_that_starts_over_starts_over_once() -> None:
    items = scheme(1, level(0, "chineseCounting", "（%1）", '<w:suff w:val="nothing"/>'))
    anew = use(2, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>') + use(3, 1)
    body = [numbered("甲", 1), numbered("乙", 1), numbered("丙", 2), numbered("丁", 2), numbered("戊", 3)]
    assert lines(*body, numbering=items + anew) == ["（一）甲", "（二）乙", "（一）丙", "（二）丁", "（三）戊"]


def test_a_level_may_be_replaced_and_may_start_elsewhere() -> None:
    changed = use(2, 1, '<w:lvlOverride w:ilvl="0">' + level(0, "decimal", "%1、", start=5) + "</w:lvlOverride>")
    body = [numbered("甲", 2), numbered("乙", 2)]
    assert lines(*body, numbering=scheme(1, level(0, "bullet", "●")) + changed) == ["5、　甲", "6、　乙"]


def test_two_numberings_that_share_nothing_do_not_disturb_each_other() -> None:
    both = scheme(1, level(0, "chineseCounting", "第%1条")) + scheme(2, level(0, "decimal", "(%1)"))
    body = [numbered("甲", 1), numbered("乙", 2), numbered("丙", 1), numbered("丁", 2)]
    assert lines(*body, numbering=both) == ["第一条　甲", "(1)　乙", "第二条　丙", "(2)　丁"]


def test_a_level_restarts_after_the_level_it_names() -> None:
    third = '<w:lvlRestart w:val="1"/>'
    levels = scheme(1, level(0, "decimal", "%1"), level(1, "decimal", "%2"), level(2, "decimal", "%3", third))
    order = (0, 1, 2, 1, 2, 0, 2)
    assert [each[0] for each in lines(*(numbered("x", 1, at) for at in order), numbering=levels)] == list("1112221")


TOP = '<w:ilvl w:val="0"/>'
FIRST = '<w:pPr><w:numPr>{}<w:numId w:val="1"/></w:numPr></w:pPr>'
STYLES = ('<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>'
          f'<w:style w:type="paragraph" w:styleId="article">{FIRST.format(TOP)}</w:style>'
          '<w:style w:type="paragraph" w:styleId="bold"><w:basedOn w:val="article"/></w:style>'
          f'<w:style w:type="paragraph" w:styleId="item">{FIRST.format("")}</w:style>'
          '<w:style w:type="paragraph" w:styleId="round"><w:basedOn w:val="round"/></w:style>'
          f'<w:style w:type="numbering" w:styleId="law">{FIRST.format("")}</w:style>')


def styled(style: str, words: str, more: str = "") -> str:
    """A paragraph in a style."""
    return para(words, properties=f'<w:pStyle w:val="{style}"/>{more}')


def test_a_style_brings_its_numbering_or_that_of_the_style_it_is_based_on() -> None:
    levels = scheme(1, level(0, "chineseCounting", "第%1条"),
                    level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="item"/>'))
    body = [styled("article", "甲"), styled("bold", "乙"), styled("item", "丙"),
            styled("article", "丁", '<w:numPr><w:numId w:val="0"/></w:numPr>'), styled("round", "戊"),
            styled("none", "己")]
    assert lines(*body, numbering=levels, styles=STYLES) == ["第一条　甲", "第二条　乙", "（一）　丙", *"丁戊己"]


def test_a_numbering_may_be_kept_in_a_style() -> None:
    levels = scheme(1, level(0, "chineseCounting", "第%1条"))
    linked = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="law"/></w:abstractNum>' + use(9, 9)
    body = [numbered("甲", 9), numbered("乙", 1)]
    assert lines(*body, numbering=levels + linked, styles=STYLES) == ["第一条　甲", "第二条　乙"]


def test_a_deleted_paragraph_is_not_counted() -> None:
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    gone = para("<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>",
                properties=f'<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>{mark}')
    assert lines(numbered("甲", 1, 1), gone, numbered("丙", 1, 1), numbering=CHAPTERS) == ["第一条　甲", "第二条　丙"]


def test_words_that_join_an_unnumbered_paragraph_keep_their_number() -> None:
    first = para("甲", properties='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>')
    assert lines(first, para("乙"), numbered("丙", 1, 1), numbering=CHAPTERS) == ["第一条　甲乙", "第二条　丙"]


def test_bullets_hidden_numbers_and_unknown_numberings_are_not_written() -> None:
    hidden = level(1, "decimal", "%2.", "<w:rPr><w:vanish/></w:rPr>")
    body = [numbered("甲", 1), numbered("乙", 1, 1), numbered("丙", 1, 7), numbered("丁", 77), numbered("戊", 0)]
    assert lines(*body, numbering=scheme(1, level(0, "bullet", "\uf06c"), hidden)) == list("甲乙丙丁戊")


def test_a_style_for_newer_programs_has_an_older_one_beside_it() -> None:
    both = ('<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
            '<mc:Fallback><w:numFmt w:val="decimalFullWidth"/></mc:Fallback></mc:AlternateContent>')
    one = scheme(1, f'<w:lvl w:ilvl="0">{both}<w:lvlText w:val="%1．"/></w:lvl>')
    assert lines(numbered("甲", 1), numbering=one) == ["１．　甲"]


@pytest.mark.parametrize(("style", "written"), [
    ("chineseCounting", "一 十 二十一 一百零五 一千二百六十"), ("ideographDigital", "一 一〇 二一 一〇五 一二六〇"),
    ("decimal", "1 10 21 105 1260"), ("decimalFullWidth", "１ １０ ２１ １０５ １２６０"),
    ("decimalEnclosedParen", "(1) (10) (21) (105) (1260)"), ("decimalEnclosedCircle", "① ⑩ ㉑ 105 1260"),
    ("chineseLegalSimplified", "壹 拾 贰拾壹 壹佰零伍 壹仟贰佰陆拾"), ("upperLetter", "A J U AAAAA 1260"),
    ("lowerRoman", "i x xxi cv mcclx"), ("ideographTraditional", "甲 癸 21 105 1260"),
    ("decimalZero", "01 10 21 105 1260"), ("unheardOf", "1 10 21 105 1260")])
def test_styles_of_numbers(style: str, written: str) -> None:
    assert " ".join(write_as(style, each) for each in (1, 10, 21, 105, 1260)) == written


@pytest.mark.parametrize("number", [-3, 0, 781, 4000, 10_000, 999_999_999])
def test_a_number_out_of_a_styles_range_is_still_written(number: int) -> None:
    for style in ("chineseCounting", "upperLetter", "upperRoman", "decimalEnclosedCircle", "ideographDigital"):
        assert write_as(style, number)
