"""PDFs: lines as the page shows them, with the indentation that tells where a paragraph begins."""
from functools import cache

import pytest
from weasyprint import HTML

from services.review.documents import DocumentRefused, read_document

SENTENCE = "为了保护古井，传承历史文化，根据有关法律、法规，结合本县实际，制定本条例。"
PAGE = """<style>@page { size: A4; margin: 3cm 2.5cm; @top-center { content: '古井保护条例（草案）' }
  @bottom-center { content: '— ' counter(page) ' —' } }
body { font: 11pt 'Noto Serif CJK SC'; width: 38em }
p { margin: 0; text-indent: 2em; line-height: 1.8; text-align: justify } h1, h2 { text-align: center }</style>"""


@cache
def pdf(inner: str) -> bytes:
    """A PDF of this HTML."""
    made: bytes = HTML(string=PAGE + inner).write_pdf()
    return made


def lines(inner: str) -> list[str]:
    """What is read of it."""
    return read_document("draft.pdf", pdf(inner)).split("\n")


def articles(count: int) -> str:
    """As many articles of three lines, three paragraphs."""
    one = f"<p>第{{}}条　{SENTENCE}</p><p>县人民政府应当每年组织检查。</p><p>（一）井台；</p>"
    return "".join(one.format("一二三四五六七八九十"[at % 10]) for at in range(count))


def test_the_first_line_of_a_paragraph_is_indented_and_the_next_is_not() -> None:
    _, *read = lines(articles(2))
    assert read[:2] == ["　　第一条　" + SENTENCE[:32], SENTENCE[32:]]
    assert read[2:5] == ["　　县人民政府应当每年组织检查。", "　　（一）井台；", "　　第二条　" + SENTENCE[:32]]


def test_headings_stand_alone_and_in_the_middle() -> None:
    _, title, chapter, first, *_ = lines("<h1>古井保护条例</h1><h2>第一章　总　则</h2>" + articles(3))
    assert title.strip() == "古井保护条例" and len(title) - len(title.lstrip()) > 8
    assert chapter.strip() == "第一章　总　则" and len(chapter) - len(chapter.lstrip()) > 8 and "第一条" in first


def test_running_heads_and_page_numbers_go() -> None:
    """Nothing of the body does, on any page."""
    read = lines(articles(60))
    assert not [line for line in read if "—" in line or "草案" in line]
    assert len(read) == 60 * 4 and read.count("　　（一）井台；") == 60


def test_a_page_of_indented_lines_only_is_indented_like_the_others() -> None:
    short = "".join(f"<p>（{number}）每年清洗井台；</p>" for number in "一二三四五六七八九十")
    read = lines(articles(4) + "<div style='break-before: page'></div>" + short)
    assert sum(line.startswith("　　（") and "清洗" in line for line in read) == 10


def test_equal_pages_are_not_taken_for_running_heads() -> None:
    read = lines("<p style='break-after: page'>第一条　为了保护古井。</p>" * 6)
    assert sum("第一条" in line for line in read) == 6


def test_a_line_that_comes_again_at_one_height_is_no_running_head_unless_most_pages_have_it() -> None:
    """Two items with the same words, each the first of its page."""
    page = "<p>（一）井台；</p>{}<div style='break-before: page'></div>"
    read = lines("".join(page.format(each) for each in (articles(2), articles(3))) + articles(4) + articles(5))
    assert read.count("　　（一）井台；") == 16


def test_mirrored_margins_are_each_pages_own() -> None:
    mirrored = "<style>@page :left { margin-left: 2cm } @page :right { margin-left: 3.5cm }</style>"
    read = lines(mirrored + articles(60))
    assert sum(line.startswith("　　") for line in read) == 180 and len(read) == 240


def test_a_bold_label_and_its_words_are_one_line() -> None:
    bold = "<b style='font-family: Noto Sans CJK SC'>第一条</b>"
    assert lines(f"<p>{bold}　{SENTENCE}</p>" + articles(2))[1] == "　　第一条　" + SENTENCE[:32]


def test_columns_are_read_one_after_the_other() -> None:
    read = "".join(lines(f"<div style='columns: 2'>{articles(20)}</div>"))
    assert "".join(read.split()).count(SENTENCE) == 20


def test_a_turned_page_is_read() -> None:
    turned = pdf(articles(3)).replace(b"/Type /Page\n", b"/Type /Page /Rotate 90\n").replace(
        b"/Type /Page /", b"/Type /Page /Rotate 90 /")
    assert "古井" in read_document("draft.pdf", turned)


@pytest.mark.parametrize(("content", "sentence"), [
    (b"%PDF-1.7\n1 0 obj <<", "已损坏"), (b"%PDF-1.4\n%%EOF", "已损坏"), (b"words", "已损坏")])
def test_what_is_no_pdf_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document("draft.pdf", content)
    assert sentence in refused.value.errors["file"][0]


def blank(pages: int, trailer: bytes = b"") -> bytes:
    """A PDF of pages without words."""
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[" + b"3 0 R " * pages + b"]/Count %d>>endobj\n" % pages
            + b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
            b"4 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -44/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
            b"trailer<</Root 1 0 R" + trailer + b">>\n%%EOF\n")


@pytest.mark.parametrize(("content", "sentence"), [
    (blank(1), "扫描件"), (blank(2001), "页数太多"),
    (blank(1, b"/Encrypt 4 0 R/ID[<" + b"43" * 16 + b"><" + b"43" * 16 + b">]"), "密码")])
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document("draft.pdf", content)
    assert sentence in refused.value.errors["file"][0]
