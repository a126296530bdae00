"""The gate and the approval by keyboard alone; axe finds nothing on any of their pages, on a phone or a wide screen."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.axe import violations
from tests.house import a_house
from tests.review.office import Office

pytestmark = [pytest.mark.browser]
WIDTHS = (360, 1024, 1920)


class Hall:
    """An office behind a web server, and seats before it."""

    def __init__(self, office: Office, browser: Browser, address: str) -> None:
        self.office, self.browser, self.address = office, browser, address

    @contextmanager
    def seat(self, role: str, width: int = 1024) -> Iterator[Page]:
        """A page of somebody with this role."""
        context = self.browser.new_context(base_url=self.address, bypass_csp=True,
                                           viewport={"width": width, "height": 760})
        context.add_cookies([{"name": "minyi_token", "value": self.office.house.token(role), "url": self.address}])
        yield context.new_page()
        context.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Five suggestions at the gate."""
    with a_house(tmp_path, "review") as house, sync_playwright() as playwright:
        office = Office(house)
        for number in range(1, 6):
            office.suggest(office.hear(f"第{number}条意见"), title=f"建议{number}")
        server = make_server("127.0.0.1", 0, house.client("review").application, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu"])
        yield Hall(office, browser, f"http://127.0.0.1:{server.server_port}")
        browser.close()
        server.shutdown()
        thread.join()
        server.server_close()


def press(page: Page, *keys: str) -> None:
    """Press keys; the last one leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    page.wait_for_load_state()


def looked_at(page: Page, path: str = "") -> None:
    """Nothing is wrong with the page at any width."""
    if path:
        page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 760})
        assert violations(page) == []
        assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth"), (page.url, width)
    page.set_viewport_size({"width": 1024, "height": 760})


def test_the_gate_and_the_approval_are_worked_by_keyboard_alone(hall: Hall) -> None:
    """One returned with words, one passed, three together; the leader has one mended and approves the rest."""
    office = hall.office
    with hall.seat("adviser") as page:
        looked_at(page, f"{office.page}/gate")
        page.keyboard.press("r")
        page.keyboard.type("写明依据。")
        press(page, "Control+Enter")
        assert "第 1 号建议已退回修改" in page.inner_text("[role=status]")
        press(page, "p")
        assert "第 2 号建议已通过把关" in page.inner_text("[role=status]")
        press(page, "x", "j", "x", "j", "x", "Control+Enter")
        assert page.inner_text("h1") == "通过这 3 条建议？" and "第 3、4、5 号" in page.inner_text("main")
        looked_at(page)
        press(page, "Enter")
        assert office.states() == ["returned", "gated", "gated", "gated", "gated"]
        looked_at(page, f"{office.page}/gate?state=gated")
    with hall.seat("leader") as page:
        looked_at(page, f"{office.page}/approve")
        assert page.inner_text("[data-picked]") == "4"
        press(page, "x", "Control+Enter")
        assert page.inner_text("h1") == "审定这 3 条建议？" and "第 3、4、5 号" in page.inner_text("main")
        looked_at(page)
        press(page, "Control+Enter")
        assert office.states() == ["returned", "gated", "approved", "approved", "approved"]
        page.get_by_role("button", name="退回修改").press("Enter")
        page.wait_for_selector("[name=reason]:focus")
        page.keyboard.type("再想一想。")
        press(page, "Control+Enter")
        assert office.states()[1] == "returned"
        looked_at(page, f"{office.page}/settle")
