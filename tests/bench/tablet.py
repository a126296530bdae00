"""The tablet: how fast a day's opinions are away on a network, how fast it opens without one, how big it is."""
import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import requests

from tests.bench.figures import Figure
from tests.live.campaign import Campaign, a_campaign
from tests.live.servers import ROOT
from tests.live.tablet import APP
from tests.live.weather import CLEAR, OFFLINE, Sky

QUEUED, OPENINGS = 500, 20
SLOW = Sky(kbit=50, loss=0.05)
BUILT = ROOT / "services" / "intake" / "static" / "dist"
STAMP = """addEventListener("DOMContentLoaded", () => {
  const usable = () => [...document.querySelectorAll("[name=text], [data-action=start], [data-action=next]")]
    .some((each) => each.checkVisibility() && !each.disabled);
  const look = () => { if (usable()) globalThis.minyiUsable = performance.now(); else requestAnimationFrame(look); };
  look();
});"""
USABLE = """() => new Promise((tell) => {
  const look = () => { if (globalThis.minyiUsable) tell(globalThis.minyiUsable); else requestAnimationFrame(look); };
  look();
})"""
LEAVE = """async ([from, count]) => {
  const until = async (find) => { for (const began = performance.now(); performance.now() - began < 20_000;) {
    const got = find(); if (got) return got;
    await new Promise((go) => setTimeout(go, 1)); } throw new Error(`never: ${find}`); };
  const at = (what) => document.querySelector(what);
  const press = (what) => at(what)?.checkVisibility() ? at(what) : null;
  for (let i = from; i < from + count; i += 1) {
    if (!at("[name=text]")) (await until(() => press("[data-action=next]") ?? press("[data-action=start]"))).click();
    const field = await until(() => at("[name=text]"));
    field.value = `第 ${i} 位居民：建议把井台周围三米划为保护范围，写明由谁负责，几天之内办完。`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((go) => setTimeout(go, 5)); // the page draws what was typed
    at("[data-action=send]").click();
    await until(() => at("[data-receipt]"));
  }
}"""
WORDS = """([from, count]) => Array.from({ length: count }, (_, i) =>
  `第 ${from + i} 位居民：建议把井台周围三米划为保护范围，写明由谁负责，几天之内办完。`)"""


def tablet() -> list[Figure]:
    """All figures of the tablet."""
    with a_tablet() as campaign:
        figures = [*_sizes(campaign), _opens(campaign), _drains(campaign, CLEAR, 5), _drains(campaign, SLOW, 60)]
        campaign.calm()
    return figures


@contextmanager
def a_tablet() -> Iterator[Campaign]:
    """A server and a tablet with the pauses that it has in the field."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, \
            a_campaign(Path(folder), pace=1) as campaign:
        yield campaign


def _opens(campaign: Campaign) -> Figure:
    """From the start of the navigation to a form that can be used, with no server: the median of twenty."""
    peer = median(_ready(campaign) for _ in range(OPENINGS))
    campaign.outpost.kill()
    context = campaign.tablet.chromium.context
    context.add_init_script(STAMP)
    taken, plain = [], []
    for _ in range(OPENINGS):
        page = campaign.tablet.chromium.page(campaign.tablet.origin + APP)
        taken.append(float(page.evaluate(USABLE)))
        plain.append(float(page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")))
        page.close()
    campaign.outpost.start()
    campaign.outpost.await_answer()
    return Figure("tablet: usable from a cold page, server stopped", median(taken), 300, "less", "ms",
                  f"median of {OPENINGS}, most {max(taken):.0f}; the page's own bytes {median(plain):.0f}; "
                  f"the home page from a running server {peer:.0f}")


def _ready(campaign: Campaign) -> float:
    """The peer: from the start of a navigation to the home page that a server sends, all of it there."""
    page = campaign.tablet.chromium.page(campaign.tablet.origin)
    ready = float(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
    page.close()
    return ready


def _drains(campaign: Campaign, sky: Sky, target: float) -> Figure:
    """From the network's return to the last confirmation of 500 opinions."""
    tablet, weather = campaign.tablet, campaign.weather
    _queue(campaign)
    sent, got = weather.bytes_up, weather.bytes_down
    began = time.perf_counter()
    weather.sky = sky
    tablet.chromium.context.set_offline(False)
    while tablet.strip()["unsent"] != "0":
        time.sleep(0.02)
        if time.perf_counter() - began > 4 * target:
            break
    seconds = time.perf_counter() - began
    sent, got = weather.bytes_up - sent, weather.bytes_down - got
    peer = _plain(campaign, sent)
    line = f"{sky.kbit:.0f} kbit/s, {sky.loss:.0%} lost" if sky.kbit else "loopback"
    return Figure(f"tablet: {QUEUED} opinions away, {line}", seconds, target, "less", "s",
                  f"{sent / 1000:.0f} kB up, {got / 1000:.0f} kB down; the plain bytes up alone {peer:.2f} s")


def _queue(campaign: Campaign) -> None:
    """Leave 500 opinions through the form without a network."""
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    tablet.chromium.context.set_offline(True)
    tablet.page.evaluate(LEAVE, [campaign.words, QUEUED])
    tablet.typed += tablet.page.evaluate(WORDS, [campaign.words, QUEUED])
    campaign.words += QUEUED
    assert len(tablet.unsent()) == QUEUED == int(tablet.strip()["unsent"])


def _plain(campaign: Campaign, size: int) -> float:
    """The floor: so many bytes posted through the same weather in one body."""
    began = time.perf_counter()
    requests.post(f"{campaign.weather.address}/nothing", data=os.urandom(size), timeout=600)
    return time.perf_counter() - began


def _sizes(campaign: Campaign) -> list[Figure]:
    """What the build makes, and what each app fetches and keeps for itself: its page, its programs, its styles."""
    built = {each.name: len(gzip.compress(each.read_bytes(), 9, mtime=0)) / 1000 for each in BUILT.glob("*.js")}
    return [_weight("client, all that is built, gzip", built),
            *(_weight(f"client, all that a {app} keeps, gzip", _kept_by(campaign, app)) for app in ("tablet", "kiosk"))]


def _kept_by(campaign: Campaign, app: str) -> dict[str, float]:
    """The kilobytes of an app by file: its worker, what that keeps, and the program that binds the device."""
    address = campaign.outpost.address
    worker = requests.get(f"{address}/{app}/sw.js", timeout=20).content
    kept = json.loads(worker.split(b"self.MINYI = ", 1)[1].split(b";\n", 1)[0])["files"]
    files = {path.rsplit("/", 1)[1]: requests.get(address + path, timeout=20).content for path in kept}
    files |= {"sw.js": worker, "enrol.js": (BUILT / "enrol.js").read_bytes()}
    return {name: len(gzip.compress(content, 9, mtime=0)) / 1000 for name, content in files.items()}


def _weight(what: str, sizes: dict[str, float]) -> Figure:
    shown = ", ".join(f"{name} {size:.1f}" for name, size in sorted(sizes.items(), key=lambda each: -each[1]))
    return Figure(what, sum(sizes.values()), 60, "less", "kB", shown)
