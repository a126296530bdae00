"""The frozen files: what they say, that they never change, that citizens' words stay words."""
import io
import json
import re
import zipfile
from hashlib import sha256

import pypdfium2
import pytest
from openpyxl import load_workbook

from services.reports.domain.content import seal_content
from services.reports.jobs import make_files
from services.reports.pdf import keep_words, write_html
from services.reports.printing import FetchRefused, _Refuser
from services.reports.queries.submissions import find_content
from tests.house import House
from tests.reports.cases import API, Case, a_balance, a_batch, a_case, a_received_opinion, a_stage, a_suggestion

EVIL = '<b>粗</b><img src="http://example.invalid/x.png"><a href="file:///etc/passwd">file:///etc/passwd</a>{{ 7*7 }}'


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def test_a_title_keeps_its_usual_words_whole_and_its_markup_as_text() -> None:
    assert keep_words("关于《水井条例（草案）》的<b>报告") == (
        "关于《水井<span>条例</span>（<span>草案</span>）》的&lt;b&gt;<span>报告</span>")


def test_files_are_there_only_once_signed_and_never_change(case: Case) -> None:
    """409 before; afterwards the same bytes each time, with the digest that the submission names."""
    draft = case.draft().json["id"]
    assert case.get(f"/submissions/{draft}/report.pdf").status_code == 409
    new = case.submit()
    digests = {each["name"]: each["sha256"] for each in case.get(f"/submissions/{new}").json["files"]}
    for name, digest in digests.items():
        first, second = (case.get(f"/submissions/{new}/{name}") for _ in range(2))
        assert first.data == second.data
        assert sha256(first.data).hexdigest() == digest
    assert first.headers["Content-Disposition"].startswith("attachment")


def test_the_same_content_gives_the_same_bytes(case: Case) -> None:
    """PDF, spreadsheet and archive alike."""
    new = case.draft().json["id"]
    with case.house.sites["reports"].database.reading() as session:
        content = find_content(session, new)
    moment = {"name": "某人", "at": "2026-11-24T04:00:00+00:00"}
    people = dict.fromkeys(("drafted", "checked", "approved"), moment)
    body, _digest = seal_content(content, "×人常联〔2026〕1号", people)
    first, second = make_files(body), make_files(body)
    assert first == second


def test_the_package_proves_itself(case: Case) -> None:
    """Its manifest names the digests of its files; the content's is the one that was announced."""
    new = case.submit()
    found = case.get(f"/submissions/{new}").json
    with zipfile.ZipFile(io.BytesIO(case.get(f"/submissions/{new}/package.zip").data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["content.json", "manifest.json", "report.pdf", "table.xlsx"]
        for each in manifest["files"]:
            assert sha256(archive.read(each["name"])).hexdigest() == each["sha256"]
        assert sha256(archive.read("content.json")).hexdigest() == manifest["digest"] == found["digest"]


def test_the_report_says_what_was_done_and_adds_up(case: Case) -> None:
    """Title, number, headings, the reasons for what was set aside, the balance and the people on the last page."""
    aside = a_received_opinion(case)
    case.hear(a_suggestion(case, 3, provision=None), a_suggestion(case, 4, provision="art_2__para_1"),
              aside, a_stage(aside, "set_aside", "与草案无关"))
    new = case.submit()
    pages = pages_of(case.get(f"/submissions/{new}/report.pdf").data)
    whole, last = "".join(pages), pages[-1]
    for words in ("关于《古井保护条例（草案）》征求意见情况的报告", "×人常联〔2026〕1号",
                  "州（市）人民代表大会常务委员会", "一、征集工作开展情况", "二、主要意见建议",
                  "三、未列入建议的意见", "与草案无关（1条）", "第2条第一款"):
        assert words in whole
    for words in ("收到12=撤回1+待处理2+归入建议6+不列入3", "拟稿员", "核稿员", "签发人", "11:00"):
        assert words in last
    assert all("虚构样例数据" in page for page in pages)


def test_the_table_stands_in_the_order_of_the_draft(case: Case) -> None:
    """The whole draft first, then the provisions; a provision's words are printed once."""
    case.hear(a_suggestion(case, 3, provision=None), a_suggestion(case, 4, provision="art_2__para_1"))
    pages = pages_of(case.get(f"/submissions/{case.submit()}/report.pdf").data)
    table = next(page for page in pages if "修改建议对照表" in page and "草案原文" in page)
    places = [table.index(f"划定保护范围之{no}井台") for no in (3, 1, 2, 4)]
    assert places == sorted(places)
    assert "同序号1" in table


def test_a_real_consultation_is_not_marked_as_invented(house: House) -> None:
    """The mark is the sample's alone."""
    case = a_case(house, invented=False)
    case.hear(a_suggestion(case))
    new = case.submit()
    assert "虚构样例数据" not in "".join(pages_of(case.get(f"/submissions/{new}/report.pdf").data))


def test_words_of_citizens_are_never_markup(case: Case) -> None:
    """HTML, addresses and template marks appear as they were written; nothing is fetched."""
    case.hear(a_suggestion(case, 9, title="=1+1", text=EVIL, reason=EVIL, provision=None))
    new = case.submit()
    with case.house.sites["reports"].database.reading() as session:
        html = write_html(find_content(session, new), "0" * 64)
    assert "<img" not in html
    assert "&lt;img src=" in html
    text = "".join(pages_of(case.get(f"/submissions/{new}/report.pdf").data))
    assert "file:///etc/passwd" in text
    assert "{{7*7}}" in text
    sheet = load_workbook(io.BytesIO(case.get(f"/submissions/{new}/table.xlsx").data)).worksheets[0]
    cell = sheet.cell(2, 4)
    assert (cell.data_type, str(cell.value).startswith("=1+1")) == ("s", True)


def test_the_renderer_fetches_nothing() -> None:
    """Neither files nor hosts nor data."""
    for url in ("file:///etc/passwd", "http://example.invalid/", "data:text/css,a{}"):
        with pytest.raises(FetchRefused):
            _Refuser().fetch(url)


def test_no_public_name_reaches_reports(case: Case) -> None:
    """What a citizen calls himself, and his words, are not stored; only what the funnel needs."""
    case.hear(a_received_opinion(case, text="独一无二的原话", public_name="张公开"))
    new = case.submit()
    raw = (case.house.folder / "reports.sqlite").read_bytes() + (case.house.folder / "reports.sqlite-wal").read_bytes()
    for words in ("张公开", "独一无二的原话"):
        assert words.encode() not in raw
        assert words not in "".join(pages_of(case.get(f"/submissions/{new}/report.pdf").data))


def test_a_long_table_repeats_its_header(house: House) -> None:
    """Each page of the table has it, and every suggestion is in it."""
    case = a_case(house)
    case.hear(*a_batch(case, 60, balance=a_balance(received=66, in_suggestions=60)))
    new = case.submit()
    pages = pages_of(case.get(f"/submissions/{new}/report.pdf").data)
    table = [page for page in pages if "同序号1" in page]
    assert len(table) > 2
    assert all("草案原文" in page for page in table)
    assert all(f"划定保护范围之{no}井台" in "".join(table) for no in range(1, 61))
    assert house.client("reports").get(f"{API}/submissions/{new}/nothing.txt", headers=case.officer).status_code == 404
