"""A tablet and the person who holds it: what they do, what the screen says, what the tablet holds."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from tests.live.chromium import Chromium
from tests.live.servers import wait_until

APP = "/tablet"
SAID_MS = 15_000
STRIP = """() => { const found = document.querySelector("[data-strip]"); return found ? {...found.dataset} : null; }"""
OUTBOX = """() => new Promise((tell, fail) => {
  const asked = indexedDB.open("minyi");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("outbox").objectStore("outbox").getAll();
    all.onsuccess = () => { asked.result.close(); tell(all.result.map((each) => ({id: each.id, seq: each.seq,
      state: each.state, receipt: each.receipt, digest: each.digest, written_at: each.written_at})));
    };
    all.onerror = () => fail(all.error);
  };
})"""
DONE = ("confirmed", "aside")


@dataclass
class Tablet:
    """``told``: receipt → words, as the screen has shown them; ``typed``: all words that anybody tried to leave."""

    chromium: Chromium
    origin: str
    device: str = ""
    told: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    def set_up(self, enrolment: str, device: str) -> None:
        """Enrol over the one-time address, choose the event, and wait until the app works without a network."""
        self.device = device
        self.chromium.start()
        self.chromium.keep_for_good(self.origin)
        self.page = self.chromium.page(self.origin + enrolment)
        self.page.click("[data-action=bind], [data-action=enrol]")
        self.page.wait_for_url(f"**{APP}*")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.choose_event()

    def choose_event(self) -> None:
        """Choose what is collected for: the first draft, at the station itself."""
        self.page.click("[data-action=choose-event]")
        self.page.click("form.event [data-action=start]")
        self.page.wait_for_selector("[data-strip]")

    def open(self) -> None:
        """Open the app in a browser that was just started."""
        self.page = self.chromium.page(self.origin + APP)
        self.page.wait_for_selector("[data-strip]")

    def restart(self) -> None:
        """The battery dies; the tablet comes up again."""
        self.chromium.kill()
        self.chromium.start()
        self.open()
        for receipt in self.chromium.shown - set(self.told):
            self.told[receipt] = self.typed[-1]  # it stood on the screen when that went dark

    def fill(self, words: str, page: Page | None = None) -> Page:
        """Come to the form and write down what somebody says."""
        page = page or self.page
        self.typed.append(words)
        if not page.is_visible("[name=text]"):
            page.click("[data-action=next], [data-action=start]")
        page.fill("[name=text]", words)
        return page

    def speak(self, words: str, page: Page | None = None) -> str | None:
        """Leave an opinion: the receipt that the screen shows, or None where it says that nothing was kept."""
        return self.submit(self.fill(words, page), words)

    def submit(self, page: Page, words: str) -> str | None:
        """Press the button under what was written down."""
        page.click("[data-action=send]")
        page.wait_for_selector("[data-receipt], [data-error]:visible", timeout=SAID_MS)
        if not page.is_visible("[data-receipt]"):
            return None
        receipt = page.inner_text("[data-receipt]").strip()
        assert receipt and receipt not in self.told, f"{receipt} is shown for a second opinion"
        self.told[receipt] = words
        return receipt

    def sync(self, page: Page | None = None) -> None:
        """Press "send now", where it can be pressed."""
        button = (page or self.page).locator("[data-action=sync]")
        if button.is_visible() and button.is_enabled():
            button.click()

    def strip(self, page: Page | None = None) -> dict[str, str]:
        """What the strip says now."""
        found: dict[str, str] | None = (page or self.page).evaluate(STRIP)
        assert found is not None, "the strip is not on the screen"
        return found

    def outbox(self) -> list[dict[str, Any]]:
        """What lies on the tablet, by number."""
        found: list[dict[str, Any]] = self.page.evaluate(OUTBOX)
        return found

    def unsent(self) -> list[dict[str, Any]]:
        """What no server has confirmed."""
        return [each for each in self.outbox() if each["state"] not in DONE]

    def await_sent(self, seconds: float) -> None:
        """Wait until the strip says that all has arrived."""

        def is_sent() -> bool:
            self.sync()
            return self.strip()["unsent"] == "0" and not self.unsent()

        wait_until(is_sent, seconds, f"everything is confirmed: {self.strip()} {self.unsent()[:3]}", pause=0.15)

    @contextmanager
    def a_second_tab(self) -> Iterator[Page]:
        """The same app once more in the same browser."""
        page = self.chromium.page(self.origin + APP)
        page.wait_for_selector("[data-strip]")
        try:
            yield page
        finally:
            if not page.is_closed():
                page.close()

    def worker(self) -> dict[str, Any]:
        """Whether a new worker waits, and a mark of the page that a reload would wipe."""
        found: dict[str, Any] = self.page.evaluate("""() => navigator.serviceWorker.getRegistration().then((all) =>
            ({waiting: !!all?.waiting, installing: !!all?.installing, mark: globalThis.minyiMark ?? null}))""")
        return found

    def screen(self) -> str:
        """The words on the screen, for a report."""
        try:
            return self.page.inner_text("body")[:400]
        except Error as error:
            return str(error)
