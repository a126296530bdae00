"""People who speak and are answered, for notify's tests."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.notify.models import Notice
from shared.contracts import AnswerWanted, ConsultationOpened, Event, NoticeSettled, OpinionDecided, read_event
from shared.ids import new_id, receipt_of
from shared.sealing import fingerprint_of, seal_contact
from tests.builders import NOON, a_consultation
from tests.house import House

ADOPTED = {"suggestion_no": 7, "title": "明确井台保护范围", "outcome": "adopted", "reason": None,
           "enacted_provision": "第九条"}
REFUSED = {"suggestion_no": 8, "title": "提高罚款数额", "outcome": "not_adopted", "reason": "上位法已有规定。",
           "enacted_provision": None}


@dataclass
class Crowd:
    """A consultation with opinions, told to notify as intake and review would."""

    house: House
    consultation: ConsultationOpened = field(default_factory=a_consultation)
    wanted: dict[str, AnswerWanted] = field(default_factory=dict)

    def speak(self, contact: dict[str, str | None] | None = None, **other: Any) -> str:
        """Somebody leaves an opinion, with a contact or without; gives its id. Nothing is heard yet."""
        opinion_id = str(other.pop("opinion_id", new_id()))
        key = self.house.sites["notify"].keys.contact_keys[self.house.sites["notify"].keys.contact_current]
        values: dict[str, Any] = {
            "opinion_id": opinion_id, "revision": 1, "consultation_id": self.consultation.consultation_id,
            "provision": "art_1__para_1", "station_id": None, "language": "zh-CN",
            "sealed_contact": seal_contact(key, opinion_id, contact) if contact else None,
            "contact_key": fingerprint_of(key) if contact else None}
        self.wanted[opinion_id] = AnswerWanted(**values | other)
        return opinion_id

    def decide(self, opinion_ids: Sequence[str], answers: Sequence[dict[str, Any]] = (ADOPTED,),
               **other: Any) -> list[OpinionDecided]:
        """One batch that decides these opinions."""
        values: dict[str, Any] = {
            "revision": 1, "consultation_id": self.consultation.consultation_id, "answers": list(answers),
            "summary": "adopted", "reason": None, "decided_at": NOON, "batch_id": new_id(),
            "batch_size": len(opinion_ids)}
        return [OpinionDecided(opinion_id=each, **values | other) for each in opinion_ids]

    def hear(self, *events: Event) -> None:
        """Notify hears; then everything runs."""
        self.house.hear("notify", *events)
        self.house.settle()

    def hear_all(self, decisions: Sequence[OpinionDecided]) -> None:
        """The consultation, all opinions, these decisions."""
        self.hear(self.consultation, *self.wanted.values(), *decisions)

    def mail(self) -> list[EmailMessage]:
        """Letters in the folder mailbox, by recipient."""
        return read_mail(self.house.folder / "mail")

    def notices(self) -> dict[str, list[Notice]]:
        """Every notice by opinion."""
        with self.house.sites["notify"].database.reading() as session:
            found: dict[str, list[Notice]] = {}
            for notice in session.scalars(select(Notice).order_by(Notice.revision)):
                found.setdefault(notice.opinion_id, []).append(notice)
        return found

    def said(self) -> list[NoticeSettled]:
        """What notify has said to reports, in the order of saying."""
        site = self.house.sites["notify"]
        outbox = site.post.tables.outbox
        with site.database.reading() as session:
            rows = session.execute(select(outbox).where(outbox.c.destination == "reports").order_by(outbox.c.id)).all()
        events = [read_event(row.name, row.version, row.body) for row in rows]
        return [event for event in events if isinstance(event, NoticeSettled)]

    def loop(self) -> dict[str, Any]:
        """The loop's numbers over HTTP."""
        path = f"/notify/api/v1/consultations/{self.consultation.consultation_id}/loop"
        answer = self.house.client("notify").get(path, headers=self.house.bearer("officer"))
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def wait(self, **time: float) -> None:
        """Let time pass, then let everything run."""
        self.house.clock.moment += timedelta(**time)
        self.house.settle()


def read_mail(folder: Path) -> list[EmailMessage]:
    """The letters in a folder, by recipient."""
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    return sorted((each for each in letters if isinstance(each, EmailMessage)), key=lambda each: str(each["To"]))


def by_email(name: str, address: str) -> dict[str, str | None]:
    """A contact that asks for e-mail."""
    return {"name": name, "email": address, "channel": "email"}


def receipts_in(letter: EmailMessage, opinion_ids: Sequence[str]) -> set[str]:
    """Which of these opinions a letter answers."""
    return {each for each in opinion_ids if receipt_of(each) in letter.get_content()}
