"""Plays the sample through the real doors, from the first account to the last answer."""
import json
import os
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from deploy.sample.asking import NOTES, QUESTIONS
from deploy.sample.door import Door, DoorRefused, until
from deploy.sample.hiring import describe_staff, introduce, review_filings
from deploy.sample.plan import build_plan
from deploy.sample.progress import Progress
from deploy.sample.records import Opinion, Plan
from shared.ids import new_id
from shared.sealing import seal_contact

DAYS = 29
HERE = ZoneInfo("Asia/Shanghai")
THREADS = 6
WAIT = 300.0
DEVICES = {"kiosk": "kiosk", "tablet": "tablet"}
T = TypeVar("T")


@dataclass
class Player:
    """Plays *plan* to *door*; the ids the product gave stand beside the plan's positions."""

    plan: Plan
    door: Door
    password: str
    first_day: datetime
    doors: dict[str, Door] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    stations: list[str] = field(default_factory=list)
    devices: dict[tuple[int, str], Door] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    consultation: str = ""
    group: str = ""
    opinions: list[str] = field(default_factory=list)
    suggestions: dict[int, dict[str, Any]] = field(default_factory=dict)
    submission: str = ""
    _by_words: dict[tuple[str | None, str], int] = field(default_factory=dict)

    def prepare(self) -> None:
        """Stations, groups, people and devices."""
        self._set_up_stations(self.doors["admin"])
        people = [(each.account, each.name, each.roles, each.stations, each.groups) for each in self.plan.staff
                  if each.account != "admin"]
        people += [(each.account, each.name, ("expert",), (), ()) for each in self.plan.experts]
        self._each("建立账号 accounts", people, lambda person: self._hire(*person))
        today, admin = datetime.now(HERE).date(), self.doors["admin"]
        self._each("专家库 experts", list(zip(self.plan.experts, self.plan.selections, strict=True)),
                   lambda pair: introduce(admin, self.accounts[pair[0].account], *pair, today))
        describe_staff(admin, self.plan, self.accounts, self.groups)
        experts = {self.accounts[each.account]: self.doors[each.account] for each in self.plan.experts}
        review_filings(admin, self.plan, experts, datetime.now(HERE))

    def _set_up_stations(self, admin: Door) -> None:
        """Stations with a kiosk and a tablet each, and the work groups."""
        for station in self.plan.stations:
            body = {name: getattr(station, name) for name in ("name", "kind", "township", "address", "population")}
            self.stations.append(admin.post("/api/v1/stations", body)["id"])
        self.groups = [admin.post("/review/api/v1/groups", {"name": group.name, "sectors": list(group.sectors)})["id"]
                       for group in self.plan.groups]
        for position, kind in ((position, kind) for position in range(len(self.stations)) for kind in DEVICES):
            path = f"/api/v1/stations/{self.stations[position]}/devices"
            made = admin.post(path, {"name": f"{kind}-1", "kind": kind})
            self.devices[position, kind] = self.door.with_token(made["token"])

    def open(self) -> None:
        """Import the draft and open the consultation."""
        self.consultation, self.group = self._ask("regulation.txt", "民族文化和历史文化保护", self.first_day, days=1)

    def ask_again(self) -> None:
        """Open a second consultation, for whoever wants to try speaking: the first one is over by now."""
        self._ask("second.txt", "市场管理", datetime.now(UTC), days=45)

    def _ask(self, file: str, sector: str, opens_at: datetime, days: int) -> tuple[str, str]:
        """Import a draft and open it at the door of the group its sector leads to; returns both."""
        group, draft = self._first("group"), files("deploy.sample").joinpath(file).read_bytes()
        title = draft.decode().splitlines()[0].strip()
        made: str = group.post("/review/api/v1/consultations", files={"file": (file, draft)}, data={
            "title": f"{title}征求意见", "level": "prefecture", "sector": sector, "invented": "true",
            "audience": "全市居民、村（居）民委员会、企业事业单位和社会组织", "opens_at": opens_at.isoformat(),
            "closes_at": (datetime.now(UTC) + timedelta(days=days)).isoformat()})["id"]
        self._put_questions(file, made)
        owner = self._group_of(group.get(f"/review/api/v1/consultations/{made}")["group_id"])
        self.doors[owner].post(f"/review/api/v1/consultations/{made}/open", {"accept_warnings": True})
        until(lambda: self._is_public(made), WAIT, "the consultation is public")
        return made, owner

    def _group_of(self, group_id: str) -> str:
        """The account of somebody of a work group."""
        return next(each.account for each in self.plan.staff if self.groups.index(group_id) in each.groups)

    def _put_questions(self, file: str, consultation: str) -> None:
        """The adviser says some articles in plain words, an officer draws up the focus questions."""
        path = f"/review/api/v1/consultations/{consultation}"
        for eid, words in NOTES[file].items():
            self._first("adviser").ask("PUT", f"{path}/notes/{eid}", {"text": words})
        self._first("officer").ask("PUT", f"{path}/questions", {"questions": QUESTIONS[file]})

    def meet(self) -> None:
        """Record what took place at the stations."""
        def record(activity: Any) -> None:
            body = {"station_id": self.stations[activity.station], "kind": activity.kind, "title": activity.title,
                    "held_at": self._at(activity.minutes), "place": activity.place, "attendees": activity.attendees,
                    "consultation_id": self.consultation if activity.about_draft else None}
            self._officer(activity.station).post("/api/v1/activities", body)

        self._each("征集会和活动 meetings", self.plan.activities, record)

    def speak(self) -> None:
        """Leave every opinion by the door it came through."""
        key = self.door.get("/api/v1/keys/contact")
        self.opinions = [new_id() for _ in self.plan.opinions]
        self._each("意见 opinions", self.plan.opinions, lambda opinion: self._leave(opinion, key))

    def assess(self) -> None:
        """Let the experts say what they think of what was assigned to them."""
        group, total = self.doors[self.group], len(self.plan.opinions)
        balance = f"/review/api/v1/consultations/{self.consultation}/balance"
        until(lambda: group.get(balance)["received"] == total, WAIT, "review has every opinion")
        offered = f"/review/api/v1/assignments?consultation={self.consultation}&state=offered"
        plan = f"/review/api/v1/consultations/{self.consultation}/assignment-plan"
        until(lambda: group.get(plan)["lacking"] == 0, WAIT, "every opinion has an expert")
        total = group.get(offered)["total"]  # what several say in the same words is read once
        self._by_words = {(each.provision, each.text): each.index for each in self.plan.opinions}
        progress = Progress("专家评议 assessments", total)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda each: self._assess_as(each.account, offered, progress), self.plan.experts))
        progress.end()

    def consolidate(self) -> None:
        """Make the suggestions, set the rest aside, pass the gate."""
        officers = cycle(self._all("officer"))
        self._each("归纳建议 suggestions", [(next(officers), each) for each in self.plan.suggestions],
                   lambda pair: self._suggest(*pair))
        self._each("不列入 set aside", [(next(officers), *each) for each in self.plan.set_aside.items()],
                   lambda each: each[0].post(f"/review/api/v1/opinions/{self.opinions[each[1]]}/set-aside",
                                             {"reason": each[2]}))
        advisers = cycle(self._all("adviser"))
        self._each("把关 gate", [(next(advisers), each) for each in self.plan.suggestions],
                   lambda pair: pair[0].post(f"/review/api/v1/suggestions/{self.suggestions[pair[1].index]['id']}/gate",
                                             {"verdict": "pass", "note": pair[1].gate_note}))

    def submit(self) -> None:
        """Close, approve, draft, check, sign; wait until the legislature has the report and record its receipt."""
        group, leader, officer = self.doors[self.group], self._first("leader"), self._first("officer")
        group.post(f"/review/api/v1/consultations/{self.consultation}/close")
        ids = [self.suggestions[each.index]["id"] for each in self.plan.suggestions]
        leader.post(f"/review/api/v1/consultations/{self.consultation}/approve", {"suggestion_ids": ids})
        draft = f"/reports/api/v1/consultations/{self.consultation}/submissions"
        self.submission = until(lambda: _unless_409(lambda: officer.post(draft, {})), WAIT, "the batch is whole")["id"]
        path = f"/reports/api/v1/submissions/{self.submission}"
        group.post(f"{path}/check", {})
        leader.post(f"{path}/approve", {})
        progress = Progress("报告 report", 1)
        until(lambda: officer.get(path)["state"] == "accepted", WAIT, "the report is accepted")
        progress.step()
        progress.end()
        officer.post(f"{path}/receipt", {"note": "样例：立法机关已收到。"})

    def decide(self) -> None:
        """Record the legislature's outcomes and wait until everybody is answered."""
        rows = [{"suggestion_no": self.suggestions[each.suggestion]["no"], "outcome": each.outcome,
                 "reason": each.reason, "enacted_provision": each.enacted_provision} for each in self.plan.outcomes]
        group, total = self.doors[self.group], len(self.plan.opinions)
        group.post(f"/reports/api/v1/submissions/{self.submission}/outcomes", rows)
        progress = Progress("答复 answers", total)

        def answered() -> bool:
            progress.step(self.funnel()["answered"] - progress.done)
            return progress.done == total

        until(answered, WAIT, "everybody is answered", pause=0.3)
        progress.end()

    def funnel(self) -> dict[str, Any]:
        """The figures of the loop."""
        return dict(self._first("officer").get(f"/reports/api/v1/consultations/{self.consultation}/funnel"))

    def report(self) -> bytes:
        """The PDF that was sent."""
        return bytes(self._first("officer").get(f"/reports/api/v1/submissions/{self.submission}/report.pdf"))

    def _hire(self, account: str, name: str, roles: Iterable[str], stations: Iterable[int],
              groups: Iterable[int]) -> None:
        made = self.doors["admin"].post("/review/api/v1/accounts", {
            "account": account, "name": name, "roles": list(roles), "password": self.password,
            "stations": [self.stations[each] for each in stations], "groups": [self.groups[each] for each in groups]})
        self.accounts[account] = made["id"]
        self.doors[account] = self.door.signed_in(account, self.password)

    def _is_public(self, consultation: str) -> bool:
        return consultation in [each["id"] for each in self.door.get("/api/v1/consultations")["items"]]

    def _leave(self, opinion: Opinion, key: dict[str, str]) -> None:
        id_ = self.opinions[opinion.index]
        body = {name: getattr(opinion, name) for name in ("provision", "stance", "text", "proposed_text", "reason",
                                                          "channel", "language", "answers")}
        body |= {"id": id_, "consultation_id": self.consultation, "written_at": self._at(opinion.minutes),
                 "station_id": None if opinion.station is None else self.stations[opinion.station],
                 "submitter": {"kind": opinion.submitter, "public_name": opinion.public_name}}
        if opinion.contact is not None:
            contact = {name: getattr(opinion.contact, name) for name in ("name", "phone", "email", "channel")}
            body |= {"sealed_contact": seal_contact(key["public_key"], id_, contact), "contact_key": key["fingerprint"]}
        self._door_of(opinion).post("/api/v1/opinions", body)

    def _door_of(self, opinion: Opinion) -> Door:
        """The web is open to all; a kiosk or tablet has its token; a box or meeting is keyed by an officer."""
        if opinion.station is None:
            return self.door
        kind = DEVICES.get(opinion.channel)
        return self.devices[opinion.station, kind] if kind else self._officer(opinion.station)

    def _assess_as(self, account: str, offered: str, progress: Progress) -> None:
        """An expert is not told which opinion it is, only its words: by these the plan knows what is said of it."""
        while items := self.doors[account].get(offered)["items"]:
            for item in items:
                assessment = self.plan.assessments[self._by_words[item["provision"], item["text"]]]
                body = {name: getattr(assessment, name) for name in ("verdict", "legality", "necessity", "feasibility",
                                                                     "wording", "note")}
                self.doors[account].post(f"/review/api/v1/assignments/{item['id']}/assessment", body)
                progress.step()

    def _suggest(self, officer: Door, suggestion: Any) -> None:
        body = {name: getattr(suggestion, name) for name in ("title", "text", "reason", "provision")}
        body["opinion_ids"] = [self.opinions[index] for index in suggestion.opinions]
        path = f"/review/api/v1/consultations/{self.consultation}/suggestions"
        self.suggestions[suggestion.index] = officer.post(path, body)

    def _at(self, minutes: int) -> str:
        return (self.first_day + timedelta(minutes=minutes)).isoformat()

    def _officer(self, station: int) -> Door:
        return next(self.doors[each.account] for each in self.plan.staff
                    if "officer" in each.roles and station in each.stations)

    def _all(self, role: str) -> list[Door]:
        return [self.doors[each.account] for each in self.plan.staff if role in each.roles]

    def _first(self, role: str) -> Door:
        return self._all(role)[0]

    def _each(self, words: str, items: Iterable[T], act: Callable[[T], Any]) -> None:
        """Do something for each item, several at a time, showing how far it is."""
        every = list(items)
        progress = Progress(words, len(every))

        def one(item: T) -> None:
            act(item)
            progress.step()

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(one, every))
        progress.end()


