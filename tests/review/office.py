"""A matter on its way out: the gate, the approval, the end, the export; over HTTP, each step by who may take it."""
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from services.review.models import Opinion, Step, Suggestion
from shared.contracts import OpinionReceived, OutcomeRecorded, StationChanged, SubmissionIssued
from shared.ids import new_id
from tests.builders import NOON
from tests.house import House
from tests.review.desk import Desk
from tests.review.test_pages_work import heard

API = "/review/api/v1"
WORDS = {"title": "扩大保护范围", "text": "“古井”改为“古井和古泉”。", "reason": "泉也要保护。", "provision": "art_1"}


class Office:
    """One open consultation in a house with review."""

    def __init__(self, house: House) -> None:
        self.house, self.desk = house, Desk(house, Random(1))
        self.id = self.desk.consultation
        self.path = f"{API}/consultations/{self.id}"
        self.page = f"/review/consultations/{self.id}"

    def send(self, role: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Someone posts; the answer's JSON."""
        answer = self.house.client("review").post(path, json=body, headers=self.house.bearer(role, name=f"{role}甲"))
        assert answer.status_code == status, answer.text
        return answer.json

    def get(self, role: str, path: str, status: int = 200) -> Any:
        """Someone asks."""
        answer = self.house.client("review").get(path, headers=self.house.bearer(role))
        assert answer.status_code == status, answer.text
        return answer

    def station(self, name: str) -> str:
        """A station that review has heard of."""
        event = StationChanged(station_id=new_id(), revision=1, name_zh=name, kind="fixed", township="古井镇",
                               address="正街 1 号", population=5000, active=True)
        self.house.hear("review", event)
        return event.station_id

    def hear(self, *texts: str, **other: Any) -> list[str]:
        """Opinions arrive, each a minute after the other."""
        events: list[OpinionReceived] = [replace(heard(self.id, text, "art_1"), **{
            "station_id": None, "received_at": NOON + timedelta(minutes=at)} | other) for at, text in enumerate(texts)]
        self.house.hear("review", *events)
        return [event.opinion_id for event in events]

    def suggest(self, ids: list[str], **other: Any) -> Any:
        """The officer makes a suggestion of opinions."""
        return self.send("officer", f"{self.path}/suggestions", WORDS | {"opinion_ids": ids} | other, 201)

    def change(self, suggestion: Any, version: int) -> None:
        """The officer changes its words."""
        answer = self.house.client("review").patch(
            f"{API}/suggestions/{suggestion['id']}", json={"version": version, "text": "古泉定义如下。"},
            headers=self.house.bearer("officer"))
        assert answer.status_code == 200, answer.text

    def judge(self, suggestion: Any, verdict: str = "pass", note: str | None = None, status: int = 200,
              **other: Any) -> Any:
        """The adviser's judgment."""
        body = {"verdict": verdict, "note": note} | other
        return self.send("adviser", f"{API}/suggestions/{suggestion['id']}/gate", body, status)

    def approve(self, *suggestions: Any, status: int = 200, **other: Any) -> Any:
        """The leader approves."""
        body = {"suggestion_ids": [each["id"] for each in suggestions]} | other
        return self.send("leader", f"{self.path}/approve", body, status)

    def shown(self, suggestion: Any) -> Any:
        """A suggestion as programs see it."""
        return self.get("officer", f"{API}/suggestions/{suggestion['id']}").json

    def issue(self, *suggestions: Any) -> None:
        """The submission has reached the legislature."""
        self.house.hear("review", SubmissionIssued(
            submission_id=new_id(), revision=1, consultation_id=self.id, kind="main", number="一号", digest="0" * 64,
            suggestion_ids=[each["id"] for each in suggestions], issued_at=NOON))
        self.house.settle()

    def decide(self, suggestion: Any, outcome: str = "adopted") -> None:
        """The legislature has said what becomes of it."""
        self.house.hear("review", OutcomeRecorded(
            suggestion_id=suggestion["id"], revision=1, suggestion_no=suggestion["no"], consultation_id=self.id,
            submission_id=new_id(), outcome=outcome, reason=None if outcome == "adopted" else "另有规定",
            enacted_provision="第一条", recorded_at=NOON, batch_id=new_id(), batch_size=1))
        self.house.settle()

    def said(self, name: str, hearer: str) -> list[Any]:
        """The bodies of events that were said to somebody."""
        outbox = self.desk.post.tables.outbox
        return list(self.desk.ask(lambda session: session.scalars(select(outbox.c.body).where(
            outbox.c.name == name, outbox.c.destination == hearer)).all()))

    def rows(self, model: Any) -> list[Any]:
        """All rows of a table of the consultation."""
        return list(self.desk.ask(lambda session: session.scalars(select(model).where(
            model.consultation_id == self.id)).all()))

    def opinions(self) -> dict[str, Opinion]:
        """Its opinions."""
        return {each.opinion_id: each for each in self.rows(Opinion)}

    def states(self) -> list[str]:
        """The states of its suggestions by number."""
        return [each.state for each in sorted(self.rows(Suggestion), key=lambda each: each.no)]

    def steps(self, kind: str) -> list[Step]:
        """Its steps of a kind."""
        return [each for each in self.rows(Step) if each.kind == kind]
