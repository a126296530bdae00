"""Grouping as opinions come: any order, any portions, repeats, withdrawals, new places, two workers at once."""
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.grouping.texts import Text, key_of
from services.review.models import Consultation, Opinion, Sample
from services.review.operations.consolidation import grouping
from services.review.operations.consolidation.blocks import Blocks
from services.review.operations.consolidation.grouping import group_next, keep_samples, tie
from services.review.operations.drafting.places import decide_place
from services.review.queries.consolidation.grouping import list_arrivals
from services.review.queries.consolidation.samples import list_voices
from services.review.queries.consolidation.workbench import list_articles
from services.review.queries.drafting.places import block_of
from shared.contracts import OpinionReceived
from tests.house import House, a_house
from tests.review.desk import WHO, Desk
from tests.review.test_pages_work import heard

SAID = ("建议把井台周围三米划为保护范围。", "建议把井台周围五米划为保护范围。", "井台周围三米应当划为保护范围，谢谢！",
        "不同意收费。", "不同意 收费", "同意收费。", "由村民委员会负责打扫井台，每月公布一次。")
PLACES = ("art_1", "art_1__para_1", None)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Review alone; each example has a consultation of its own."""
    with a_house(Path(tmp_path_factory.mktemp("grouping")), "review") as opened:
        yield opened


@dataclass
class Arrivals(Desk):
    """A desk that knows what has arrived."""

    events: list[OpinionReceived] = field(default_factory=list)

    def say(self, texts: Sequence[str]) -> None:
        """Somebody says each of these, anywhere."""
        new = [an_arrival(self, each, self.chance.choice(PLACES)) for each in texts]
        self.events += new
        self.heard_of += [each.opinion_id for each in new]
        self.house.hear("review", *new)


def an_arrival(desk: Desk, text: str, place: str | None = "art_1") -> OpinionReceived:
    """Somebody says this."""
    return replace(heard(desk.consultation, text, place), proposed_text=None, reason=None)


def opinions_of(desk: Desk) -> list[Opinion]:
    """All opinions of the consultation."""
    return list(desk.ask(lambda session: session.scalars(select(Opinion).where(
        Opinion.consultation_id == desk.consultation)).all()))


def look(desk: Desk) -> None:
    """One sample for each opinion; the same if and only if the same is said in the same block; counts that add up."""
    opinions = opinions_of(desk)
    said = {each.opinion_id: (block_of(each), key_of(Text(id="", text=each.text, stance=each.stance)))
            for each in opinions}
    samples: defaultdict[tuple[str, str], set[str | None]] = defaultdict(set)
    for each in opinions:
        samples[said[each.opinion_id]].add(each.sample_id)
    assert all(len(ids) == 1 and None not in ids for ids in samples.values())
    assert len({next(iter(ids)) for ids in samples.values()}) == len(samples)
    assert sum(_voices(desk).values()) == desk.balance()["waiting"]
    assert _voices(desk) == Counter(block_of(each) for each in opinions if each.state == "waiting")


def _voices(desk: Desk) -> Counter[str]:
    """How many wait in each block, by its voices; every page of them."""
    found: Counter[str] = Counter()
    with desk.house.sites["review"].database.reading() as session:
        consultation = session.get_one(Consultation, desk.consultation)
        for row in list_articles(session, consultation):
            page: int | None = 1
            while page:
                shown = list_voices(session, consultation, row.entry.key, page)
                found[row.entry.key] += sum(each.total for each in shown["items"])
                page = shown["next"]
            assert found[row.entry.key] == row.waiting
    return +found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), portion=st.integers(1, 5), acts=st.lists(
    st.sampled_from(("arrive", "arrive", "again", "withdraw", "place", "group", "reissue", "forget")), min_size=3,
    max_size=20))
def test_identical_opinions_of_a_block_have_one_sample_whatever_comes_in_whatever_order(
        house: House, seed: int, portion: int, acts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "PORTION", portion)
    desk, worker = Arrivals(house, random.Random(seed)), Worker(house)
    desk.say(SAID[:1])
    for act in acts:
        getattr(worker, act)(desk)
    house.settle()
    look(desk)


@dataclass
class Worker:
    """One that groups, and the world around it."""

    house: House

    def __post_init__(self) -> None:
        """Nothing in its memory."""
        self.blocks = Blocks(self.house.sites["review"].database)

    def arrive(self, desk: Arrivals) -> None:
        """Four opinions, repeats among them."""
        desk.say(desk.chance.choices(SAID, k=4))

    def again(self, desk: Arrivals) -> None:
        """One that was heard is heard again."""
        self.house.hear("review", desk.chance.choice(desk.events))

    def group(self, desk: Arrivals) -> None:
        """The next portion."""
        site = self.house.sites["review"]
        group_next(site.database, site.post, self.blocks, desk.consultation, self.house.clock())

    def forget(self, _desk: Arrivals) -> None:
        """Another worker goes on."""
        self.blocks = Blocks(self.house.sites["review"].database)

    def withdraw(self, desk: Arrivals) -> None:
        """Somebody asks for an opinion back."""
        desk.withdraw()

    def reissue(self, desk: Arrivals) -> None:
        """The next version comes."""
        desk.reissue()

    def place(self, desk: Arrivals) -> None:
        """A person says where one belongs."""
        _move(desk)


def _move(desk: Desk) -> None:
    """A person puts an opinion elsewhere, if that may be."""
    opinion = desk.chance.choice(opinions_of(desk))
    newest = desk.ask(lambda session: session.get_one(Consultation, desk.consultation)).draft_version
    if opinion.state == "waiting" and opinion.place_version == newest:
        choice = desk.chance.choice(("whole", "provision"))
        desk.do(lambda session: decide_place(session, desk.post, opinion.opinion_id, {
            "choice": choice, "provision": "art_1", "why": None}, WHO, desk.house.clock()))


def test_two_workers_at_once_make_one_sample_of_one_thing(house: House) -> None:
    """Both have read that nobody has said it before; the second finds the first one's sample when it writes."""
    desk, site = Desk(house, random.Random(3)), house.sites["review"]
    house.hear("review", an_arrival(desk, SAID[0]), an_arrival(desk, SAID[3]))
    workers = [Blocks(site.database), Blocks(site.database)]
    arrivals = desk.ask(lambda session: list_arrivals(session, desk.consultation, 10))
    made = [each.place(desk.consultation, arrivals) for each in workers]
    for rows in made:
        found = desk.do(partial(_keep, desk, rows))
        desk.do(partial(tie, arrivals=arrivals, samples=found))
    assert len(desk.ask(lambda session: session.scalars(select(Sample).where(
        Sample.consultation_id == desk.consultation)).all())) == 2
    house.hear("review", an_arrival(desk, SAID[2]))
    group_next(site.database, site.post, workers[1], desk.consultation, house.clock())  # its memory was wrong
    house.settle()
    look(desk)


