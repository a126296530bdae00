"""A consultation with a pool of experts: what the tests of assigning work on."""
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.review import models
from services.review.operations.assignment import assignments
from services.review.operations.assignment.routing import find_drawn, make_drawn, route_matter
from services.review.operations.drafting import consultations
from services.review.queries.assignment.plans import find_plan
from shared.contracts import OpinionReceived
from shared.identity import Identity
from shared.ids import new_id
from tests.builders import NOON, a_provision
from tests.house import House
from tests.review.desk import WHO, WINDOW
from tests.review.test_pages_work import heard

ASSESSMENT = {"verdict": "support", "legality": 4, "necessity": 4, "feasibility": 4, "wording": 4, "note": None,
              "proposed_text": None}


@dataclass
class Council:
    """One open consultation and its experts, by name."""

    house: House
    consultation: str = ""
    experts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the consultation."""
        provisions = [each for number in (1, 2, 3) for each in a_provision(number)]
        draft = {"title": "古井保护条例", "text": "", "provisions": provisions, "warnings": []}
        with self.database.writing() as session:
            made = consultations.import_draft(session, WINDOW, draft, WHO, NOON)
            self.consultation = made.id
            consultations.open_consultation(session, self.post, made.id, False, WHO, NOON)

    @property
    def database(self) -> Any:
        """Review's database."""
        return self.house.sites["review"].database

    @property
    def post(self) -> Any:
        """Review's post."""
        return self.house.sites["review"].post

    def join(self, name: str, *specialties: str, most: int = 10, **other: Any) -> str:
        """An expert joins the pool."""
        account = models.Account(
            id=new_id(), account=name, name=name, roles=["expert"], stations=[], groups=[], password_hash="-",
            must_change=False, created_at=NOON)
        values = {"specialties": list(specialties), "load_min": 0, "load_max": most, "recusals": []} | other
        with self.database.writing() as session:
            session.add(account)
            session.flush()
            session.add(models.Expert(account_id=account.id, **values))
        self.experts[name] = account.id
        return account.id

    def hear(self, *texts: str, settle: bool = True, **other: Any) -> list[str]:
        """Opinions arrive."""
        article = other.pop("article", "art_1")
        events: list[OpinionReceived] = [replace(heard(self.consultation, text, article), **other) for text in texts]
        self.house.hear("review", *events)
        if settle:
            self.house.settle()
        return [event.opinion_id for event in events]

    def group(self) -> None:
        """The grouping job, without what it asks for."""
        self.house.sites["review"].agenda.jobs["group_many"].work(self.consultation)

    def route(self) -> bool:
        """The routing job."""
        return route_matter(self.database, self.post, self.consultation, self.house.clock())

    def assign(self, digest: str = "") -> Any:
        """Everything worked out anew, and made."""
        drawn = find_drawn(self.database, self.consultation, self.house.clock(), digest)
        make_drawn(self.database, self.post, drawn, self.house.clock())
        return drawn

    def plan(self, **values: Any) -> None:
        """Set some of the plan."""
        with self.database.writing() as session:
            plan = find_plan(session, self.consultation)
            for name, value in values.items():
                setattr(plan, name, value)
            session.add(plan)

    def do(self, act: Any) -> Any:
        """One step in one transaction."""
        with self.database.writing() as session:
            return act(session)

    def rows(self, *where: Any) -> list[models.Assignment]:
        """Assignments, oldest first."""
        with self.database.reading() as session:
            return list(session.scalars(select(models.Assignment).where(*where).order_by(
                models.Assignment.offered_at, models.Assignment.id)))

    def open(self, name: str = "") -> list[models.Assignment]:
        """What is open; of one expert."""
        return [each for each in self.rows(models.Assignment.state == "offered")
                if not name or each.expert_id == self.experts[name]]

    def who(self, opinion_id: str) -> list[str]:
        """Who reads an opinion, or has read it."""
        names = {expert: name for name, expert in self.experts.items()}
        return sorted(names[each.expert_id] for each in self.rows(models.Assignment.opinion_id == opinion_id)
                      if each.state in ("offered", "assessed"))

    def stage(self, opinion_id: str) -> str:
        """How far an opinion is."""
        with self.database.reading() as session:
            return str(session.get_one(models.Opinion, opinion_id).stage)

    def key(self, opinion_id: str) -> str:
        """The unit that an opinion belongs to."""
        with self.database.reading() as session:
            return str(session.get_one(models.Opinion, opinion_id).sample_id or opinion_id)

    def identity(self, name: str) -> Identity:
        """An expert who has signed in."""
        return replace(WHO, account_id=self.experts[name], name=name, roles=frozenset(("expert",)))

    def assess(self, name: str, assignment_id: str) -> Any:
        """An expert says something."""
        return self.do(lambda session: assignments.assess(session, self.post, assignment_id, ASSESSMENT,
                                                          self.identity(name), self.house.clock()))

    def decline(self, name: str, assignment_id: str, instead: str = "") -> Any:
        """An expert steps back, and proposes somebody."""
        return self.do(lambda session: assignments.decline(
            session, self.post, assignment_id, "没有时间。", self.experts.get(instead, instead) or None,
            self.identity(name), self.house.clock()))

    def later(self, **time: float) -> None:
        """Time passes, and what is due is done."""
        self.house.clock.moment += timedelta(**time)
        self.house.settle()

    def recuse(self, name: str, word: str, kind: str = "organisation") -> None:
        """An expert has to step back from something from now on."""
        def add(session: Session) -> None:
            session.execute(update(models.Expert).where(models.Expert.account_id == self.experts[name]).values(
                recusals=[{"kind": kind, "word": word}]))
        self.do(add)
