"""The desks of devices, pop-ups and meetings: no violation, nothing sideways, nothing too small, at three widths."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, sync_playwright

from shared.identity import Identity, sign_token
from shared.ids import new_id
from shared.keyring import load_keyring
from tests.browser.axe import violations
from tests.browser.desk_seats import MEASURE
from tests.builders import an_opinion
from tests.live.outpost import Outpost, an_outpost

pytestmark = [pytest.mark.browser, pytest.mark.live]
WIDTHS = (360, 1024, 1920)


@dataclass
class Desks:
    """Intake with a device that has sent, a pop-up, a meeting with a row, and a browser. ``paths``: what to look at."""

    outpost: Outpost
    browser: Browser
    token: str
    paths: list[str] = field(default_factory=list)

    def set_up(self) -> None:
        """Make one of each."""
        now, outpost = datetime.now(UTC), self.outpost
        place = {"station_id": outpost.station, "consultation_id": outpost.consultation, "place": "老街口"}
        popup = self.post("/popups", place | {"title": "赶集日", "audience": "村民", "crew": ["张三"],
                                              "opens_at": now.isoformat(),
                                              "closes_at": (now + timedelta(hours=6)).isoformat()})
        meeting = self.post("/activities", place | {"kind": "solicitation", "title": "征集会", "attendees": 3,
                                                    "held_at": (now - timedelta(days=1)).isoformat()})
        device = outpost.enrol("集市平板")
        self.post("/opinions", an_opinion(outpost.consultation, channel="tablet", popup_id=popup["id"],
                                          written_at=now.isoformat(), device={"seq": 2}), device["token"])
        self.paths = ["/staff/stations", "/staff/devices", f"/staff/devices/{device['id']}", "/staff/popups",
                      f"/staff/popups/{popup['id']}", "/staff/activities", f"/staff/meetings/{meeting['id']}",
                      f"/staff/meetings/{meeting['id']}/receipts", "/" + device["enrolment_url"].split("/", 3)[3]]

    def post(self, path: str, body: dict[str, Any], token: str = "") -> Any:
        """Post JSON as an officer, or as a device."""
        answer = requests.post(f"{self.outpost.address}/api/v1{path}", json=body, timeout=20,
                               headers={"Authorization": f"Bearer {token or self.token}"})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def page(self, width: int) -> Page:
        """A signed-in officer's page."""
        context = self.browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
        context.add_cookies([{"name": "minyi_token", "value": self.token, "url": self.outpost.address}])
        return context.new_page()


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """One installation for all widths."""
    with an_outpost(Path(tmp_path_factory.mktemp("desks"))) as outpost, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        who = Identity(account_id=new_id(), name="测试人员", roles=frozenset({"officer"}))
        token, _ = sign_token(load_keyring("review", outpost.folder / "keys").token_private, who, datetime.now(UTC))
        desks = Desks(outpost, browser, token)
        desks.set_up()
        yield desks
        browser.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_desk_has_a_violation_or_runs_sideways_or_is_too_small(desks: Desks, width: int) -> None:
    page, found = desks.page(width), {}
    for path in desks.paths:
        page.goto(desks.outpost.address + path)
        for each in page.locator("main details").all():
            each.evaluate("(details) => { details.open = true; }")
        wrong = violations(page), page.evaluate(MEASURE)
        if wrong != ([], [0, []]):
            found[path] = wrong
    assert found == {}


def test_rows_are_gone_through_by_key(desks: Desks) -> None:
    page = desks.page(1024)
    page.goto(f"{desks.outpost.address}/staff/devices")
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "集市平板" in page.inner_text("h1")
