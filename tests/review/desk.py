"""A consultation under random hands: what an officer, a submitter and a leader can do to opinions and suggestions."""
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review import models
from services.review.jobs import carry_once, decide_withdrawals
from services.review.operations.consolidation import opinions, suggestions, undo
from services.review.operations.drafting import consultations, places, versions
from services.review.operations.outgoing import approval, gate
from services.review.queries.drafting.consultations import count_balance
from shared.contracts import WithdrawalAsked, read_event
from shared.identity import Identity
from shared.ids import new_id
from tests.builders import NOON, a_provision
from tests.house import House
from tests.review.test_pages_work import heard

WHO = Identity(account_id=new_id(), name="试用人员", roles=frozenset(("officer", "adviser", "leader")))
WINDOW = {"title": "古井保护条例", "level": "county", "sector": "文化", "audience": "", "stations": [],
          "invented": True, "shows_counts": True, "opens_at": NOON - timedelta(days=1),
          "closes_at": NOON + timedelta(days=30)}
Act = Callable[[Session], Any]


@dataclass
class Desk:
    """One consultation in a house with review; ``heard_of`` are the opinions that have arrived."""

    house: House
    chance: random.Random
    consultation: str = ""
    heard_of: list[str] = field(default_factory=list)
    who: Identity = WHO

    def __post_init__(self) -> None:
        """Open the consultation."""
        draft = {"title": "古井保护条例", "text": "", "provisions": a_provision(), "warnings": []}
        with self.house.sites["review"].database.writing() as session:
            made = consultations.import_draft(session, WINDOW, draft, self.who, NOON)
            self.consultation = made.id
            consultations.open_consultation(session, self.post, made.id, False, self.who, NOON)

    @property
    def post(self) -> Any:
        """Review's post."""
        return self.house.sites["review"].post

    def do(self, act: Act) -> Any:
        """One step in one transaction; the clock goes on."""
        self.house.clock.moment += timedelta(seconds=1)
        with self.house.sites["review"].database.writing() as session:
            return act(session)

    def ask(self, act: Act) -> Any:
        """A question."""
        with self.house.sites["review"].database.reading() as session:
            return act(session)

    def some(self, of: list[str]) -> list[str]:
        """A few of them, in any order; at least one where there is one."""
        return self.chance.sample(of, self.chance.randint(1, min(4, len(of)))) if of else []

    def one_suggestion(self) -> tuple[str, int]:
        """Any suggestion's id and version, or an id nobody has."""
        rows = self.ask(lambda session: session.execute(select(models.Suggestion.id, models.Suggestion.version).where(
            models.Suggestion.consultation_id == self.consultation).order_by(models.Suggestion.no)).all())
        return tuple(self.chance.choice(rows)) if rows else (new_id(), 1)

    def members(self, suggestion_id: str) -> list[str]:
        """The opinions behind a suggestion."""
        return sorted(self.ask(lambda session: session.scalars(select(models.Member.opinion_id).where(
            models.Member.suggestion_id == suggestion_id)).all()))

    def receive(self) -> None:
        """A few opinions arrive, one of them twice."""
        events = [heard(self.consultation, f"第 {number} 条意见", "art_1") for number in
                  range(self.chance.randint(1, 3))]
        self.house.hear("review", *events, events[0])
        carry_once(self.house.sites["review"].database, self.consultation)
        self.heard_of += [event.opinion_id for event in events]

    def withdraw(self) -> None:
        """Somebody asks for an opinion back."""
        opinion = self.chance.choice(self.heard_of)
        self.house.hear("review", WithdrawalAsked(opinion_id=opinion, revision=1, asked_at=NOON))
        self.do(lambda session: decide_withdrawals(session, self.post, self.house.clock()))

    def create(self) -> None:
        """A suggestion of any opinions."""
        values = {"title": "明确责任", "text": "写明由谁负责。", "reason": "便于执行。", "provision": "art_1",
                  "opinion_ids": self.some(self.heard_of)}
        self.do(lambda session: suggestions.create_suggestion(session, self.post, self.consultation, values, self.who,
                                                              self.house.clock()))

    def regroup(self) -> None:
        """Opinions are added and taken away."""
        chosen, version = self.one_suggestion()
        remove, add = self.some(self.members(chosen)), self.some(self.heard_of)
        self.do(lambda session: suggestions.change_members(
            session, self.post, chosen, version, add, [each for each in remove if each not in add], self.who,
            self.house.clock()))

    def split(self) -> None:
        """A part of a suggestion becomes one of its own."""
        chosen, version = self.one_suggestion()
        part = {"opinion_ids": self.some(self.members(chosen))}
        self.do(lambda session: suggestions.split_suggestion(session, self.post, chosen, version, part, self.who,
                                                             self.house.clock()))

    def merge(self) -> None:
        """Two become one."""
        (one, version), (other, _) = self.one_suggestion(), self.one_suggestion()
        self.do(lambda session: suggestions.merge_suggestions(session, self.post, one, version, [other], self.who,
                                                              self.house.clock()))

    def take_back(self) -> None:
        """The last step on a suggestion is undone."""
        chosen, _ = self.one_suggestion()
        self.do(lambda session: undo.undo_last(session, self.post, chosen, self.who, self.house.clock()))

    def set_aside(self) -> None:
        """An opinion is set aside with a reason."""
        opinion = self.chance.choice(self.heard_of)
        self.do(lambda session: opinions.set_aside(session, self.post, opinion, "无关。", self.who, self.house.clock()))

    def restore(self) -> None:
        """An opinion that was set aside waits again."""
        opinion = self.chance.choice(self.heard_of)
        self.do(lambda session: opinions.restore_opinion(session, self.post, opinion, self.who, self.house.clock()))

    def gate(self) -> None:
        """The adviser passes a suggestion."""
        chosen, _ = self.one_suggestion()
        self.do(lambda session: gate.gate_suggestion(session, chosen, "pass", None, self.who, self.house.clock()))

    def approve(self) -> None:
        """The leader approves one that has passed the gate."""
        chosen, _ = self.one_suggestion()
        self.do(lambda session: approval.approve_suggestions(session, self.post, self.consultation, [chosen], self.who,
                                                             self.house.clock()))

    def reissue(self) -> None:
        """A next version is imported and issued, and everything is carried to it."""
        words = [f"为了保护古井，制定本条例{self.chance.choice(('', '和有关制度', '。井要修'))}。", "井台要扫。"]
        self.chance.shuffle(words)
        draft = {"title": "古井保护条例", "text": "", "warnings": [], "provisions": [
            each for number, text in enumerate(words, 1) for each in a_provision(number, text)]}
        made = self.do(lambda session: versions.import_version(session, self.consultation, draft, "", self.who,
                                                               self.house.clock()))
        self.do(lambda session: versions.issue_version(session, self.post, self.consultation, made.version, False, "",
                                                       self.who, self.house.clock()))
        while carry_once(self.house.sites["review"].database, self.consultation):
            pass

    def decide(self) -> None:
        """A person says where an opinion belongs."""
        opinion = self.chance.choice(self.heard_of)
        values = {"choice": self.chance.choice(("provision", "whole", "answered")), "provision": "art_1", "why": None}
        self.do(lambda session: places.decide_place(session, self.post, opinion, values, self.who, self.house.clock()))

    def behind_newest(self) -> list[str]:
        """Opinions that were not carried to the newest version."""
        newest = select(models.Consultation.draft_version).where(
            models.Consultation.id == self.consultation).scalar_subquery()
        return list(self.ask(lambda session: session.scalars(select(models.Opinion.opinion_id).where(
            models.Opinion.consultation_id == self.consultation, models.Opinion.place_version != newest)).all()))

    def balance(self) -> dict[str, int]:
        """The balance as the API gives it."""
        return dict(self.ask(lambda session: count_balance(session, self.consultation)))

    def states(self) -> dict[str, str]:
        """Each opinion's bucket."""
        rows = self.ask(lambda session: session.execute(select(models.Opinion.opinion_id, models.Opinion.state).where(
            models.Opinion.consultation_id == self.consultation)).all())
        return {row.opinion_id: row.state for row in rows}

    def behind(self) -> dict[str, set[str]]:
        """The opinions behind each suggestion that is not retired."""
        rows = self.ask(lambda session: session.execute(select(models.Suggestion.id, models.Member.opinion_id).join(
            models.Member, models.Member.suggestion_id == models.Suggestion.id, isouter=True).where(
            models.Suggestion.consultation_id == self.consultation, models.Suggestion.state != "retired")).all())
        found: dict[str, set[str]] = {row.id: set() for row in rows}
        for row in rows:
            found[row.id] |= {row.opinion_id} if row.opinion_id else set()
        return found

    def last_told(self) -> dict[str, str]:
        """The newest stage told of each opinion that concerns its bucket."""
        outbox = self.post.tables.outbox
        rows = self.ask(lambda session: session.execute(select(outbox.c.version, outbox.c.body).where(
            outbox.c.name == "opinion.progressed", outbox.c.destination == "intake")).all())
        told: list[Any] = [read_event("opinion.progressed", row.version, row.body) for row in rows]
        newest = {each.opinion_id: each.stage for each in sorted(told, key=lambda each: each.revision)}
        return {opinion: newest[opinion] for opinion in self.heard_of if opinion in newest}

    def steps(self) -> int:
        """How many steps the history has."""
        return int(self.ask(lambda session: session.scalar(select(func.count()).select_from(models.Step).where(
            models.Step.consultation_id == self.consultation))))