def _keep(desk: Desk, rows: Sequence[Mapping[str, Any]], session: Session) -> dict[tuple[str, str], str]:
    return keep_samples(session, desk.consultation, rows, desk.house.clock())


def test_what_moved_between_reading_and_writing_is_read_again(house: House) -> None:
    desk, site = Desk(house, random.Random(4)), house.sites["review"]
    house.hear("review", an_arrival(desk, SAID[0]))
    arrivals = desk.ask(lambda session: list_arrivals(session, desk.consultation, 10))
    _to_whole(desk, arrivals[0].opinion_id)
    rows = Blocks(site.database).place(desk.consultation, arrivals)
    found = desk.do(partial(_keep, desk, rows))
    assert not desk.do(lambda session: tie(session, arrivals, found))
    house.settle()
    look(desk)


def test_a_persons_decision_on_a_place_groups_the_opinion_there(house: House) -> None:
    desk = Desk(house, random.Random(5))
    one, other = an_arrival(desk, SAID[0]), an_arrival(desk, SAID[0], None)
    house.hear("review", one, other)
    house.settle()
    before = {each.opinion_id: each.sample_id for each in opinions_of(desk)}
    _to_whole(desk, one.opinion_id)
    house.settle()
    assert {each.sample_id for each in opinions_of(desk)} == {before[other.opinion_id]}


def _to_whole(desk: Desk, opinion_id: str) -> None:
    values = {"choice": "whole", "provision": None, "why": None}
    desk.do(lambda session: decide_place(session, desk.post, opinion_id, values, WHO, desk.house.clock()))


def test_a_next_version_groups_anew_and_keeps_no_sample_of_the_old_places(house: House) -> None:
    desk = Desk(house, random.Random(6))
    house.hear("review", *(an_arrival(desk, each) for each in SAID))
    house.settle()
    old = {each.sample_id for each in opinions_of(desk)}
    desk.reissue()
    house.settle()
    kept = set(desk.ask(lambda session: session.scalars(select(Sample.id).where(
        Sample.consultation_id == desk.consultation)).all()))
    assert not old & kept and kept == {each.sample_id for each in opinions_of(desk)}


def test_a_block_that_grows_looks_for_relatives_again(house: House) -> None:
    desk = Desk(house, random.Random(7))
    house.hear("review", *(an_arrival(desk, each) for each in SAID))
    house.settle()
    samples = desk.ask(lambda session: session.scalars(select(Sample).where(
        Sample.consultation_id == desk.consultation)).all())
    assert all(each.kin_at is not None for each in samples)
    assert {each.kin_id for each in samples} <= {each.id for each in samples}
