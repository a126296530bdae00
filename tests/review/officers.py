"""Several officers at one consultation at once: each acts on what was last looked at, which may be stale by now."""
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from services.review import models
from services.review.domain.grouping.texts import Text, key_of
from services.review.operations.consolidation import taking, undo
from services.review.operations.consolidation.steps import SYSTEM
from shared.contracts import OpinionReceived, StationChanged
from shared.identity import Identity
from shared.ids import new_id
from tests.house import House
from tests.review.desk import Desk
from tests.review.test_pages_work import heard
from tests.review.test_people import an_account

SAID = ("井台周围三米应当划为保护范围。", "井台周围三米可以划为保护范围。", "井台周围五米应当划为保护范围。",
        "建议井台周围三米应当划为保护范围！", "由村民委员会负责打扫井台。", "由镇人民政府负责打扫井台。",
        "不同意收费。", "同意收费。", "井边要有灯。")
STATION, BODY = "清溪村工作站", "清溪旅游公司"
WORDS = {"title": "划定范围", "text": "井台周围三米为保护范围。", "reason": "便于保护。", "provision": "art_1"}
# What an expert must step back from, by account.
EXPERTS: dict[str, list[dict[str, str]]] = {
    "zhao": [], "qian": [{"kind": "place", "word": STATION}], "sun": [{"kind": "organisation", "word": BODY}],
    "li": [{"kind": "sector", "word": "文化"}]}
VERSIONED = ("regroup", "split", "merge", "take")


def hire(house: House) -> dict[str, str]:
    """The experts, with room for everything; account → id."""
    client, admin, ids = house.client("review"), house.bearer("admin"), {}
    for account, recusals in EXPERTS.items():
        ids[account] = an_account(house, client, account=account, name=f"{account}教授", roles=["expert"])["id"]
        body = {"account_id": ids[account], "specialties": ["法学"], "load_min": 0, "load_max": 10_000,
                "recusals": recusals}
        assert client.post("/review/api/v1/experts", json=body, headers=admin).status_code == 201
    return ids


@dataclass
class Eyes:
    """One officer, and what was on the screen when the officer last looked."""

    identity: Identity
    suggestions: list[tuple[str, int]] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)


