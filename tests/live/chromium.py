"""A tablet's browser: Chromium with a profile of its own; all its processes can be killed, and it opens again."""
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright

from tests.live.servers import wait_until

COMMAND = ["/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
           "--no-first-run", "--disable-component-update", "--disable-sync", "--disable-extensions",
           "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio", "--remote-debugging-port=0",
           "--disable-features=Translate,OptimizationHints,MediaRouter"]
CLOCK = """(() => {
  const Real = Date;
  globalThis.minyiAhead = 0;
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + globalThis.minyiAhead); }
    static now() { return Real.now() + globalThis.minyiAhead; }
  };
})();"""
PACE = """try { localStorage.setItem("minyi-test-pace", "%s"); } catch { /* about:blank has none */ }"""
AHEAD = "globalThis.minyiAhead = %d;"

SHOWN = "minyi-told "
TELL = """new MutationObserver(() => {
  const said = document.querySelector("[data-receipt]");
  if (said?.checkVisibility() && said.textContent.trim()) console.info("minyi-told " + said.textContent.trim());
}).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});"""


@dataclass
class Chromium:
    """The browser of one tablet. ``trouble``: what pages have said of errors; ``shown``: receipts that stood on a
    screen, also in the moment before it went dark."""

    playwright: Playwright
    profile: Path
    pace: float = 1.0
    ahead_ms: int = 0
    kills: int = 0
    trouble: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def start(self) -> BrowserContext:
        """Open the browser on its profile; pages open with the tablet's clock as it was left."""
        told = self.profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self.process = subprocess.Popen([*COMMAND, f"--user-data-dir={self.profile}", "about:blank"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        port = wait_until(lambda: told.exists() and told.read_text().split("\n")[0], 30, "Chromium", pause=0.02)
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        self.context = self.browser.contexts[0]
        self.context.set_default_timeout(20_000)
        for script in (CLOCK, TELL, AHEAD % self.ahead_ms, PACE % self.pace):
            self.context.add_init_script(script)
        return self.context

    def page(self, path: str) -> Page:
        """Open a page."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", self._hear)
        page.goto(path)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith(SHOWN):
            self.shown.add(message.text.removeprefix(SHOWN))

    def set_clock(self, ahead_ms: int) -> None:
        """Move the clock that pages see, those that are open too."""
        self.ahead_ms = ahead_ms
        self.context.add_init_script(AHEAD % ahead_ms)
        for page in self.context.pages:
            page.evaluate(AHEAD % ahead_ms)

    def kill(self) -> None:
        """Kill all processes of the browser at once, as a battery does."""
        self.kills += 1
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        with suppress(Exception):
            self.browser.close()  # our side of a connection that is gone
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)

    def narrow(self, origin: str, size: int) -> None:
        """Give an origin so many bytes of storage. It works in a browser that has not written there yet: Chromium
        remembers for half a minute what room there was."""
        self._narrowed = self.context.new_cdp_session(self.context.pages[0])
        self._narrowed.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": size})

    def widen(self, origin: str) -> None:
        """Give an origin all its room again; this is seen at once."""
        self._narrowed.send("Storage.overrideQuotaForOrigin", {"origin": origin})
        self._narrowed.detach()

    def keep_for_good(self, origin: str) -> None:
        """Grant what an installed app is granted: storage that is not swept away."""
        session = self.browser.new_browser_cdp_session()
        session.send("Browser.grantPermissions", {"permissions": ["durableStorage"], "origin": origin})

    def remove(self) -> None:
        """End it and delete its profile."""
        self.kill()
        shutil.rmtree(self.profile, ignore_errors=True)
