"""Reading drafts as they come: decisions, tables, lost numbers, what strays into the text; what is odd is named."""
import pytest

from services.review.domain.statute import Statute, StatuteRefused, label_of, parse

TWICE = "井保护条例（草案）\n第一章 总则\n第一条 为了保护古井。\n第二章 保护\n第一条 井台要修。\n第二条 井台要扫。\n"
DECISION = """临山市人大常委会关于修改《临山市古井保护条例》的决定
（草案）
会议决定，对《临山市古井保护条例》作如下修改：
一、将第三条修改为：“第三条　市人民政府应当保护古井。
“县级人民政府负责本区域的古井。”
二、增加一条，作为第八条：“第八条　不得损毁古井。
“违反前款规定的，处罚款：
“（一）损毁井台的；
“（二）填埋古井的。”
三、删去第十二条。
本决定自2027年1月1日起施行。
"""
FEES = ("收费办法\n第一条 收费如下：\n类别\t标准\n大井\t十元\n按年收取。\n第二条 本办法自公布之日起施行。\n"
        "临山市人民政府\n2026年1月1日\n")
LOST = "井条例\n总则\n第一条 保护古井。\n第二条 依照本条例第三条保护。\n罚则\n第七条 罚款。\n第四条 即日施行。\n"


def articles(statute: Statute) -> list[tuple[str, str]]:
    """The articles' identifiers and words."""
    return [(each.eid, each.text) for each in statute.provisions if each.kind == "article"]


def test_a_number_that_comes_twice_loses_nothing_and_is_named() -> None:
    statute = parse(TWICE)
    assert [words for _, words in articles(statute)] == ["为了保护古井。", "井台要修。", "井台要扫。"]
    assert statute.warnings == ("第一条出现了两次，后一次是“井台要修。”：请改其中一个的编号。",)


def test_a_clean_draft_gives_no_warning() -> None:
    statute = parse(TWICE.replace("第二条 井", "第三条 井").replace("第一条 井", "第二条 井"))
    assert statute.warnings == ()


def test_a_missing_number_is_named_with_its_neighbours() -> None:
    assert parse(TWICE.replace("第一条 井", "第三条 井").replace("第二条 井", "第四条 井")).warnings == (
        "第二条不见，第一条后面是第三条：是否漏页？",)


def test_a_decision_is_read_by_its_own_numbers_and_what_it_quotes_is_no_article() -> None:
    statute = parse(DECISION)
    assert [(each.eid, each.label) for each in statute.provisions if each.kind == "article"] == [
        ("art_1", "一、"), ("art_2", "二、"), ("art_3", "三、")]
    assert [each.eid for each in statute.provisions if each.kind == "item"] == [
        "art_2__para_2__item_1", "art_2__para_2__item_2"]
    assert statute.title.endswith("的决定（草案）") and statute.warnings == ()


def test_a_table_stays_with_its_paragraph_row_by_row_and_a_signature_is_no_article() -> None:
    statute = parse(FEES)
    assert articles(statute)[0] == ("art_1", "收费如下：\n类别\t标准\n大井\t十元\n按年收取。")
    assert articles(statute)[1] == ("art_2", "本办法自公布之日起施行。")
    assert statute.warnings == (
        "略去了 2 处页码、页眉或落款（“临山市人民政府”、“2026年1月1日”）：如果是正文请改回。",)


def test_lost_and_mistyped_numbers_are_named_with_what_they_should_be() -> None:
    statute = parse(LOST)
    assert [each.eid for each in statute.provisions if each.kind in ("chapter", "article")] == [
        "chp_1", "art_1", "art_2", "chp_2", "art_7", "art_4"]
    assert statute.warnings == (
        "“总则”前面没有编号，暂作第一章：请核对。", "“罚则”前面没有编号，暂作第二章：请核对。",
        "第二条和第四条之间是第七条（“罚款。”）：是否应为第三条？")


