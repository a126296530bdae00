"""Experts with something on their desks: a draft with 款 and 项, opinions that quote it, assignments made by hand."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.review.models import Account, Assignment, DeskDraft, Expert, Opinion
from shared.contracts import OpinionReceived
from shared.ids import new_id
from tests.builders import NOON
from tests.house import House, a_house
from tests.review.browsing import Browser
from tests.review.test_pages_work import an_import, heard

DRAFT = """古井保护条例（草案）

第一章 总则

第一条 为了保护古井，制定本条例。

第二章 保护

第二条 井台周围三米为保护范围。
保护范围内禁止下列行为：
（一）堆放垃圾；
（二）洗涤有毒物品。

第三条 县级人民政府应当每年检查一次。
"""
SCALES = {"legality": "4", "necessity": "5", "feasibility": "3", "wording": "2"}
WHOLE_FORM = SCALES | {"verdict": "revise"}


@dataclass
class Panel:
    """A consultation in a house with review alone; ``experts`` by name."""

    house: House
    consultation: str = ""
    experts: dict[str, str] = field(default_factory=dict)

    def hire(self, *names: str) -> None:
        """Experts with open accounts."""
        with self.house.sites["review"].database.writing() as session:
            for name in names:
                self.experts[name] = new_id()
                session.add(Account(id=self.experts[name], account=f"e{len(self.experts)}", name=name,
                                    roles=["expert"], stations=[], groups=[], password_hash="", must_change=False,
                                    created_at=NOON))
                session.flush()
                session.add(Expert(account_id=self.experts[name], specialties=["law"], load_min=0, load_max=50,
                                   recusals=[]))

    def ask(self, title: str = "古井保护条例征求意见") -> None:
        """Import the draft and open the consultation."""
        group = Browser(self.house, "group")
        path = an_import(group, title=title, file=(BytesIO(DRAFT.encode()), "draft.txt")).location
        group.get(path)
        assert group.post(f"{path}/open", {"accept_warnings": "true"}).status_code == 303
        self.consultation = path.split("/")[-1]

    def hear(self, text: str, provision: str | None = "art_2", **other: Any) -> str:
        """An opinion, with everything an expert must not see; its id."""
        event: OpinionReceived = replace(heard(self.consultation, text, provision), **other)
        self.house.hear("review", event)
        return event.opinion_id

    def give(self, opinion_id: str, name: str, **other: Any) -> str:
        """Put an opinion on an expert's desk; the assignment's id."""
        made = Assignment(id=new_id(), opinion_id=opinion_id, consultation_id=self.consultation, state="offered",
                          expert_id=self.experts[name], offered_at=NOON, **other)
        with self.house.sites["review"].database.writing() as session:
            session.get_one(Opinion, opinion_id).stage = "routed"
            session.add(made)
        return made.id

    def change(self, assignment_id: str, **values: Any) -> None:
        """Change an assignment behind its expert's back."""
        with self.house.sites["review"].database.writing() as session:
            found = session.get_one(Assignment, assignment_id)
            for name, value in values.items():
                setattr(found, name, value)

    def find(self, assignment_id: str) -> Assignment:
        """An assignment as it is kept."""
        with self.house.sites["review"].database.reading() as session:
            return session.get_one(Assignment, assignment_id)

    def draft(self, assignment_id: str) -> DeskDraft | None:
        """A draft as it is kept."""
        with self.house.sites["review"].database.reading() as session:
            return session.scalar(select(DeskDraft).where(DeskDraft.assignment_id == assignment_id))

    def seat(self, name: str) -> Browser:
        """An expert's browser."""
        return Browser(self.house, "expert", account_id=self.experts[name])


def in_days(days: float) -> datetime:
    """So many days from the house's noon."""
    return NOON + timedelta(days=days)


@contextmanager
def a_panel(folder: Path, **rest: Any) -> Iterator[Panel]:
    """Two experts, one consultation and nothing on the desks yet."""
    with a_house(folder, "review", **rest) as house:
        panel = Panel(house)
        panel.ask()
        panel.hire("赵教授", "钱律师")
        yield panel
