"""Word files: the words as a reader sees them, one paragraph a line."""
import pytest

from services.review.documents import read_document
from tests.review.wordfile import STRICT, cell, lines, para, row, run, word_file

HIDDEN = "<w:vanish/>"
MARK_DELETED = '<w:rPr><w:del w:id="1" w:author="甲"/></w:rPr>'


def changed(kind: str, words: str) -> str:
    """A tracked insertion or deletion of a run."""
    text = "delText" if kind in ("del", "moveFrom") else "t"
    return f'<w:{kind} w:id="1" w:author="甲"><w:r><w:{text}>{words}</w:{text}></w:r></w:{kind}>'


def field(instruction: str, result: str) -> str:
    """A field in runs, as Word writes it."""
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    return (mark("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + mark("separate") + result
            + mark("end"))


def text_box(*paragraphs: str) -> str:
    """A drawn text box with its older twin for programs that do not know it."""
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>")


def test_a_paragraph_is_a_line_however_many_runs_it_has() -> None:
    body = [para("第一", "条", "　为了井。"), para(), para("第二条　井台。")]
    assert lines(*body) == ["第一条　为了井。", "", "第二条　井台。"]


@pytest.mark.parametrize(("element", "read"), [
    ("<w:br/>", "甲\n乙"), ("<w:cr/>", "甲\n乙"), ('<w:br w:type="page"/>', "甲\n乙"), ("<w:tab/>", "甲\t乙"),
    ("<w:noBreakHyphen/>", "甲-乙"), ("<w:softHyphen/>", "甲乙"), ("<w:lastRenderedPageBreak/>", "甲乙"),
    ('<w:sym w:font="宋体" w:char="2460"/>', "甲①乙"), ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "甲□乙"),
    ('<w:sym w:font="Wingdings" w:char="F04A"/>', "甲乙"), ('<w:sym w:font="Symbol" w:char="F028"/>', "甲(乙"),
    ('<w:sym w:font="宋体" w:char="zz"/>', "甲乙"), ('<w:footnoteReference w:id="2"/>', "甲乙"),
    ("<w:instrText>PAGE</w:instrText>", "甲乙"), ('<w:commentReference w:id="0"/>', "甲乙")])
def test_signs_between_words(element: str, read: str) -> None:
    assert "\n".join(lines(para("甲", f"<w:r>{element}</w:r>", "乙"))) == read


def test_the_indentation_that_is_typed_after_a_line_break_goes() -> None:
    """The first line of the paragraph is indented by itself; the lines of one paragraph stay alike."""
    assert lines(para("第一条　井。", "<w:r><w:br/></w:r>", "　　井台。")) == ["第一条　井。", "井台。"]
    assert lines(para("　　第一条　井。", "<w:r><w:br/></w:r>", "　　井台。")) == ["　　第一条　井。", "　　井台。"]


@pytest.mark.parametrize("around", [
    '<w:hyperlink w:anchor="x">{}</w:hyperlink>', '<w:smartTag w:element="date">{}</w:smartTag>',
    "<w:sdt><w:sdtPr><w:tag/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
    '<w:fldSimple w:instr="REF x">{}</w:fldSimple>', '<w:customXml w:element="x">{}</w:customXml>',
    '<w:bookmarkStart w:id="0"/>{}<w:bookmarkEnd w:id="0"/>',
    "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>"])
def test_words_inside_other_things_are_words(around: str) -> None:
    assert lines(para("甲", around.replace("{}", run("乙")), "丙")) == ["甲乙丙"]


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    inner = field("IF " + field("PAGE", run("1")) + " = 1", run("乙"))
    assert lines(para("甲", field("REF _Ref1", run("丙")), "丁"), para(inner)) == ["甲丙丁", "乙"]