def play(address: str, data: Path, admin_password: str) -> dict[str, Any]:
    """Play the whole sample to the product at *address*; writes <data>/sample.json last, when all has settled."""
    (data / "sample-begun").touch()
    door = Door({"": address}, patience=60.0)
    midnight = datetime.now(UTC).replace(hour=16, minute=0, second=0, microsecond=0)  # midnight in China
    player = Player(build_plan(), door, secrets.token_urlsafe(9), midnight - timedelta(days=DAYS + 1))
    player.doors["admin"] = door.signed_in("admin", admin_password)
    print("样例（虚构）：把一次征求意见从头走到尾。 The sample (invented) walks one consultation through.", flush=True)
    for act in (player.prepare, player.open, player.meet, player.speak, player.assess, player.consolidate,
                player.submit, player.decide, player.ask_again):
        act()
    return _finish(player, address, data, admin_password)


def _finish(player: Player, address: str, data: Path, admin_password: str) -> dict[str, Any]:
    report = data / "sample-report.pdf"
    report.write_bytes(player.report())
    accounts = [{"account": each.account, "roles": list(each.roles), "password":
                 admin_password if each.account == "admin" else player.password} for each in player.plan.staff]
    accounts += [{"account": each.account, "roles": ["expert"], "password": player.password}
                 for each in player.plan.experts]
    found = {"consultation_id": player.consultation, "submission_id": player.submission, "report": str(report),
             "accounts": accounts}
    draft = data / "sample.json.new"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(found, file, ensure_ascii=False, indent=1)
    draft.rename(data / "sample.json")
    _show(player, address, report, data)
    return found


def _show(player: Player, address: str, report: Path, data: Path) -> None:
    funnel = player.funnel()
    print(f"\n征集会 {funnel['sessions']} · 意见 {funnel['opinions']} → 建议 {funnel['suggestions']} → "
          f"上报 {funnel['forwarded']} → 采纳 {funnel['adopted']}（部分 {funnel['partially_adopted']}，"
          f"未采纳 {funnel['not_adopted']}）→ 已答复 {funnel['answered']}")
    print(f"报告 report       {report}\n登录 sign in       {address}/review/sign-in")
    for role in ("officer", "adviser", "group", "leader"):
        account = next(each.account for each in player.plan.staff if role in each.roles)
        print(f"  {role:8} {account} / {player.password}")
    print(f"  expert   {player.plan.experts[0].account} / {player.password}")
    print(f"全部账号 all accounts: {data}/sample.json", flush=True)


def _unless_409(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except DoorRefused as refused:
        if refused.status == 409:
            return None
        raise
