"""A consultation as reports hears of it, and its people; each builder takes what should be other."""
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shared.contracts import (
    ActivityRecorded,
    ConsultationOpened,
    NoticeSettled,
    OpinionProgressed,
    OpinionReceived,
    StationChanged,
    SuggestionReady,
)
from shared.ids import new_id
from tests.builders import NOON, a_consultation
from tests.house import House

API = "/reports/api/v1"


@dataclass
class Case:
    """One consultation in a house, with the three people who make its report."""

    house: House
    consultation: ConsultationOpened
    officer: dict[str, str] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)
    leader: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The consultation's own routes."""
        return f"{API}/consultations/{self.consultation.consultation_id}"

    def hear(self, *events: Any) -> None:
        """Let reports hear."""
        self.house.hear("reports", *events)

    def draft(self, **body: Any) -> Any:
        """The officer drafts."""
        return self.house.client("reports").post(f"{self.path}/submissions", json=body, headers=self.officer)

    def post(self, submission_id: str, step: str, headers: dict[str, str], json: Any = None) -> Any:
        """Someone takes a step."""
        client = self.house.client("reports")
        return client.post(f"{API}/submissions/{submission_id}/{step}", json=json, headers=headers)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Any:
        """Someone asks."""
        return self.house.client("reports").get(f"{API}{path}", headers=headers or self.officer)

    def submit(self, **body: Any) -> str:
        """Draft, check, approve; the files are made and offered where that goes by itself. Returns the id."""
        answer = self.draft(**body)
        assert answer.status_code == 202, answer.text
        new = str(answer.json["id"])
        for step, headers in (("check", self.group), ("approve", self.leader)):
            taken = self.post(new, step, headers)
            assert taken.status_code in (200, 202), taken.text
        self.house.settle()
        return new

    def state(self, submission_id: str) -> str:
        """The submission's state."""
        return str(self.get(f"/submissions/{submission_id}").json["state"])


def a_case(house: House, **other: Any) -> Case:
    """An open consultation that reports has heard of."""
    case = Case(house, a_consultation(**other), house.bearer("officer", name="拟稿员"),
                house.bearer("group", name="核稿员"), house.bearer("leader", name="签发人"))
    case.hear(case.consultation)
    return case


def a_balance(**other: int) -> dict[str, int]:
    """A balance that adds up."""
    return {"received": 12, "withdrawn": 1, "waiting": 2, "in_suggestions": 6, "set_aside": 3, "suggestions": 2} | other


def a_suggestion(case: Case, no: int = 1, **other: Any) -> SuggestionReady:
    """An approved suggestion about article 1, alone in its batch, with one opinion."""
    values: dict[str, Any] = {
        "suggestion_id": new_id(), "revision": 1, "suggestion_no": no, "draft_version": 1, "provision": "art_1",
        "consultation_id": case.consultation.consultation_id, "title": f"划定保护范围之{no}",
        "text": "井台周围三米划为保护范围。",
        "reason": "防止污染水源。", "opinion_ids": [new_id()], "opinions": 1, "approvals": [], "balance": a_balance(),
        "stations": {}, "channels": {"web": 1},
        "approved_at": NOON - timedelta(hours=1), "batch_id": new_id(), "batch_size": 1}
    return SuggestionReady(**values | other)


def a_batch(case: Case, size: int, first: int = 1, **other: Any) -> list[SuggestionReady]:
    """Suggestions that were approved together."""
    batch_id = new_id()
    return [a_suggestion(case, no, batch_id=batch_id, batch_size=size, **other) for no in range(first, first + size)]


def a_received_opinion(case: Case, **other: Any) -> OpinionReceived:
    """An opinion as intake tells it."""
    values: dict[str, Any] = {
        "opinion_id": new_id(), "revision": 1, "consultation_id": case.consultation.consultation_id, "draft_version": 1,
        "provision": "art_1", "anchor": None, "stance": "comment", "text": "井要管好", "proposed_text": None,
        "reason": None, "answers": {}, "channel": "web", "station_id": None, "popup_id": None, "language": "zh-CN",
        "submitter_kind": "person", "public_name": "张公开", "late": False, "written_at": NOON, "received_at": NOON}
    return OpinionReceived(**values | other)


def a_stage(opinion: OpinionReceived, stage: str, reason: str | None = None) -> OpinionProgressed:
    """An opinion's stage inside review."""
    return OpinionProgressed(opinion_id=opinion.opinion_id, revision=2, consultation_id=opinion.consultation_id,
                             stage=stage, reason=reason, at=NOON)


def a_settled_notice(opinion: OpinionReceived, **other: Any) -> NoticeSettled:
    """An answer that went out."""
    values: dict[str, Any] = {"opinion_id": opinion.opinion_id, "revision": 1, "channel": "email",
                              "outcome": "delivered", "on": NOON.date()}
    return NoticeSettled(**values | other)


def a_station(**other: Any) -> StationChanged:
    """A fixed station."""
    values: dict[str, Any] = {"station_id": new_id(), "revision": 1, "name_zh": "古井社区工作站", "kind": "fixed",
                              "township": "古井镇", "address": "正街 1 号", "population": 5000, "active": True}
    return StationChanged(**values | other)


def an_activity(case: Case, station_id: str, **other: Any) -> ActivityRecorded:
    """A solicitation meeting."""
    values: dict[str, Any] = {
        "activity_id": new_id(), "revision": 1, "station_id": station_id, "kind": "solicitation", "title": "征集会",
        "held_at": NOON, "place": "社区礼堂", "attendees": 20, "consultation_id": case.consultation.consultation_id}
    return ActivityRecorded(**values | other)


def said(house: House, name: str) -> list[dict[str, Any]]:
    """What reports has said under *name*, once per hearer, as rows of its outbox."""
    table = house.sites["reports"].post.tables.outbox
    with house.sites["reports"].database.reading() as session:
        return [dict(row) for row in session.execute(table.select().where(table.c.name == name)).mappings()]
