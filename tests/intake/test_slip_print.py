"""Slips as they come out of the printer: their QR codes read back, the contact strip is where scans are masked, the
fields are the web form's, and nobody's words are markup."""
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from services.intake.domain.sheet import CUT, HEIGHT, QR_LEFT, QR_SIDE, QR_TOP
from services.intake.domain.slips import code_of, label_code_of, read_code
from services.intake.pdf import Form, Paper, Ticks, fitting, fitting_questions, print_header, print_labels, print_slips
from services.intake.scans import Page, read_sheet
from shared.ids import new_id
from tests.house import House
from tests.intake.ballot import ONE, a_ballot
from tests.review.browsing import Browser

WORDS = dict.fromkeys(("form", "invented", "provision", "whole", "anonymous", "article_before", "article_after",
                       "contact", "name", "strip", "phone", "label", "header", "numbers", "issued", "issued_by",
                       "taken_by", "spoilt", "unused", "signed"), "字")
FORM = Form(language="zh-CN", words=WORDS, title="<b>古井</b>保护条例", station="枫香乡工作站",
            stance=Ticks(label="怎么看", options=["赞成", "反对"]), lines=[("说什么", 3), ("怎么写", 2), ("为什么", 1)],
            channels=["不用", "短信"])
BATCH = new_id()
PAPER = Paper(batch_id=BATCH, kind="form", serials=range(1, 4), issued=(1, 3), issued_by="甲", issued_on="2026-11-25")


def pages_of(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    """The pages as a scanner would see them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def words_of(pdf: bytes) -> str:
    """What stands on the first page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("size, pages", [("a5", 3), ("a4", 2)])
def test_each_slip_bears_its_own_code(size: str, pages: int) -> None:
    found = pages_of(print_slips(FORM, PAPER, size))
    codes = [read_code(each.text) for page in found for each in zxingcpp.read_barcodes(page)]
    assert len(found) == pages and sorted(each[1] for each in codes if each) == [1, 2, 3]


def test_the_code_lies_where_scans_look_for_it() -> None:
    page = pages_of(print_slips(FORM, PAPER), 254)[0]  # ten pixels to a millimetre
    at = zxingcpp.read_barcodes(page)[0].position
    assert at.top_left.x == pytest.approx(QR_LEFT * 10, abs=8)
    assert at.top_left.y == pytest.approx(QR_TOP * 10, abs=8)
    assert at.top_right.x - at.top_left.x == pytest.approx(QR_SIDE * 10, abs=8)


def test_a_scan_of_a_slip_is_masked_below_its_cut_line_and_nowhere_else() -> None:
    page = pages_of(print_slips(FORM, PAPER))[0]
    sheet = read_sheet(Page(page, {"format": "PNG"}))
    assert sheet and sheet.code == (BATCH, 1) and sheet.strip is not None
    masked = Image.open(BytesIO(sheet.masked)).convert("L")
    below = masked.crop((0, round(masked.height * CUT / HEIGHT), masked.width, masked.height))
    above = masked.crop((0, 0, masked.width, round(masked.height * (CUT - 4) / HEIGHT)))
    assert below.point(lambda light: light > 10).getbbox() is None and above.getpixel((5, above.height - 5)) == 255


def test_nothing_is_masked_on_peoples_own_paper() -> None:
    label = pages_of(print_labels(FORM, PAPER))[0].crop((0, 0, 400, 220))
    paper = Image.new("RGB", (1240, 1754), "white")
    paper.paste(label, (700, 30))
    sheet = read_sheet(Page(paper, {"format": "PNG"}))
    assert sheet and sheet.code == (BATCH, 1) and sheet.strip is None
    assert Image.open(BytesIO(sheet.masked)).convert("L").getpixel((20, 1740)) == 255


def test_labels_and_the_cover_sheet_bear_their_codes() -> None:
    labels = {each.text for each in zxingcpp.read_barcodes(pages_of(print_labels(FORM, PAPER))[0])}
    header = {each.text for each in zxingcpp.read_barcodes(pages_of(print_header(FORM, PAPER))[0])}
    assert labels == {label_code_of(BATCH, each) for each in (1, 2, 3)} and header == {f"minyi:batch:{BATCH}"}
    assert code_of(BATCH, 1) not in labels


def test_words_are_never_markup_and_fetch_nothing() -> None:
    hostile = replace(FORM, title='<img src="file:///etc/hostname"><b>古井</b>', articles=["第一条 <i>目的</i>"])
    words = words_of(print_slips(hostile, PAPER))
    assert '<img src="file' in words and "<i>" in words


def test_articles_and_questions_stand_on_the_slip_as_far_as_they_fit() -> None:
    few, many = [f"第{n}条 目的" for n in range(1, 20)], [f"第{n}条 目的和依据" for n in range(1, 90)]
    question = Ticks(label="谁来管井最合适？", options=["村里", "乡镇"])
    assert fitting(few) == few and fitting(many) == []
    assert len(fitting_questions([question] * 9)) == 4
    assert fitting_questions([Ticks(label="长" * 200, options=["是", "否"])]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_slips_fields_are_the_web_forms(house: House, language: str) -> None:
    ballot = a_ballot(house, 1)
    browser = Browser(house, "officer", account_id=ONE.account_id, service="intake")
    form = browser.get(f"/c/{ballot.consultation_id}/speak?provision=art_1&lang={language}").text
    labels = {"zh": ("您怎么看？", "您想说什么？", "您觉得这一条应该怎么写？", "为什么？", "赞成", "建议修改"),
              "en": ("What do you think of it?", "What would you like to say?", "Why?")}[language]
    browser.get("/staff/stock")
    browser.post("/staff/stock", {"consultation_id": ballot.consultation_id, "station_id": ballot.station_id,
                                  "kind": "form", "language": {"zh": "zh-CN", "en": "en"}[language], "number": "1"})
    batch = house.client("intake").get("/api/v1/slip-batches", headers=house.bearer("admin")).json["items"][0]["id"]
    slip = "".join(words_of(browser.client.get(f"/staff/stock/{batch}/slips.pdf").data).split())
    assert all(each in form and "".join(each.split()) in slip for each in labels)
