"""Staff at their desks: a consultation in the making, and a browser for each of them."""
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from deploy.sample.door import Door, until
from tests.journeys.story import PASSWORD, SAMPLE, STAFF, WAIT, Story
from tests.live.machine import Machine

OPINIONS = 8
STATION, PUBLIC_NAME, KIND, CHANNEL = "枫香乡井边工作站", "井边合作社", "organisation", "kiosk"
DESKS = ("stations", "devices", "popups", "activities", "parcels", "forms", "conflicts", "boxes", "stock", "slips",
         "recordings", "items", "kiosks")
ODD_DRAFT = "某某县古井保护条例（草案）\n第一章 总则\n第一条 为了保护古井，制定本条例。\n第三条 井台要修。\n"
MEASURE = """() => {
  const seen = (box) => box.width > 0 && box.height > 0;
  const target = (each) => each.matches("[type=checkbox], [type=radio]") ? each.closest("label") || each : each;
  const all = "main button, main .button, main summary, main input, main select, nav a";
  const small = [...document.querySelectorAll(all)]
    .filter((each) => each.type !== "hidden").map(target)
    .map((each) => [each.innerText || each.name || each.tagName, each.getBoundingClientRect()])
    .filter(([, box]) => seen(box) && (box.height < 43.5 || box.width < 43.5)).map(([words]) => words.trim());
  return [document.documentElement.scrollWidth - innerWidth, small];
}"""


@dataclass
class Stage:
    """The product, what has been done in it, and a browser; ``trouble`` is what the consoles have said."""

    machine: Machine
    browser: Browser
    story: Story
    trouble: list[str] = field(default_factory=list)
    odd_draft: str = ""

    def set_up(self) -> None:
        """People, a draft that warns, an open consultation, and what a station's kiosk has heard about it."""
        self.story.hire()
        self.odd_draft = self._import(ODD_DRAFT)
        self.story.open("draft.txt", SAMPLE.read_bytes())
        self._speak(self._kiosk())
        path = f"/review/api/v1/assignments?consultation={self.story.consultation}&state=offered"
        until(lambda: self.story.people["group"].get(path)["total"] == OPINIONS, WAIT, "all are assigned")

    @contextmanager
    def seat(self, account: str, width: int = 1024, password: str = PASSWORD, **rest: Any) -> Iterator[Page]:
        """A page of somebody who has signed in through the form."""
        context = self.browser.new_context(base_url=self.machine.address, viewport={"width": width, "height": 740},
                                           **rest)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.goto("/review/sign-in")
        page.fill("[name=account]", account)
        page.fill("[name=password]", password)
        page.click("main button.primary")
        page.wait_for_url(lambda url: "sign-in" not in url)
        yield page
        context.close()

    def desk(self, last: str = "") -> str:
        """The path of the consultation's pages in review."""
        return f"/review/consultations/{self.story.consultation}{last}"

    def an_expert(self) -> tuple[str, str]:
        """The id and the account of an expert who has something to assess."""
        found = next(each for each in self.story.experts if self.waiting_of(each))
        accounts = self.story.people["admin"].get("/review/api/v1/accounts")["items"]
        return found, next(each["account"] for each in accounts if each["id"] == found)

    def waiting_of(self, account_id: str) -> int:
        """How many assignments an expert has open."""
        path = f"/review/api/v1/assignments?consultation={self.story.consultation}&state=offered"
        return int(self.story.experts[account_id].get(path)["total"])

    def pages(self) -> dict[str, Sequence[str]]:
        """Every staff page by who opens it."""
        people, asked = self.story.people, self.story.consultation
        reports = ["/reports/", f"/reports/consultations/{asked}", f"/reports/submissions/{self.story.submission}",
                   f"/reports/submissions/{self.story.submission}/outcomes"]
        account = people["admin"].get("/review/api/v1/accounts")["items"][-1]["id"]
        return {
            STAFF["officer"]: ["/review/", "/review/me", self.desk(), self.desk("/work"), self.desk("/history"),
                               self.desk("/questions"), *reports, "/notify/", f"/notify/consultations/{asked}",
                               "/notify/notices", "/notify/dead-letters", "/notify/bulletins",
                               f"/notify/bulletins/{asked}", *(f"/staff/{name}" for name in DESKS)],
            STAFF["adviser"]: ["/review/", self.desk("/gate"), self.desk("/notes"), self.desk("/questions")],
            STAFF["group"]: ["/review/", "/review/consultations/new", f"/review/consultations/{self.odd_draft}",
                             f"/review/consultations/{self.odd_draft}/structure", reports[2]],
            STAFF["leader"]: ["/review/", self.desk("/approve"), "/reports/"],
            "expert-env": ["/review/", "/review/desk"],
            "admin": ["/review/", "/review/people", "/review/people/experts", "/review/people/groups",
                      f"/review/people/{account}", "/review/parked", "/review/enrol"]}

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"{message.text} {message.location.get('url', '')}")

    def _import(self, draft: str) -> str:
        now = datetime.now(UTC)
        made = self.story.people["group"].post(
            "/review/api/v1/consultations", files={"file": ("draft.txt", draft.encode())}, data={
                "title": "古井保护条例（草案）征求意见", "level": "county", "sector": "文化",
                "opens_at": now.isoformat(), "closes_at": (now + timedelta(days=20)).isoformat()})
        return str(made["id"])

    def _kiosk(self) -> Door:
        admin = self.story.people["admin"]
        station = admin.post("/api/v1/stations", {"name": STATION, "kind": "fixed", "township": "枫香乡",
                                                  "address": "井边路 1 号", "population": 3000})
        made = admin.post(f"/api/v1/stations/{station['id']}/devices", {"name": "一号机", "kind": "kiosk"})
        return self.story.door.with_token(made["token"])

    def _speak(self, kiosk: Door) -> None:
        for number in range(OPINIONS):
            opinion = self.story.an_opinion(number) | {
                "provision": self.story.articles[0], "channel": CHANNEL,
                "submitter": {"kind": KIND, "public_name": PUBLIC_NAME}}
            self.story.opinions.append(opinion)
            self.story.receipts[opinion["id"]] = kiosk.post("/api/v1/opinions", opinion)["receipt"]
