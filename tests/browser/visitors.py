"""People at the public site: a browser of their own each, and what can be measured of a page they see."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from deploy.sample.door import until
from tests.journeys.story import SAMPLE, Story
from tests.live.machine import Machine

OPINIONS = 4
HEIGHT = 740
NOTE = "谁管什么：文化部门管井，林业部门管树，水利部门管塘。"
QUESTIONS = [
    {"id": "q1", "text": "谁来管井最合适？", "kind": "single", "provision": "art_5",
     "options": [{"id": "a", "text": "村里自己管"}, {"id": "b", "text": "乡镇派人管"}]},
    {"id": "q2", "text": "您家附近有哪些要保护的？", "kind": "multiple", "provision": None,
     "options": [{"id": "w", "text": "古井"}, {"id": "t", "text": "古树"}, {"id": "p", "text": "山塘"}]},
    {"id": "q3", "text": "您最担心什么？", "kind": "words", "options": [], "provision": None}]
WATCH = """addEventListener("securitypolicyviolation", (event) => console.error("CSP: " + event.violatedDirective));"""
MEASURE = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(each).backgroundColor);
      if (a === 1) return [r, g, b];
      if (a !== 0) throw new Error(`a ground that is half seen through: ${each.className}`);
    }
    return [255, 255, 255];
  };
  const ratio = (element) => {
    const lights = [light(numbers(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => a - b);
    return (lights[1] + 0.05) / (lights[0] + 0.05);
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".visually-hidden, .skip, script, style, title");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim() && isSeen(walker.currentNode.parentElement)) texts.push(walker.currentNode);
  }
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const isAside = (element) => element.closest("small, .muted, .hint, .state, .sealed, .address, thead");
  const name = (element) => (element.innerText || element.name || element.tagName).trim().slice(0, 30);
  const pressed = (each) => each.matches("[type=checkbox], [type=radio]") ? each.closest("label") : each;
  const targets = "button, .button, summary, input:not([type=hidden]), select, textarea, "
    + "nav a, .tools a, .say a, .most a, .over a";
  return {
    sideways: document.documentElement.scrollWidth - innerWidth,
    texts: texts.length,
    faint: texts.filter((each) => ratio(each.parentElement) < 4.5).map((each) => each.data.trim().slice(0, 30)),
    tiny: texts.map((each) => each.parentElement).filter((each) => size(each) < 14).map(name),
    small: texts.map((each) => each.parentElement).filter((each) => each.closest("main"))
      .filter((each) => size(each) < 16 && !isAside(each)).map(name),
    low: [...document.querySelectorAll(targets)].filter(isSeen).map(pressed)
      .filter((each) => each.getBoundingClientRect().height < 43.5).map(name),
  };
}"""


@dataclass
class Site:
    """The product with one consultation that is answered and one that is open; ``trouble``: what consoles have said."""

    machine: Machine
    browser: Browser
    story: Story
    trouble: list[str] = field(default_factory=list)
    answered: str = ""
    aside: str = ""
    over: str = ""

    def set_up(self) -> None:
        """Walk one consultation to its last answer, then open another."""
        story = self.story
        story.hire()
        story.open("draft.txt", SAMPLE.read_bytes())
        story.speak(OPINIONS)
        story.assess()
        for step in (story.consolidate, story.approve, story.submit, story.decide, story.await_answers):
            step()
        ids = [each["id"] for each in story.opinions]
        self.over, self.answered, self.aside = story.consultation, story.receipts[ids[0]], story.receipts[ids[-1]]
        story.people["group"].post(f"/review/api/v1/consultations/{self.over}/close")
        self.open()

    def open(self) -> None:
        """Open the consultation that people see in use, with all it may be asked with."""
        self.story.open("draft.txt", SAMPLE.read_bytes())
        self._ask()

    def _ask(self) -> None:
        """Put plain words and focus questions to the open draft, and wait until people see them."""
        group, path = self.story.people["group"], f"/review/api/v1/consultations/{self.story.consultation}"
        group.ask("PUT", f"{path}/notes/{self.story.articles[4]}", {"text": NOTE})
        group.ask("PUT", f"{path}/questions", {"questions": QUESTIONS})
        public = f"/api/v1/consultations/{self.story.consultation}"
        until(lambda: self.story.door.get(public)["questions"], 20, "the questions are public")

    @contextmanager
    def visitor(self, width: int = 1024, **rest: Any) -> Iterator[Page]:
        """A page of somebody who has never been here."""
        context = self.browser.new_context(base_url=self.machine.address, viewport={"width": width, "height": HEIGHT},
                                           **rest)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        yield page
        context.close()

    def draft(self, last: str = "") -> str:
        """The path of the open consultation's draft."""
        return f"/c/{self.story.consultation}{last}"

    def pages(self) -> list[str]:
        """Every public page that needs no form to be filled in."""
        return ["/", self.draft(), self.draft("/speak"), self.draft(f"/speak?provision={self.story.articles[4]}"),
                f"/c/{self.over}", "/t", f"/t/{self.answered}", f"/t/{self.aside}", f"/t/{self.answered}/thanks",
                "/notify/bulletins", f"/notify/bulletins/{self.over}", "/review/sign-in"]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"{message.text} {message.location.get('url', '')}")


def faults(page: Page) -> dict[str, Any]:
    """What is wrong with the page as it is seen now; raises AssertionError if it shows hardly any text."""
    found: dict[str, Any] = page.evaluate(MEASURE)
    assert found.pop("texts") > 10
    return {name: what for name, what in found.items() if what}
