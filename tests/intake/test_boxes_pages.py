"""The desks of the comment boxes: two people in two browsers open, count and register; what is printed."""
import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from services.intake.domain.slips import code_of
from tests.house import House
from tests.intake.ballot import ONE, TWO, Ballot, a_ballot, a_photo
from tests.review.browsing import Browser


class Desk:
    """Two people, each at a browser, and the opening they are at."""

    def __init__(self, ballot: Ballot) -> None:
        self.ballot = ballot
        self.one, self.two = (self.sign_in(each.account_id, each.name) for each in (ONE, TWO))
        self.at = ""

    def sign_in(self, account_id: str, name: str) -> Browser:
        """A browser of one person."""
        browser = Browser(self.ballot.house, service="intake")
        browser.client.set_cookie("minyi_token", self.ballot.house.token("officer", account_id=account_id, name=name))
        return browser

    def begin(self, **other: str) -> TestResponse:
        """The first person at the seal."""
        page = self.one.get(f"/staff/boxes/{self.ballot.box_id}").text
        seal = re.search(r"封条 ([^ ]+) ·", page)
        fields = {"seal_no": seal[1] if seal else "", "is_intact": "true", **other}
        answer = self.one.post(f"/staff/boxes/{self.ballot.box_id}/openings", {
            **fields, "photo": (BytesIO(a_photo()), "seal.png")})
        self.at = answer.headers.get("Location", "")
        return answer

    def step(self, who: Browser, path: str, **fields: str) -> TestResponse:
        """Post one step from the opening's page."""
        who.get(self.at)
        return who.post(f"{self.at}/{path}", fields)

    def open_and_count(self, number: str) -> None:
        """Both at the seal, both at the counting."""
        self.begin()
        seal = re.search(r'name="seal_no" type="text" value="([^"]+)"', self.one.get(self.at).text)
        assert seal and self.step(self.two, "confirm", seal_no=seal[1]).status_code == 303
        for who in (self.one, self.two):
            assert self.step(who, "count", number=number).status_code == 303


@pytest.fixture
def desk(house: House) -> Desk:
    """A station with a box and twenty forms, and two people."""
    return Desk(a_ballot(house))


def test_two_people_open_count_and_register_on_their_own_screens(desk: Desk) -> None:
    desk.open_and_count("2")
    assert "已计数" in desk.one.get(desk.at).text
    answer = desk.step(desk.one, "slips", batch_id=desk.ballot.batch_id, serials="1-2", kind="blank")
    page = desk.one.get(desk.at).text
    assert answer.status_code == 303 and "000001" in page and "000002" in page


def test_the_first_person_is_sent_for_the_second(desk: Desk) -> None:
    desk.begin()
    page = desk.one.get(desk.at).text
    assert "您是第一人，不能自己确认" in page and "data:image/svg+xml" in page
    assert "确认开箱</button>" not in page and "确认开箱</button>" in desk.two.get(desk.at).text


def test_the_second_person_sees_neither_the_seal_nor_its_photograph_before_reading_it(desk: Desk) -> None:
    desk.begin(seal_no="另贴的一枚", note="号码不同")
    assert "另贴的一枚" in desk.one.get(desk.at).text
    for path in (desk.at, f"{desk.at}/record", f"/staff/boxes/{desk.ballot.box_id}"):
        assert "另贴的一枚" not in desk.two.get(path).text
    assert desk.two.get(f"{desk.at}/photo").status_code == 403
    assert desk.one.client.get(f"{desk.at}/photo").data == a_photo()


def test_the_second_counter_does_not_see_the_first_count(desk: Desk) -> None:
    desk.begin()
    seal = re.search(r'name="seal_no" type="text" value="([^"]+)"', desk.one.get(desk.at).text)
    assert seal
    desk.step(desk.two, "confirm", seal_no=seal[1])
    desk.step(desk.one, "count", number="4711")
    for path in (desk.at, f"{desk.at}/record", f"/staff/boxes/{desk.ballot.box_id}"):
        assert "4711" not in desk.two.get(path).text
    assert "4711" in desk.one.get(desk.at).text
    desk.step(desk.two, "count", number="4711")
    assert "4711" in desk.two.get(f"{desk.at}/record").text


