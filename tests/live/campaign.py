"""A tablet's life under harm: schedules are done deed by deed, and after each the screen is held to the truth."""
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Error, sync_playwright

from shared.ids import read_receipt
from tests.live.chromium import Chromium
from tests.live.outpost import Outpost, an_outpost
from tests.live.schedules import DAY_MS, SKIES, Deed, plan, sky_of
from tests.live.servers import wait_until
from tests.live.tablet import DONE, Tablet
from tests.live.weather import CLEAR, Weather

PACE = 50
STIR_SECONDS = 0.15  # what a fault has to work in
AGREE_SECONDS, CALM_SECONDS = 4.0, 30.0
ROOM = 1000
WORKER = "/tablet/sw.js"
HELD = "SELECT id, receipt, text, digest, device_seq, device_prev FROM opinions WHERE device_id = ? ORDER BY device_seq"


@dataclass
class Campaign:
    """One tablet, one server, the weather between them. ``did`` counts deeds, ``faults`` names what was not true."""

    outpost: Outpost
    weather: Weather
    tablet: Tablet
    did: Counter[str] = field(default_factory=Counter)
    words: int = 0
    edition: int = 0

    def run(self, seed: int) -> None:
        """Do one schedule and see that nothing was lost, doubled or said that is not so."""
        done = []
        try:
            for deed in plan(seed):
                done.append(deed.name)
                self.act(deed)
                self.look()
            done.append("calm")
            self.calm()
        except (AssertionError, Error) as error:
            raise AssertionError(f"schedule {seed} after {done}: {error}\nscreen: {self.tablet.screen()}") from error

    def act(self, deed: Deed) -> None:
        """Do one deed."""
        self.did[deed.name] += 1
        if deed.name in SKIES:
            self.change_sky(deed)
        else:
            getattr(self, f"do_{deed.name}")(deed.chance)

    def say(self) -> str:
        """Words that nobody has said before."""
        self.words += 1
        return f"第 {self.words} 位居民：请写明由谁负责。"

    def change_sky(self, deed: Deed) -> None:
        """The weather turns; the sender is asked to try, and is given a moment."""
        self.weather.sky = sky_of(deed)
        self.tablet.sync()
        time.sleep(STIR_SECONDS)

    def do_clear(self, _chance: float) -> None:
        """The network is there again."""
        self.weather.sky = CLEAR
        self.tablet.sync()

    def do_speak(self, _chance: float) -> None:
        """Somebody leaves an opinion and is shown a receipt, whatever the network does."""
        assert self.tablet.speak(self.say()), "a healthy tablet did not keep an opinion"

    def do_speak_and_die(self, chance: float) -> None:
        """The tablet dies a few milliseconds after the button was pressed: kept or not, but not doubled."""
        page = self.tablet.fill(self.say())
        page.evaluate("document.querySelector('[data-action=send]').click()")
        time.sleep(chance * 0.03)
        self.tablet.restart()

    def do_kill_browser(self, _chance: float) -> None:
        """The tablet dies and comes up again."""
        self.tablet.restart()

    def do_kill_server(self, chance: float) -> None:
        """The server dies while something is sent, and comes up by itself."""
        self.tablet.sync()
        time.sleep(chance * 0.1)
        self.outpost.kill()
        self.outpost.start()

    def do_two_tabs(self, _chance: float) -> None:
        """Two tabs keep and send at the same moment."""
        with self.tablet.a_second_tab() as other:
            assert self.tablet.speak(self.say()) and self.tablet.speak(self.say(), other)
            for page in (other, self.tablet.page):
                self.tablet.sync(page)
            self.look()

    def do_full(self, _chance: float) -> None:
        """There is no room: the person is told that nothing was kept; with room again the same words are kept."""
        tablet, words = self.tablet, self.say()
        tablet.chromium.kill()
        tablet.chromium.start()
        tablet.chromium.narrow(tablet.origin, ROOM)
        tablet.open()
        page = tablet.fill(words)
        assert tablet.submit(page, words) is None, "a receipt was shown for what had no room"
        assert "没有保存" in page.inner_text("[data-error]")
        assert page.input_value("[name=text]") == words, "the words are gone from the form"
        tablet.chromium.widen(tablet.origin)
        page.evaluate("document.querySelectorAll('[data-error]').forEach((each) => each.hidden = true)")
        wait_until(lambda: tablet.submit(page, words), 10, "with room again the words are kept")

    def do_clock(self, chance: float) -> None:
        """The tablet's clock is a day ahead, a day behind, or right."""
        self.tablet.chromium.set_clock(int((chance * 3) // 1 - 1) * DAY_MS)

    def do_reload(self, _chance: float) -> None:
        """The page is loaded again, with or without a network."""
        self.tablet.page.reload()
        self.tablet.page.wait_for_selector("[data-strip]")

    def do_update(self, _chance: float) -> None:
        """A new version is there: it waits while anything is unsent, and the page is not pulled away."""
        self.edition += 1
        self._publish(f"\n// edition {self.edition}".encode())
        tablet = self.tablet
        tablet.page.evaluate(f"globalThis.minyiMark = {self.edition}")
        tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((all) => all.update()).catch(() => null)")
        time.sleep(STIR_SECONDS)
        assert tablet.worker()["mark"] == self.edition, "the page was loaded anew by itself"

    def _publish(self, mark: bytes) -> None:
        """Serve another build: one of its modules ends differently, and the worker knows that one's digest."""
        path, digest = self.module
        changed = sha256(self.plain + mark).hexdigest().encode()
        self.weather.editions[path] = lambda body: body + mark
        self.weather.editions[WORKER] = lambda body: body.replace(digest, changed)

    def learn(self) -> None:
        """Learn which modules the build has, while the server answers."""
        worker = requests.get(self.outpost.address + WORKER, timeout=10).content
        found = re.search(rb'"(/static/[^"]+\.js)": ?"([0-9a-f]{64})"', worker)
        assert found is not None, worker[:500]
        self.module = found[1].decode(), found[2]
        self.plain = requests.get(self.outpost.address + self.module[0], timeout=10).content
        assert sha256(self.plain).hexdigest().encode() == found[2]

    def look(self) -> None:
        """Hold the screen to the truth."""
        held = self.tablet.outbox()
        receipts = Counter(each["receipt"] for each in held)
        assert [each["seq"] for each in held] == list(range(1, len(held) + 1)), "the tablet's numbers have a gap"
        assert len({each["id"] for each in held}) == len(held)
        assert not (missing := set(self.tablet.told) - set(receipts)), f"told and gone: {missing}"
        assert max(receipts.values(), default=1) == 1, "one receipt for two opinions"
        stored = {row["id"] for row in self.outpost.rows(HELD, self.tablet.device)}
        wrong = [each for each in held if each["state"] == "confirmed" and each["id"] not in stored]
        assert not wrong, f"called confirmed and not in the database: {wrong}"
        wait_until(self._agrees, AGREE_SECONDS, f"the strip tells the truth: {self._strip_and_truth()}")

    def _strip_and_truth(self) -> tuple[dict[str, str], dict[str, Any]]:
        unsent = self.tablet.unsent()
        oldest = min((each["written_at"] for each in unsent), default="")
        return self.tablet.strip(), {"unsent": str(len(unsent)), "oldest": oldest}

    def _agrees(self) -> bool:
        said, so = self._strip_and_truth()
        return {name: said[name] for name in so} == so

    def calm(self) -> None:
        """Fair weather: all that was told is at the server once, nothing twice, and the chain is whole."""
        self.weather.sky = CLEAR
        self.outpost.await_answer()
        self.tablet.await_sent(CALM_SECONDS)
        self.look()
        self.audit()

    def audit(self) -> None:
        """Compare what was shown with what the server has."""
        tablet, rows = self.tablet, self.outpost.rows(HELD, self.tablet.device)
        words = Counter(row["text"] for row in rows)
        arrived = {row["receipt"]: row["text"] for row in rows}
        assert {receipt: arrived.get(read_receipt(receipt) or "") for receipt in tablet.told} == tablet.told, "lost"
        assert max(words.values(), default=1) == 1, f"doubled: {words.most_common(3)}"
        assert set(words) <= set(tablet.typed)
        self._audit_chain(rows)

    def _audit_chain(self, rows: list[sqlite3.Row]) -> None:
        """The server's numbers have no gap and each names what went before; the tablet has the very same."""
        held = self.tablet.outbox()
        assert [row["device_seq"] for row in rows] == list(range(1, len(rows) + 1)), "the chain has a gap"
        assert [row["device_prev"] for row in rows] == [None, *(row["digest"] for row in rows)][:len(rows)]
        assert [each["id"] for each in held] == [row["id"] for row in rows]
        assert {each["state"] for each in held} <= set(DONE)
        assert not self.outpost.rows("SELECT * FROM conflicts")


@contextmanager
def a_campaign(folder: Path, name: str = "平板一号", pace: float = PACE) -> Iterator[Campaign]:
    """A server, the weather, and a tablet that was just enrolled."""
    with an_outpost(folder / "server") as outpost, Weather(outpost.port) as weather, sync_playwright() as playwright:
        tablet = Tablet(Chromium(playwright, folder / "profile", pace=pace), weather.address)
        device = outpost.enrol(name)
        try:
            tablet.set_up("/" + device["enrolment_url"].split("/", 3)[3], device["id"])
            campaign = Campaign(outpost, weather, tablet)
            campaign.learn()
            yield campaign
        finally:
            weather.sky = CLEAR
            tablet.chromium.remove()