def test_a_field_over_several_paragraphs_is_read_through() -> None:
    """As a table of contents is."""
    start = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    first = para(start, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "第一章　总则", "<w:r><w:tab/></w:r>",
                 field("PAGEREF _1", run("3")))
    last = para('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    assert lines(first, para("第二章　附则"), last) == ["第一章　总则\t3", "第二章　附则", ""]


def test_a_field_that_is_never_closed_swallows_nothing_beyond_its_paragraph() -> None:
    assert lines(para('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "甲"), para("乙")) == ["", "乙"]


def test_an_unfilled_control_prompts_in_vain() -> None:
    control = ('<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>' + run("单击此处输入文字。")
               + "</w:sdtContent></w:sdt>")
    assert lines(para("甲", control)) == ["甲"]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = para("应当在", changed("del", "十"), changed("ins", "三十"), "日内", changed("moveFrom", "答复"),
                changed("moveTo", "办结"), "。")
    assert lines(body) == ["应当在三十日内办结。"]


def test_a_paragraph_whose_mark_is_deleted_joins_the_next() -> None:
    body = (para("县人民政府", properties=MARK_DELETED), para("应当组织检查。"), para("完。"))
    assert lines(*body) == ["县人民政府应当组织检查。", "完。"]


def test_a_paragraph_deleted_as_a_whole_leaves_no_line() -> None:
    gone = para(changed("del", "第二条　删去。"), properties=MARK_DELETED)
    moved = para(changed("moveFrom", "第三条　移走。"), properties="<w:rPr><w:moveFrom/></w:rPr>")
    assert lines(para("第一条　井。"), gone, moved, para("第四条　台。"), gone) == ["第一条　井。", "第四条　台。"]


def test_the_change_of_a_format_is_no_deletion() -> None:
    old = "<w:pPrChange><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:pPrChange>"
    assert lines(para("甲", properties=old), para("乙")) == ["甲", "乙"]


def test_hidden_words_are_not_read() -> None:
    styles = ('<w:style w:type="character" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
              '<w:style w:type="character" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
              '<w:style w:type="paragraph" w:styleId="c"><w:rPr><w:vanish/></w:rPr></w:style>')
    body = para("甲", run("乙", HIDDEN), run("丙", '<w:vanish w:val="0"/>'), run("丁", '<w:rStyle w:val="b"/>'))
    whole = para(run("戊"), run("己", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="c"/>')
    assert lines(body, whole, styles=styles) == ["甲丙", "己"]


def test_a_hidden_paragraph_mark_lets_two_paragraphs_stand_on_one_line() -> None:
    """Word's style separator, between an article's label and its words."""
    first = para("第一条", properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>")
    assert lines(first, para("　井。")) == ["第一条　井。"]


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    assert lines(para("甲", text_box(para("框一"), para("框二")), "乙"), para("丙")) == ["甲乙", "框一", "框二", "丙"]


def test_a_table_is_a_line_for_each_row() -> None:
    rows = row("序号", "项目") + row("1", para("井") + para("台")) + row("", "")
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"
    assert lines(para("附表"), table, para("完")) == ["附表", "序号\t项目", "1\t井 台", "完"]


def test_merged_cells_are_said_once() -> None:
    wide = cell("甲", '<w:gridSpan w:val="2"/>')
    tall, below = cell("乙", '<w:vMerge w:val="restart"/>'), cell("乙", "<w:vMerge/>")
    assert lines("<w:tbl>" + row(wide, "丙") + row(tall, "1", "2") + row(below, "3", "4") + "</w:tbl>") == [
        "甲\t丙", "乙\t1\t2", "\t3\t4"]


def test_a_deleted_row_is_gone_and_an_inserted_one_there() -> None:
    body = row("甲", "1") + row("乙", "2", properties="<w:del/>") + row("丙", "3", properties="<w:ins/>")
    assert lines(f"<w:tbl>{body}</w:tbl>") == ["甲\t1", "丙\t3"]


def test_a_table_of_one_column_is_paragraphs() -> None:
    """A page copied from the web comes as one cell that holds everything."""
    held = row(para("第一条　井。") + para("第二条　台。"))
    assert lines(f"<w:tbl>{held}</w:tbl>") == ["第一条　井。", "第二条　台。"]


def test_a_table_in_a_table_stays_in_its_row() -> None:
    inner = "<w:tbl>" + row("子", "丑") + row("寅", "卯") + "</w:tbl>" + para()
    assert lines("<w:tbl>" + row("甲", inner) + "</w:tbl>") == ["甲\t子 丑 寅 卯"]


def test_rows_and_blocks_in_content_controls_are_read() -> None:
    held = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    table = "<w:tbl>" + held.format(row("甲", "乙")) + "</w:tbl>"
    assert lines(held.format(para("丙") + table), para("丁")) == ["丙", "甲\t乙", "丁"]


def test_a_formula_is_its_signs() -> None:
    assert lines(para("面积", "<m:oMath><m:r><m:t>a×b</m:t></m:r></m:oMath>")) == ["面积a×b"]


def test_the_strict_form_is_read_alike() -> None:
    body = (para("应当", changed("del", "十日"), run("隐", HIDDEN), "完成。"),
            para("乙", properties='<w:numPr><w:numId w:val="0"/></w:numPr>'))
    assert lines(*body, space=STRICT) == lines(*body) == ["应当完成。", "乙"]


def test_the_main_part_may_have_another_name() -> None:
    assert read_document("草案.DOCX", word_file(para("第一条　井。"), main="word/document2.xml")) == "第一条　井。"


def test_line_ends_inside_words_are_spaces() -> None:
    assert lines(para("<w:r><w:t>甲\n乙</w:t></w:r>")) == ["甲 乙"]


def test_what_word_does_not_know_is_passed_over() -> None:
    """Comments in the XML, processing instructions, elements of others."""
    body = para("甲", '<w:proofErr w:type="x"/>', "<!-- -->", "乙")
    assert lines("<!-- x --><?y z?>", body, "<w:altChunk/>") == ["甲乙"]