@dataclass(repr=False)
class Office(Desk):
    """A desk with three officers; ``picked`` is what the act at hand was aimed at, as its officer saw it."""

    station: str = field(default_factory=new_id)
    events: list[OpinionReceived] = field(default_factory=list)
    picked: list[tuple[str, int]] = field(default_factory=list)
    people: list[Eyes] = field(default_factory=list)
    eyes: Eyes | None = None
    looked_to: int = 0

    def __post_init__(self) -> None:
        """Open the consultation and the station; nobody has looked at anything yet."""
        super().__post_init__()
        roles = frozenset(("officer", "adviser", "leader"))
        self.people = [Eyes(Identity(account_id=new_id(), name=f"试用{letter}", roles=roles)) for letter in "甲乙丙"]
        self.house.hear("review", StationChanged(
            station_id=self.station, revision=1, name_zh=STATION, kind="fixed", township="镇", address="", population=1,
            active=True))

    def turn(self) -> None:
        """Somebody comes to act, and looks anew or not."""
        self.eyes, self.picked = self.chance.choice(self.people), []
        self.who = self.eyes.identity
        if not self.eyes.samples or self.chance.random() < 0.4:
            self.eyes.suggestions, self.eyes.samples = list(self.versions().items()), self._waiting()

    def one_suggestion(self) -> tuple[str, int]:
        """One that the officer has seen, with its version then."""
        assert self.eyes is not None
        found = self.chance.choice(self.eyes.suggestions) if self.eyes.suggestions else (new_id(), 1)
        self.picked.append(found)
        return found

    def one_sample(self) -> str:
        """Something said that the officer has seen waiting."""
        return self.chance.choice(self.eyes.samples) if self.eyes and self.eyes.samples else new_id()

    def receive(self) -> None:
        """A few opinions arrive, many of the same words, some from the station or the body."""
        for _ in range(self.chance.randint(1, 4)):
            event = heard(self.consultation, self.chance.choice(SAID), "art_1")
            self.events.append(replace(
                event, proposed_text=None, reason=None, stance=self.chance.choice(("amend", "oppose")),
                station_id=self.station if self.chance.random() < 0.3 else event.station_id,
                public_name=BODY if self.chance.random() < 0.3 else None))
            self.house.hear("review", self.events[-1])
            self.heard_of.append(event.opinion_id)

    def replay(self) -> None:
        """Everything that was ever heard is heard again, in another order: law 3."""
        self.house.settle()
        before = self.snapshot()
        self.house.hear("review", *self.chance.sample(self.events, len(self.events)))
        self.house.settle()
        assert self.snapshot() == before, "what was heard again has changed something"

    def settle(self) -> None:
        """All background work is done: grouping, joining, routing."""
        self.house.settle()

    def take(self) -> None:
        """All who say one thing go behind a suggestion."""
        (chosen, version), sample = self.one_suggestion(), self.one_sample()
        self.do(lambda session: taking.take_samples(session, self.post, [sample], chosen, version, self.who,
                                                    self.house.clock()))

    def make(self) -> None:
        """A suggestion of all who say one of two things."""
        samples = [self.one_sample(), self.one_sample()]
        self.do(lambda session: taking.make_of_samples(session, self.post, self.consultation, samples, WORDS, self.who,
                                                       self.house.clock()))

    def aside_many(self) -> None:
        """All who say one thing are set aside."""
        sample = self.one_sample()
        self.do(lambda session: taking.set_aside_samples(session, self.post, self.consultation, [sample], "无关。",
                                                         self.who, self.house.clock()))

    def undo_mine(self) -> None:
        """The officer takes the last act of their own back."""
        self.do(lambda session: undo.undo_mine(session, self.post, self.consultation, self.who, self.house.clock()))

    def undo_any(self) -> None:
        """Any step of the history is taken back."""
        steps = self.ask(lambda session: session.scalars(select(models.Step.id).where(
            models.Step.consultation_id == self.consultation)).all())
        chosen = self.chance.choice(steps) if steps else new_id()
        self.do(lambda session: undo.undo_step(session, self.post, self.consultation, chosen, self.who,
                                               self.house.clock()))

    def versions(self) -> dict[str, int]:
        """Every suggestion's version now."""
        rows = self.ask(lambda session: session.execute(select(models.Suggestion.id, models.Suggestion.version).where(
            models.Suggestion.consultation_id == self.consultation).order_by(models.Suggestion.no)).all())
        return {row.id: row.version for row in rows}

    def snapshot(self) -> tuple[Any, ...]:
        """Everything that a refusal or a repeat must leave as it was."""
        given = self.ask(lambda session: session.scalar(select(func.count()).select_from(models.Assignment).where(
            models.Assignment.consultation_id == self.consultation)))
        return self.states(), self.behind(), self.versions(), self.steps(), given

    def check_joined(self) -> None:
        """Law 4: whatever joined by itself since the last look says, word for word, what a person had put there."""
        steps = self.ask(lambda session: session.scalars(select(models.Step).where(
            models.Step.consultation_id == self.consultation, models.Step.no > self.looked_to)
            .order_by(models.Step.no)).all())
        for step in steps:
            self.looked_to = step.no
            if step.who == SYSTEM.account_id:
                assert step.kind == "members" and not step.before["removed"]
                self._check_same(step)

    def _check_same(self, step: models.Step) -> None:
        behind = set(self.members(step.suggestion_id or ""))
        keys = self.keys()
        joined = set(step.before["added"])
        others = {keys[each] for each in behind - joined}
        assert joined <= behind and {keys[each] for each in joined} <= others

    def keys(self) -> dict[str, str]:
        """What each opinion says, as the word-for-word comparison sees it."""
        rows = self.ask(lambda session: session.scalars(select(models.Opinion).where(
            models.Opinion.consultation_id == self.consultation)).all())
        return {each.opinion_id: key_of(Text(id="", text=each.text, stance=each.stance)) for each in rows}

    def check_experts(self, ids: dict[str, str]) -> None:
        """Law 6: nobody reads what must be stepped back from, and nothing that is fetched tells who wrote."""
        rows = self.ask(lambda session: session.execute(select(
            models.Assignment.expert_id, models.Opinion.station_id, models.Opinion.public_name).join(
            models.Opinion, models.Opinion.opinion_id == models.Assignment.opinion_id).where(
            models.Assignment.consultation_id == self.consultation,
            models.Assignment.state.in_(("offered", "assessed")))).all())
        given = Counter(row.expert_id for row in rows)
        assert not given[ids["li"]]
        assert not [row for row in rows if row.expert_id == ids["qian"] and row.station_id == self.station]
        assert not [row for row in rows if row.expert_id == ids["sun"] and row.public_name == BODY]
        self._check_fetched(ids)

    def _check_fetched(self, ids: dict[str, str]) -> None:
        for account in EXPERTS:
            seen = self.house.client("review").get(
                "/review/api/v1/assignments", headers=self.house.bearer("expert", account_id=ids[account]))
            assert seen.status_code == 200
            hidden = (STATION, BODY, self.station, "tablet", *self.heard_of)
            assert [word for word in hidden if word in seen.get_data(as_text=True)] == []

    def _waiting(self) -> list[str]:
        rows = self.ask(lambda session: session.scalars(select(models.Opinion.sample_id).where(
            models.Opinion.consultation_id == self.consultation, models.Opinion.state == "waiting",
            models.Opinion.sample_id.is_not(None)).distinct()).all())
        return sorted(rows)


def an_office(house: House, seed: int) -> Office:
    """An office with a few opinions that are grouped."""
    office = Office(house, random.Random(seed))
    office.receive()
    office.settle()
    return office
