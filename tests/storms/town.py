"""All four services, one consultation walked to its answers: bad input shall meet deep code, not empty tables."""
import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.ids import new_id
from shared.sealing import seal_contact
from tests.builders import NOON, a_consultation
from tests.house import House, open_house

ROLES = ("officer", "expert", "adviser", "group", "leader", "admin")
# What a citizen may write: it must come out as words on every page and in the PDF, and nothing may be fetched for it.
NASTY = ("<script>alert(1)</script><img src=\"http://127.0.0.1:9/a.png\"><img src='file:///etc/passwd'>"
         "<link rel=stylesheet href=file:///etc/hostname>{{ 7*7 }} %(x)s =1+1 \u202e倒写 🏮")
DRAFT = ("古井保护条例（草案）\n\n第一条　为了保护古井，制定本条例。\n\n第二条　在井台周围挖土的，应当报告。\n\n"
         "第三条　本条例自公布之日起施行。\n")
ASSESSMENT = {"verdict": "support", "legality": 4, "necessity": 4, "feasibility": 3, "wording": 4}
Ids = dict[str, list[str]]


@dataclass
class Town:
    """A house in which much has happened; ``ids`` holds what exists, by the name of the path parameter."""

    house: House
    ids: Ids = field(default_factory=dict)
    expert: str = ""
    device: str = ""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)

    def call(self, service: str, role: str, method: str, path: str, status: int, **body: Any) -> Any:
        """Ask as someone with *role*; the answer's JSON."""
        headers = self.headers.get(role, {})
        answer = self.house.client(service).open(path, method=method, headers=headers, **body)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        return answer.get_json(force=True) if answer.data else None

    def keep(self, name: str, *ids: str) -> None:
        """Remember what exists."""
        self.ids.setdefault(name, []).extend(ids)

    def snapshot(self) -> None:
        """Keep the databases as they are now."""
        for each in self._files():
            shutil.copy(each, each.with_suffix(".kept"))

    def restore(self) -> None:
        """Put the databases back as they were when they were kept."""
        for each in self._files():
            shutil.copy(each.with_suffix(".kept"), each)

    def _files(self) -> list[Path]:
        for site in self.house.sites.values():
            site.database.close()  # the last connection folds the journal into the file
        return [self.house.folder / f"{name}.sqlite" for name in self.house.sites]


def open_town(folder: Path) -> Town:
    """Open the house and walk through it."""
    house = open_house(folder)
    town = Town(house=house, headers={role: house.bearer(role, name=f"{role}员") for role in ROLES})
    _hire(town)
    _furnish(town)
    consultation, opinions = _ask(town)
    _consolidate(town, consultation, opinions)
    _report(town, consultation)
    house.hear("reports", a_consultation(title=NASTY[:200]))
    town.snapshot()
    return town


def _hire(town: Town) -> None:
    """An expert with an account of his own, and a work group."""
    for name, role in (("zhuanjia", "expert"), ("ganshi", "officer")):
        made = town.call("review", "admin", "POST", "/review/api/v1/accounts", 201, json={
            "account": name, "name": NASTY[:100], "roles": [role], "password": "a-long-password-1"})
        town.keep("account_id", made["id"])
    town.expert = town.ids["account_id"][0]
    town.headers["expert"] = town.house.bearer("expert", account_id=town.expert)
    town.call("review", "admin", "POST", "/review/api/v1/experts", 201, json={
        "account_id": town.expert, "specialties": ["文化"], "load_min": 0, "load_max": 500})
    group = town.call("review", "admin", "POST", "/review/api/v1/groups", 201,
                      json={"name": NASTY[:100], "sectors": ["文化"]})
    town.keep("group_id", group["id"])


def _furnish(town: Town) -> None:
    """A station, a device, an activity."""
    station = town.call("intake", "admin", "POST", "/api/v1/stations", 201, json={
        "name": NASTY[:100], "kind": "fixed", "township": "古井镇", "address": "正街 1 号", "population": 5000})
    device = town.call("intake", "admin", "POST", f"/api/v1/stations/{station['id']}/devices", 201,
                       json={"name": "平板", "kind": "tablet"})
    town.call("intake", "officer", "POST", "/api/v1/activities", 201, json={
        "station_id": station["id"], "kind": "lecture", "title": NASTY[:200], "held_at": NOON.isoformat(),
        "place": "礼堂", "attendees": 20})
    town.device = device["token"]
    town.keep("station_id", station["id"])
    town.keep("device_id", device["id"])


