"""The expert's desk in a browser: a server in a thread, a page for an expert, keys that are counted."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.review.panel import Panel, in_days

NAME = "赵教授"
SAID = (("三米太窄，建议扩大到五米。", "art_2__para_1", "三米为保护范围"),
        ("禁止的行为里应当加上宰杀牲畜。", "art_2__para_2", ""),
        ("每年检查一次不够。", "art_3", "每年检查一次"))


class Quiet(WSGIRequestHandler):
    """A server that does not talk about each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@dataclass
class Seat:
    """A panel with opinions on the first expert's desk, and a browser; ``trouble`` is what consoles have said."""

    panel: Panel
    browser: Browser
    address: str
    tasks: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def lay(self) -> list[str]:
        """Three more opinions on the desk, the first of them assessed by a colleague; overdue, soon due, undated."""
        made = []
        for number, (words, provision, quote) in enumerate(SAID):
            opinion = self.panel.hear(words, provision, anchor={"quote": quote, "start": 0} if quote else None)
            made.append(self.panel.give(opinion, NAME, due_at=(in_days(-2), in_days(3), None)[number]))
            if not number:
                theirs = self.panel.give(opinion, "钱律师")
                self.panel.change(theirs, state="assessed", closed_at=in_days(0), verdict="reject", legality=3,
                                  necessity=4, feasibility=2, wording=4, note="五米会占到村道。")
        self.tasks += made
        return made

    @contextmanager
    def page(self, width: int = 1024, **rest: Any) -> Iterator[Page]:
        """A page of the expert."""
        context = self.browser.new_context(base_url=self.address, viewport={"width": width, "height": 740},
                                           bypass_csp=rest.pop("bypass_csp", False), **rest)
        token = self.panel.house.token("expert", account_id=self.panel.experts[NAME], name=NAME)
        context.add_cookies([{"name": "minyi_token", "value": token, "url": self.address}])
        page = context.new_page()
        page.on("console", lambda said: self.trouble.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        yield page
        context.close()


@dataclass
class Keys:
    """A keyboard that counts what is pressed; a word that is typed counts by its characters."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        """Press these keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, words: str) -> None:
        """Type words."""
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def press_and_go(self, *keys: str) -> None:
        """Press keys of which the last one opens another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])
        self.page.wait_for_selector("#keys-hint:not([hidden]), .empty, .errors")


@contextmanager
def a_seat(panel: Panel) -> Iterator[Seat]:
    """Serve review to a browser."""
    panel.house.client("review")
    server = make_server("127.0.0.1", 0, panel.house.apps["review"], threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu"])
        yield Seat(panel, browser, f"http://127.0.0.1:{server.server_port}")
        browser.close()
    server.shutdown()
    thread.join()
    server.server_close()
