"""A kiosk in a real browser: enrolled, with a person in front of it, and what can be measured of its screens."""
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.visitors import WATCH, Site
from tests.journeys.story import PASSWORD, STAFF

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "small": (1024, 768)}
LEAST_TEXT, LEAST_LEADING, LEAST_CONTRAST, LEAST_TARGET = 18, 1.3, 4.5, 60
VOICES = """
  const voice = { lang: "zh-CN", name: "invented", default: true, localService: true, voiceURI: "invented" };
  window.spoken = [];
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: function (text) { this.text = text; } });
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [voice], speak: (said) => window.spoken.push(said.text), cancel: () => undefined,
    addEventListener: () => undefined, removeEventListener: () => undefined } });
"""
MEASURE = """([text, leading, contrast, target]) => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(each).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const ratio = (element) => {
    const lights = [light(numbers(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => a - b);
    return (lights[1] + 0.05) / (lights[0] + 0.05);
  };
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("script, style, title");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim() && isSeen(parentElement)) texts.push(parentElement);
  }
  texts.push(...document.querySelectorAll("input, textarea"));
  const name = (element) => (element.innerText || element.placeholder || element.tagName).trim().slice(0, 30);
  const style = (element, which) => parseFloat(getComputedStyle(element)[which]);
  const touched = [...document.querySelectorAll("button, a, input, textarea, select, audio")].filter(isSeen);
  const box = (each) => each.getBoundingClientRect();
  const isLow = (each) => box(each).width < target - 0.5 || box(each).height < target - 0.5;
  return {
    texts: texts.length, sideways: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    tiny: texts.filter((each) => style(each, "fontSize") < text).map(name),
    tight: texts.filter((each) => style(each, "lineHeight") / style(each, "fontSize") < leading - 0.001).map(name),
    faint: texts.filter((each) => ratio(each) < contrast).map(name),
    low: touched.filter(isLow).map(name),
    beside: touched.filter((each) => box(each).right > innerWidth + 1).map(name),
  };
}"""


@dataclass
class Booth:
    """A station with one kiosk at a site; ``trouble``: what its console has said."""

    site: Site
    station: str = ""
    device: dict[str, Any] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)

    def set_up(self) -> None:
        """Make the station, its office and a leaflet."""
        officer = self.site.story.people["officer"]
        self.station = officer.post("/api/v1/stations", {
            "name": "枫香乡工作站", "kind": "fixed", "township": "枫香乡", "address": "枫香乡井边一号",
            "population": 900})["id"]

    def enrol(self, page: Page, kind: str = "kiosk") -> None:
        """Bind a new device of the station in this browser."""
        made = self.site.story.people["officer"].post(f"/api/v1/stations/{self.station}/devices",
                                                      {"name": "大厅自助机", "kind": kind})
        self.device = made
        page.goto(made["enrolment_url"].replace(made["enrolment_url"].split("/enrol/")[0], self.site.machine.address))
        page.locator("[data-enrol] button, [data-action=enrol], [data-action=bind]").first.click()
        page.wait_for_url("**/kiosk")
        page.wait_for_selector("main[data-step=home]")

    @contextmanager
    def visitor(self, size: str = "portrait", script: str = "", **rest: Any) -> Iterator[Page]:
        """An enrolled kiosk of that size, on its first screen."""
        width, height = SIZES[size]
        context = self.site.browser.new_context(base_url=self.site.machine.address, has_touch=True,
                                                viewport={"width": width, "height": height}, **rest)
        context.add_init_script(WATCH + script)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.enrol(page)
        yield page
        context.close()

    @contextmanager
    def officer(self) -> Iterator[Page]:
        """A page of the officer, signed in."""
        with self.site.visitor() as page:
            page.goto("/review/sign-in")
            page.fill("[name=account]", STAFF["officer"])
            page.fill("[name=password]", PASSWORD)
            page.locator("main form button").click()
            page.wait_for_url(lambda url: "sign-in" not in url)
            yield page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"{message.text} {message.location.get('url', '')}")


def faults(page: Page) -> dict[str, Any]:
    """What of a screen does not keep the numbers for old people's eyes and hands."""
    found: dict[str, Any] = page.evaluate(MEASURE, [LEAST_TEXT, LEAST_LEADING, LEAST_CONTRAST, LEAST_TARGET])
    assert found.pop("texts") > 3
    return {name: what for name, what in found.items() if what}


def press(page: Page, *names: str) -> None:
    """Press buttons by what they do, one after the other."""
    for name in names:
        page.locator(f"[data-action={name}], [data-pick='{name}']").first.click()


def go_to(page: Page, step: str) -> None:
    """From the first screen to the screen of a step of the opinion's way."""
    way = ["opinions", "", "whole", "support", "TEXT", "next"]
    lengths = {"draft": 1, "article": 2, "stance": 3, "words": 4, "contact": 6}
    for name in way[:lengths[step]]:
        if name == "TEXT":
            page.locator("textarea").fill("井台边要有围栏。")
        elif name:
            press(page, name)
        else:
            page.locator("main[data-step=draft] .pick").first.click()
    page.wait_for_selector(f"main[data-step={step}]")


KEPT = """async () => {
  const opened = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = fail;
  });
  const text = (value) => value instanceof Uint8Array ? [...value].map((each) => String.fromCharCode(each)).join("")
    : value && typeof value === "object" ? Object.values(value).map(text).join("\\n")
    : [...new TextEncoder().encode(String(value))].map((each) => String.fromCharCode(each)).join("");
  const all = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await opened(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      if (store !== "consultations") all.push(...await opened(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
  }
  return text(all);
}"""


def kept_bytes(page: Page) -> bytes:
    """All that the kiosk's databases hold, but the public drafts, as bytes one after the other."""
    held: str = page.evaluate(KEPT)
    return held.encode("latin-1")


def read_heap(page: Page) -> str:
    """Everything that the page's memory holds, after what nobody needs was thrown away."""
    client, pieces = page.context.new_cdp_session(page), []
    client.on("HeapProfiler.addHeapSnapshotChunk", lambda event: pieces.append(event["chunk"]))
    client.send("HeapProfiler.collectGarbage")
    client.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    client.detach()
    strings: list[str] = json.loads("".join(pieces))["strings"]
    return "\n".join(strings)


def draw_pdf(paper: bytes, dots: int) -> Image.Image:
    """A PDF's only page as a printer of that many dots to the inch prints it."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "slip.pdf").write_bytes(paper)
        subprocess.run(["pdftoppm", "-r", str(dots), "-png", "slip.pdf", "slip"], cwd=folder, check=True)
        [page] = Path(folder).glob("*.png")
        return Image.open(BytesIO(page.read_bytes()))