def test_a_refused_step_says_why_and_keeps_the_page(desk: Desk) -> None:
    desk.begin()
    answer = desk.step(desk.two, "confirm", seal_no="读错的号")
    assert answer.status_code == 409 and "不一样" in answer.text and 'id="errors"' in answer.text


def test_an_empty_box_is_closed_and_its_record_says_so(desk: Desk) -> None:
    desk.open_and_count("0")
    assert desk.step(desk.one, "reconcile").status_code == 303
    assert desk.step(desk.two, "close", envelope_seal="E-1", new_seal="B-2").status_code == 303
    for who in (desk.one, desk.two):
        assert desk.step(who, "sign", act="retain", keep_until="2028-12-31").status_code == 303
    record = desk.one.get(f"{desk.at}/record").text
    assert all(words in record for words in ("E-1", "B-2", "已留存", "首尾相扣", ONE.name, TWO.name))
    assert "B-2" in desk.one.get("/staff/boxes").text


def test_numbers_that_cannot_be_read_are_named(desk: Desk) -> None:
    desk.open_and_count("2")
    answer = desk.step(desk.one, "slips", batch_id=desk.ballot.batch_id, serials="一到五", kind="blank")
    assert answer.status_code == 422 and "看不懂" in answer.text


def test_paper_is_issued_printed_and_accounted_for(desk: Desk) -> None:
    browser, ballot = desk.one, desk.ballot
    browser.get("/staff/stock")
    issued = browser.post("/staff/stock", {"consultation_id": ballot.consultation_id, "station_id": ballot.station_id,
                                           "kind": "label", "language": "zh-CN", "number": "3"})
    page = browser.get("/staff/stock").text
    assert issued.status_code == 303 and "000021–000023" in page and code_of(ballot.batch_id, 1) not in page
    answer = browser.post(f"/staff/stock/{ballot.batch_id}/settle", {"spoilt": "1", "unused": "18"})
    assert answer.status_code == 409 and "还有 1 张没有下落" in answer.text
    answer = browser.post(f"/staff/stock/{ballot.batch_id}/settle", {"spoilt": "1", "unused": "18", "note": "带走一张"})
    assert answer.status_code == 303 and "带走一张" in browser.get("/staff/stock").text


@pytest.mark.parametrize("file", ["slips.pdf", "slips.pdf?size=a4", "header.pdf"])
def test_what_is_printed_is_a_pdf(desk: Desk, file: str) -> None:
    answer = desk.one.client.get(f"/staff/stock/{desk.ballot.batch_id}/{file}")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("file", ["slips.pdf?part=2", "slips.pdf?size=a3"])
def test_what_there_is_not_is_not_printed(desk: Desk, file: str) -> None:
    assert desk.one.get(f"/staff/stock/{desk.ballot.batch_id}/{file}").status_code == 404


def test_what_waits_for_a_second_person_is_confirmed_with_one_button_and_the_log_speaks_in_words(desk: Desk) -> None:
    desk.open_and_count("1")
    desk.step(desk.one, "slips", batch_id=desk.ballot.batch_id, serials="1", kind="blank")
    own, other = desk.one.get(desk.at).text, desk.two.get(desk.at).text
    assert "甲说是“空白”，等另一人确认" in own and "确认：空白" not in own and "确认：空白" in other
    slip = re.search(r'name="slip_id" value="([^"]+)"', other)
    assert slip and desk.step(desk.two, "kind", slip_id=slip[1], kind="blank").status_code == 303
    page = desk.one.get(desk.at).text
    assert "等另一人确认，" not in page and "000001 空白（等另一人确认）" in page and "000001 号表；空白" in page
    assert "点数 1 张" in page and "{&#34;" not in page
