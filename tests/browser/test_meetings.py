"""Twenty opinions of a meeting entered by keyboard alone; a contact never leaves the browser in the clear."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, Request, expect, sync_playwright

from shared.identity import Identity, sign_token
from shared.ids import new_id
from shared.keyring import load_keyring
from tests.live.outpost import Outpost, an_outpost

pytestmark = [pytest.mark.browser, pytest.mark.live]
ROWS = 20
OVERHEAD = 4.25
STANCES = ("support", "oppose", "amend", "comment")
WIDTHS = (360, 1024, 1920)


@dataclass
class Typist:
    """Somebody who has a keyboard and no mouse; ``strokes`` counts all keys but those of the words themselves."""

    page: Page
    strokes: int = 0
    posted: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys one after the other; a key held together with another counts as one more."""
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += len(key.split("+"))

    def write(self, words: str) -> None:
        """Type what was said."""
        self.page.keyboard.insert_text(words)

    def hear(self, request: Request) -> None:
        """Remember what the browser sends."""
        if request.method == "POST":
            self.posted.append(request.post_data or "")


@dataclass
class Office:
    """Intake with one meeting, and an officer who is signed in."""

    outpost: Outpost
    context: BrowserContext
    token: str
    meeting: str = ""
    trouble: list[str] = field(default_factory=list)

    def set_up(self) -> None:
        """Record yesterday's meeting."""
        body = {"station_id": self.outpost.station, "kind": "solicitation", "title": "古井边的征集会",
                "place": "村委会", "held_at": (datetime.now(UTC) - timedelta(days=1)).isoformat(),
                "attendees": ROWS, "consultation_id": self.outpost.consultation}
        answer = requests.post(f"{self.outpost.address}/api/v1/activities", json=body, timeout=20,
                               headers={"Authorization": f"Bearer {self.token}"})
        self.meeting = answer.json()["id"]
        self.context.add_cookies([{"name": "minyi_token", "value": self.token, "url": self.outpost.address}])

    def sit_down(self, width: int = 1024) -> Typist:
        """Open the desk."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        typist = Typist(page)
        page.on("request", typist.hear)
        page.goto(f"{self.outpost.address}/staff/meetings/{self.meeting}")
        return typist

    def entered(self) -> list[Any]:
        """What intake holds of the meeting, in the order it was entered."""
        return self.outpost.rows("SELECT o.* FROM opinions o JOIN entries e ON e.opinion_id = o.id "
                                 "ORDER BY e.entered_at")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office of its own for each test."""
    with an_outpost(tmp_path) as outpost, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        who = Identity(account_id=new_id(), name="测试人员", roles=frozenset({"officer"}))
        token, _ = sign_token(load_keyring("review", outpost.folder / "keys").token_private, who, datetime.now(UTC))
        office = Office(outpost, browser.new_context(), token)
        office.set_up()
        yield office
        browser.close()


def enter_rows(typist: Typist) -> list[tuple[str, str, str]]:
    """Type ROWS opinions; gives text, article and stance of each. An article stays until another is typed."""
    said = []
    for number in range(ROWS):
        article, words = str(number // 5 % 3 + 1), f"第 {number + 1} 位说：井台要修。"
        if number % 5 == 0:
            typist.press(article)
        typist.press("Enter", str(number % 4 + 1))
        typist.write(words)
        typist.press("Control+Enter")
        said.append((words, f"art_{article}", STANCES[number % 4]))
    return said


def test_twenty_opinions_are_entered_by_keyboard_alone_with_few_keys(office: Office) -> None:
    typist = office.sit_down()
    said = enter_rows(typist)
    rows = typist.page.locator("[data-entries] tbody tr")
    expect(rows).to_have_count(ROWS)
    expect(rows.first.locator("[data-state]")).to_contain_text("-")
    kept = office.entered()
    assert [(each["text"], each["provision"], each["stance"]) for each in kept] == said
    assert {each["channel"] for each in kept} == {"meeting"}
    shown = [each.strip() for each in rows.locator("[data-state]").all_inner_texts()]
    assert shown == [each["receipt"] for each in reversed(kept)]
    print(f"{typist.strokes / ROWS:.2f} keys an opinion beside its words")
    assert typist.strokes / ROWS <= OVERHEAD and office.trouble == []


def test_a_number_shows_its_caption_and_one_that_is_none_is_said_at_once(office: Office) -> None:
    typist = office.sit_down()
    caption = typist.page.locator("[data-caption]")
    expect(caption).to_have_text("整部草案")
    typist.press("2")
    expect(caption).to_have_text("第2条")
    typist.press("9", "Enter")
    expect(caption).to_have_text("草案里没有这一条")
    assert typist.page.evaluate("document.activeElement.name") == "article"


def test_a_contact_is_sealed_before_it_leaves_the_browser(office: Office) -> None:
    typist = office.sit_down()
    typist.press("1", "Enter", "3")
    typist.write("井台要修。")
    typist.press("Tab")
    typist.write("井台三米。")
    typist.press("Tab", "Tab")
    typist.write("王某")
    typist.press("Enter")
    typist.write("王小明")
    typist.press("Enter")
    typist.write("13800000000")
    typist.press("Control+Enter")
    expect(typist.page.locator("[data-entries] tbody tr [data-state]")).to_contain_text("-")
    [sent] = typist.posted
    assert "13800000000" not in sent and "%E5%B0%8F%E6%98%8E" not in sent and "sealed_contact=" in sent
    [kept] = office.entered()
    assert (kept["proposed_text"], kept["public_name"], kept["stance"]) == ("井台三米。", "王某", "amend")


def test_a_row_that_cannot_be_sent_waits_and_is_sent_when_the_server_is_back(office: Office) -> None:
    typist = office.sit_down()
    office.outpost.kill()
    for words in ("断线时说的", "断线时又说的"):
        typist.press("1", "Enter", "1")
        typist.write(words)
        typist.press("Control+Enter")
    states = typist.page.locator("[data-entries] tbody tr [data-state]")
    expect(states.last).to_have_text("还没有存上，稍后自动再试")
    office.outpost.start()
    expect(states.first).to_contain_text("-", timeout=60_000)
    assert [each["text"] for each in office.entered()] == ["断线时说的", "断线时又说的"]


def test_a_question_mark_shows_the_keys_and_the_desk_fits_every_screen(office: Office) -> None:
    for width in WIDTHS:
        page = office.sit_down(width).page
        page.keyboard.press("?")
        assert page.locator("#keys").get_attribute("open") is not None
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