@pytest.mark.parametrize(("draft", "warning"), [
    ("井法\n第一章\n第一条 保护。\n第二条 修缮。\n", "第一章没有标题：请对照原文补上。"),
    ("井法\n第一章 甲\n第一条 保护。\n第三章 乙\n第二条 修缮。\n",
     "第三章前面是第一章：编号是否有误，或者中间漏了？"),
    ("井法\n第一条 不得：\n（一）填井；\n（三）毁井。\n第二条 修缮。\n",
     "第一条的项目编号不连续，第（一）项后面是（三）：是否漏了或者写错了？"),
    ("井法\n第一条 保护（古井。\n第二条 修缮。\n",
     "第一条里的“（”不成对（“保护（古井。”）：请核对括号。"),
    ("井法\n第一条 保护。\n第二条 修缮（井台)和井栏。\n",
     "第二条里全角和半角的括号混用（“修缮（井台)和井栏。”）：请核对括号。"),
    ("井法\n第五条 保护。\n第六条 修缮。\n", "开头就是第五条，前面的条文不见：是否漏页，或者只是节选？"),
    ("井法\n第一条 保护。\n第二条\n第三条 修缮。\n", "第二条没有内容：是否漏了正文？"),
    ("井法\n第一条 規(guī)范古井、優(yōu)質(zhì)保護。\n第二条 修缮。\n",
     "文字中夹着拼音（3 处，如“一条 規(guī)范古井、優(y…”）")])
def test_each_oddity_has_its_sentence(draft: str, warning: str) -> None:
    found = parse(draft).remarks
    assert any(each.sentence.startswith(warning) for each in found), [each.sentence for each in found]
    assert all(0 <= each.at < len(draft) for each in found)


def test_stray_punctuation_inside_labels_hides_no_article_and_is_named() -> None:
    statute = parse("第【一章 总则》\n第一条【 为了预防》火灾加强救!援工作?保护人】身财产!安全。\n"
                    "! 第?二条 消防!工作人人有责。\n")
    assert [each.eid for each in statute.provisions if each.kind in ("chapter", "article")] == [
        "chp_1", "art_1", "art_2"]
    assert any("多余的标点" in each for each in statute.warnings)


def test_references_at_the_beginning_of_a_wrapped_line_are_no_articles() -> None:
    draft = ("井条例\n第一条 违反本条例第二条的，依照《治安管理规定》\n第三十一条的规定处罚；情节严重的，并依照本条例\n"
             "第二条处罚。\n第二条 任何人不得填埋古井，不得在井边\n第三条规定的范围内洗车。\n第三条 范围是三米。\n")
    assert [eid for eid, _ in articles(parse(draft))] == ["art_1", "art_2", "art_3"]


def test_identifiers_are_said_as_statutes_do() -> None:
    assert label_of("part_1__chp_2") == "第一编第二章"
    assert label_of("art_12_1__para_2__item_3__point_1") == "第十二条之一第二款第（三）项第1目"
    assert label_of("annex_1") == "附件一"


@pytest.mark.parametrize("text", ["今天天气很好，大家来看井。", "目录\n第一章 总则\n第二章 附则\n", "1\n2\n3\n"])
def test_what_is_no_statute_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(StatuteRefused) as refused:
        parse(text)
    assert "没有找到" in refused.value.errors["file"][0]


def test_a_last_sentence_without_a_stop_is_no_signature() -> None:
    draft = "井条例\n第一条 保护古井。\n第二条 本条例自2027年1月1日起施行，原有的\n《井规》同时废止\n"
    assert articles(parse(draft))[-1] == ("art_2", "本条例自2027年1月1日起施行，原有的《井规》同时废止")
    assert parse(draft).warnings == ()


def test_the_title_is_found_below_an_announcement_and_above_the_contents() -> None:
    announced = ("首页 -> 政务公开 -> 公告\n关于公开征求意见的公告\n一、欢迎提出意见。\n二、时间到年底为止。\n"
                 "市人大办公室\n临山市古井保护条例\n（草案征求意见稿）\n目 录\n第一章 总则\n第二章 办法\n"
                 "第一章 总则\n第一条 保护古井。\n第二章 办法\n第二条 修缮古井。\n")
    assert parse(announced).title == "临山市古井保护条例（草案征求意见稿）"
    assert [eid for eid, _ in articles(parse(announced))] == ["art_1", "art_2"]
