"""One consultation from its draft to the last answer, through the doors that people and programs use."""
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.sample.door import Door, DoorRefused, until
from shared.ids import new_id
from shared.sealing import seal_contact

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample" / "regulation.txt"
STAFF = {"officer": "officer-one", "adviser": "adviser-one", "group": "group-one", "leader": "leader-one"}
PASSWORD = "a-long-password-1"
WAIT = 90.0
ASSESSMENT = {"verdict": "support", "legality": 4, "necessity": 4, "feasibility": 3, "wording": 4, "note": "可采",
              "proposed_text": None}


@dataclass
class Story:
    """What has been done so far. ``mail`` is where letters land as files."""

    door: Door
    admin_password: str
    mail: Path
    people: dict[str, Door] = field(default_factory=dict)
    experts: dict[str, Door] = field(default_factory=dict)
    consultation: str = ""
    articles: list[str] = field(default_factory=list)
    opinions: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    submission: str = ""

    def hire(self) -> None:
        """Make accounts for every role and two experts."""
        admin = self.door.signed_in("admin", self.admin_password)
        self.people["admin"] = admin
        for role, account in STAFF.items():
            self._hire(admin, account, [role])
            self.people[role] = self.door.signed_in(account, PASSWORD)
        for name, specialties in (("expert-law", ["law"]), ("expert-env", ["environment", "construction"])):
            made = self._hire(admin, name, ["expert"])
            admin.post("/review/api/v1/experts", {"account_id": made["id"], "specialties": specialties, "load_min": 0,
                                                  "load_max": 5000, "recusals": []})
            self.experts[made["id"]] = self.door.signed_in(name, PASSWORD)

    def open(self, name: str, draft: bytes) -> None:
        """Import a draft, open the consultation, wait until the public sees it."""
        now = datetime.now(UTC)
        group = self.people["group"]
        made = group.post("/review/api/v1/consultations", files={"file": (name, draft)}, data={
            "title": "关于一部草案征求意见", "level": "provincial", "sector": "环境保护",
            "opens_at": (now - timedelta(hours=1)).isoformat(), "closes_at": (now + timedelta(days=30)).isoformat()})
        self.consultation = made["id"]
        group.post(f"/review/api/v1/consultations/{self.consultation}/open", {"accept_warnings": True})
        seen = until(self._seen, WAIT, "the consultation is open to the public")
        self.articles = [each["eid"] for each in seen["provisions"] if each["kind"] == "article"]

    def speak(self, count: int) -> None:
        """Leave opinions about the articles in turn; every third with an e-mail address, sealed."""
        key = self.door.get("/api/v1/keys/contact")
        for number in range(count):
            opinion = self.an_opinion(number)
            if number % 3 == 0:
                address = f"person{number}@example.org"
                self.emails[opinion["id"]] = address
                opinion["sealed_contact"] = seal_contact(key["public_key"], opinion["id"], {
                    "name": f"某某{number}", "email": address, "channel": "email"})
                opinion["contact_key"] = key["fingerprint"]
            self.opinions.append(opinion)
            self.receipts[opinion["id"]] = self.door.post("/api/v1/opinions", opinion)["receipt"]

    def an_opinion(self, number: int) -> dict[str, Any]:
        """The opinion with this number; different numbers, different words."""
        return {"id": new_id(), "consultation_id": self.consultation, "stance": "amend",
                "provision": self.articles[number % len(self.articles)], "written_at": datetime.now(UTC).isoformat(),
                "text": f"第{number}号意见：建议写明由谁负责、几天之内办完。<b>x</b> file:///etc/passwd"}

    def assess(self) -> int:
        """Let every expert assess what was assigned; returns how many assessments there are."""
        path = f"/review/api/v1/consultations/{self.consultation}/balance"
        until(lambda: self.people["officer"].get(path)["received"] == len(self.opinions), WAIT, "all have arrived")
        assigned = f"/review/api/v1/assignments?consultation={self.consultation}&state=offered"
        until(lambda: self.people["group"].get(assigned)["total"] == len(self.opinions), WAIT, "all are assigned")
        return sum(self._assess_as(door, assigned) for door in self.experts.values())

    def consolidate(self) -> None:
        """Put opinions on one article into one suggestion; set the last opinion aside."""
        officer = self.people["officer"]
        groups: dict[str, list[str]] = {}
        for opinion in self.opinions[:-1]:
            groups.setdefault(opinion["provision"], []).append(opinion["id"])
        for provision, ids in groups.items():
            body = {"title": f"明确{provision}的责任", "text": "建议明确负责单位和办理期限。", "reason": "便于执行。",
                    "provision": provision, "opinion_ids": ids}
            made = officer.post(f"/review/api/v1/consultations/{self.consultation}/suggestions", body)
            self.suggestions.append(made | {"opinion_ids": ids})
        officer.post(f"/review/api/v1/opinions/{self.opinions[-1]['id']}/set-aside", {"reason": "与本草案无关。"})

    def approve(self) -> None:
        """The adviser passes all, the leader approves all."""
        for suggestion in self.suggestions:
            verdict = {"verdict": "pass", "note": "可"}
            self.people["adviser"].post(f"/review/api/v1/suggestions/{suggestion['id']}/gate", verdict)
        ids = [each["id"] for each in self.suggestions]
        self.people["leader"].post(f"/review/api/v1/consultations/{self.consultation}/approve", {"suggestion_ids": ids})

    def submit(self) -> dict[str, Any]:
        """Draft, check, approve; wait until the legislature's side has it."""
        made = until(self._drafted, WAIT, "the batch is whole and a submission is drafted")
        self.submission = made["id"]
        for role, verb in (("group", "check"), ("leader", "approve")):
            self.people[role].post(f"/reports/api/v1/submissions/{self.submission}/{verb}", {})
        path = f"/reports/api/v1/submissions/{self.submission}"
        until(lambda: self.people["officer"].get(path)["state"] in ("accepted", "receipted"), WAIT, "accepted")
        return dict(self.people["officer"].get(path))

    def report(self) -> bytes:
        """The PDF that was sent."""
        return bytes(self.people["officer"].get(f"/reports/api/v1/submissions/{self.submission}/report.pdf"))

    def decide(self) -> None:
        """Every third suggestion is adopted, every third partly, the others not."""
        kinds = ("adopted", "partially_adopted", "not_adopted")
        reasons, enacted = (None, "上位法已有规定。", "上位法已有规定。"), ("第五条", "第五条", None)
        rows = [{"suggestion_no": each["no"], "outcome": kinds[index % 3], "enacted_provision": enacted[index % 3],
                 "reason": reasons[index % 3]} for index, each in enumerate(self.suggestions)]
        self.people["group"].post(f"/reports/api/v1/submissions/{self.submission}/outcomes", rows)

    def await_answers(self) -> dict[str, Any]:
        """Wait until everybody is answered; gives the funnel."""
        funnel = f"/reports/api/v1/consultations/{self.consultation}/funnel"
        officer = self.people["officer"]
        until(lambda: officer.get(funnel)["answered"] == len(self.opinions), WAIT, "everybody is answered")
        return dict(officer.get(funnel))

    def progress(self, opinion_id: str) -> dict[str, Any]:
        """What the one who spoke sees under the receipt."""
        return dict(self.door.get(f"/api/v1/opinions/{self.receipts[opinion_id]}"))

    def _hire(self, admin: Door, account: str, roles: list[str]) -> dict[str, Any]:
        body = {"account": account, "name": f"试用{account}", "roles": roles, "stations": [], "groups": [],
                "password": PASSWORD}
        return dict(admin.post("/review/api/v1/accounts", body))

    def _seen(self) -> Any:
        listed = self.door.get("/api/v1/consultations")["items"]
        if self.consultation not in [each["id"] for each in listed]:
            return None
        return self.door.get(f"/api/v1/consultations/{self.consultation}")

    def _assess_as(self, door: Door, path: str) -> int:
        count = 0
        while items := door.get(path)["items"]:
            for item in items:
                door.post(f"/review/api/v1/assignments/{item['id']}/assessment", ASSESSMENT)
                count += 1
        return count

    def _drafted(self) -> Any:
        return refused_as_none(lambda: self.people["officer"].post(
            f"/reports/api/v1/consultations/{self.consultation}/submissions", {}))


def refused_as_none(act: Callable[[], Any]) -> Any:
    """Give None for a 409: not yet."""
    try:
        return act()
    except DoorRefused as refused:
        if refused.status == 409:
            return None
        raise