def _ask(town: Town) -> tuple[str, list[str]]:
    """One consultation that is open and one that is a draft; opinions, each with nasty words."""
    found = [import_draft(town, title) for title in (NASTY[:200], "还没有开启的一次")]
    town.keep("consultation_id", *found)
    town.call("review", "group", "POST", f"/review/api/v1/consultations/{found[0]}/open", 200,
              json={"accept_warnings": True})
    town.house.settle()
    opinions = [_speak(town, found[0], number) for number in range(12)]
    town.house.settle()
    town.keep("opinion_id", *opinions)
    queue = town.call("review", "group", "GET", "/review/api/v1/assignments", 200)["items"]
    town.keep("assignment_id", *(each["id"] for each in queue))
    town.call("review", "expert", "POST", f"/review/api/v1/assignments/{queue[0]['id']}/assessment", 200,
              json=ASSESSMENT | {"note": NASTY})
    return found[0], opinions


def import_draft(town: Town, title: str, draft: bytes = DRAFT.encode(), name: str = "草案.txt") -> str:
    """Import a draft as a consultation; gives its id."""
    made = town.call("review", "group", "POST", "/review/api/v1/consultations", 201, data={
        "file": (io.BytesIO(draft), name), "title": title, "level": "county", "sector": "文化",
        "opens_at": (NOON - timedelta(days=1)).isoformat(), "closes_at": (NOON + timedelta(days=30)).isoformat()})
    return str(made["id"])


def _speak(town: Town, consultation: str, number: int) -> str:
    keys, opinion_id = town.house.sites["intake"].keys, new_id()
    contact: dict[str, str | None] = {"name": NASTY[:50], "email": f"person{number}@example.org", "channel": "email"}
    sealed = seal_contact(keys.contact_keys[keys.contact_current], opinion_id, contact)
    left = town.call("intake", "nobody", "POST", "/api/v1/opinions", 201, json={
        "id": opinion_id, "consultation_id": consultation, "provision": f"art_{number % 3 + 1}", "text": NASTY,
        "proposed_text": NASTY, "reason": NASTY, "stance": "amend", "written_at": NOON.isoformat(),
        "sealed_contact": sealed if number % 2 else None, "contact_key": keys.contact_current if number % 2 else None,
        "submitter": {"kind": "organisation", "public_name": NASTY[:100]}})
    town.keep("receipt", left["receipt"])
    return opinion_id


def _consolidate(town: Town, consultation: str, opinions: Sequence[str]) -> None:
    """Suggestions in each state: drafted, returned, gated, approved; one opinion set aside."""
    path, made = f"/review/api/v1/consultations/{consultation}", []
    for number in range(5):
        made.append(town.call("review", "officer", "POST", f"{path}/suggestions", 201, json={
            "title": NASTY[:200], "text": NASTY, "reason": NASTY, "provision": f"art_{number % 3 + 1}",
            "opinion_ids": list(opinions[2 * number:2 * number + 2])})["id"])
    town.keep("suggestion_id", *made)
    for suggestion in made[:4]:
        verdict = {"verdict": "revise" if suggestion == made[3] else "pass", "note": NASTY}
        town.call("review", "adviser", "POST", f"/review/api/v1/suggestions/{suggestion}/gate", 200, json=verdict)
    town.call("review", "leader", "POST", f"{path}/approve", 200, json={"suggestion_ids": made[:2]})
    town.call("review", "officer", "POST", f"/review/api/v1/opinions/{opinions[10]}/set-aside", 200,
              json={"reason": NASTY})
    town.house.settle()


def _report(town: Town, consultation: str) -> None:
    """A submission that is accepted and partly answered; some answers have gone out."""
    made = town.call("reports", "officer", "POST", f"/reports/api/v1/consultations/{consultation}/submissions", 202)
    path = f"/reports/api/v1/submissions/{made['id']}"
    town.call("reports", "group", "POST", f"{path}/check", 200)
    town.call("reports", "leader", "POST", f"{path}/approve", 202)
    town.house.settle()
    town.call("reports", "officer", "POST", f"{path}/outcomes", 200, json=[
        {"suggestion_no": 1, "outcome": "not_adopted", "reason": NASTY}])
    town.house.settle()
    town.keep("submission_id", made["id"])
    notices = town.call("notify", "officer", "GET", "/notify/api/v1/notices", 200)["items"]
    town.keep("notice_id", *(each["id"] for each in notices))
    town.keep("name", "report.pdf", "table.xlsx", "package.zip")
