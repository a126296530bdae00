"""Several officers at the workbench in any order: nobody is lost, nothing is done twice, every undo is exact."""
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import models
from services.review.operations.consolidation import meanwhile, moving, suggestions, taking, undo
from services.review.operations.consolidation.blocks import Blocks
from services.review.operations.consolidation.grouping import group_next
from services.review.queries.consolidation.history import check_chain
from services.review.queries.consolidation.whereabouts import list_held
from shared.identity import Identity
from shared.refusals import Refused
from tests.house import House, a_house
from tests.review.desk import Desk
from tests.review.test_laws import look

PEOPLE = tuple(Identity(account_id=f"officer-{n}", name=f"联络员{n}", roles=frozenset(("officer",))) for n in (1, 2))
ACTS = ("arrive", "withdraw", "take", "keep", "make", "drop", "move", "merge", "split", "mine", "any_step", "gate",
        "restore")
OFTEN = ("take", "make", "mine", "any_step")
WORDS = {"title": "明确责任", "text": "写明由谁负责。", "reason": "便于执行。", "provision": "art_1"}


class Bench(Desk):
    """The workbench's own acts, each by one of two officers."""

    def __init__(self, house: House, chance: random.Random) -> None:
        super().__init__(house, chance)
        self.blocks = Blocks(house.sites["review"].database)

    def act(self, what: Callable[[Session, Identity], Any]) -> Any:
        """One act by one of them."""
        return self.do(lambda session: what(session, self.chance.choice(PEOPLE)))

    def arrive(self) -> None:
        """A few opinions arrive and are grouped."""
        self.receive()
        while group_next(self.house.sites["review"].database, self.post, self.blocks, self.consultation,
                         self.house.clock()):
            pass

    def voice(self) -> list[str]:
        """A voice or two, whether they wait or not."""
        found = self.ask(lambda session: list(session.scalars(select(models.Sample.id).where(
            models.Sample.consultation_id == self.consultation).order_by(models.Sample.id))))
        return self.some(found)[:2] or ["none"]

    def take(self) -> None:
        """Into a suggestion, by whoever has seen an older version of it perhaps."""
        (chosen, version), voice = self.one_suggestion(), self.voice()
        seen = max(1, version - self.chance.randint(0, 2))

        def into(session: Session, who: Identity) -> None:
            now = meanwhile.settle_version(session, self.consultation, chosen, seen)
            meanwhile.check_waiting(session, self.consultation, voice)
            taking.take_samples(session, self.post, voice, chosen, now, who, self.house.clock())

        self.act(into)

    def keep(self) -> None:
        """One more suggestion for a voice that stands behind others."""
        (chosen, version), voice = self.one_suggestion(), self.voice()[0]
        self.act(lambda session, who: suggestions.change_members(
            session, self.post, chosen, version, list_held(session, voice), [], who, self.house.clock()))

    def make(self) -> None:
        """A new suggestion of a voice."""
        voice = self.voice()
        self.act(lambda session, who: taking.make_of_samples(session, self.post, self.consultation, voice, WORDS, who,
                                                             self.house.clock()))

    def drop(self) -> None:
        """A voice is set aside."""
        voice = self.voice()
        self.act(lambda session, who: taking.set_aside_samples(session, self.post, self.consultation, voice, "无关。",
                                                               who, self.house.clock()))

    def move(self) -> None:
        """Members go to another suggestion."""
        one, two = self.one_suggestion(), self.one_suggestion()
        some = self.some(self.members(one[0]))
        self.act(lambda session, who: moving.move_members(session, self.post, one, two, some, who, self.house.clock()))

    def merge(self) -> None:
        """Two become one, both as they were seen."""
        one, two = self.one_suggestion(), self.one_suggestion()
        self.act(lambda session, who: moving.merge_seen(session, self.post, one, two, who, self.house.clock()))

    def mine(self) -> None:
        """Somebody's last act is undone."""
        self.act(lambda session, who: undo.undo_mine(session, self.post, self.consultation, who, self.house.clock()))

    def any_step(self) -> None:
        """Any step of the history is undone."""
        steps = self.ask(lambda session: list(session.scalars(select(models.Step.id).where(
            models.Step.consultation_id == self.consultation).order_by(models.Step.no))))
        chosen = self.chance.choice(steps or ["none"])
        self.act(lambda session, who: undo.undo_step(session, self.post, self.consultation, chosen, who,
                                                     self.house.clock()))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Review alone; each example has a consultation of its own."""
    with a_house(Path(tmp_path_factory.mktemp("bench-laws")), "review") as opened:
        yield opened


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), acts=st.lists(st.sampled_from((*ACTS, *OFTEN)), min_size=5, max_size=25))
def test_the_balance_and_the_history_hold_at_every_moment(house: House, seed: int, acts: list[str]) -> None:
    bench = Bench(house, random.Random(seed))
    bench.arrive()
    for act in acts:
        before = (bench.states(), bench.behind(), bench.steps())
        try:
            getattr(bench, act)()
        except Refused:
            assert (bench.states(), bench.behind(), bench.steps()) == before, f"{act} was refused and changed something"
        look(bench)
    assert bench.ask(lambda session: check_chain(session, bench.consultation)).faults == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), act=st.sampled_from(("take", "keep", "make", "drop", "move", "merge", "split")))
def test_an_act_and_its_undoing_leave_everything_as_it_was(house: House, seed: int, act: str) -> None:
    bench = Bench(house, random.Random(seed))
    for each in ("arrive", "arrive", "make", "make", "arrive"):
        with suppress(Refused):
            getattr(bench, each)()
    before = (bench.states(), bench.behind(), bench.balance())
    try:
        getattr(bench, act)()
    except Refused:
        return
    newest = bench.ask(lambda session: session.scalar(select(models.Step.id).where(
        models.Step.consultation_id == bench.consultation).order_by(models.Step.no.desc()).limit(1)))
    bench.act(lambda session, who: undo.undo_step(session, bench.post, bench.consultation, newest, who,
                                                  bench.house.clock()))
    assert (bench.states(), bench.behind(), bench.balance()) == before
    look(bench)
