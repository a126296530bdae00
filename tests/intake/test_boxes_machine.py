"""Several people at two boxes do anything in any order: no sequence closes an opening whose counts do not agree, lets
one person do both halves, or counts a slip twice."""
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.boxes import STATES, faults_of
from services.intake.models import BoxStep, Count, Keying, Opening, Opinion, Signature, Slip
from services.intake.operations.boxes import (
    add_count,
    begin_opening,
    confirm_opening,
    correct_seal,
    recount,
)
from services.intake.operations.closing import close_opening, reconcile_opening, sign_act
from services.intake.operations.keying import forward_settled
from services.intake.operations.manifest import classify_slip, register_slips, strike_slip
from services.intake.queries.boxes import find_box, find_facts, find_tampering, list_slips
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Refused
from tests.builders import NOON
from tests.house import House, a_house
from tests.intake.ballot import (
    ONE,
    PEOPLE,
    Ballot,
    a_ballot,
    a_batch,
    a_box,
    a_desk,
    decide,
    key,
    openings_of,
    scan,
    seal_read,
)

people = st.sampled_from(PEOPLE)
boxes = st.integers(0, 1)
kinds = st.sampled_from(("opinion",) * 4 + ("blank", "spoilt", "foreign"))
crews = st.lists(people, min_size=18, max_size=18)
words = st.sampled_from(("二", "一", "一", "blank", "spoilt"))
serials = st.lists(st.integers(1, 4), max_size=3)
AFTER_BALANCE = STATES[STATES.index("reconciled"):]
UNTIL, LATER = date(2026, 11, 25), NOON + timedelta(days=2)
HOUSE: list[Ballot] = []


class Boxes(RuleBasedStateMachine):
    """Two boxes of one station and one batch of four slips."""

    @initialize()
    def set_up(self) -> None:
        """New boxes and new paper; the house is the same."""
        first = HOUSE[0]
        self.database = first.house.sites["intake"].database
        with self.database.writing() as session:
            self.refused, self.boxes = False, [a_box(session, first.station_id).id for _ in range(2)]
            batch = a_batch(session, first.station_id, first.consultation_id, 4)
            self.batch, self.first = batch.id, batch.from_serial
        self.written = self.lines()

    def attempt(self, step: Callable[[Session], Any]) -> None:
        """Try a step and remember whether it was taken; one that is refused leaves nothing behind."""
        before, self.refused = self.written, False
        try:
            with self.database.writing() as session:
                step(session)
        except Refused as refused:
            assert refused.sentence
            self.refused = True
        self.written = self.lines()
        self.taken = self.written > before
        assert not (self.refused and self.taken)

    def lines(self) -> int:
        """How many lines both logs have."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).where(BoxStep.box_id.in_(self.boxes))) or 0

    def at(self, session: Session, box: int) -> Opening:
        """The last opening of a box."""
        found = openings_of(session, [self.boxes[box]])
        if not found:
            raise Refused("no opening yet")
        return found[-1]

    def items(self, numbers: list[int], kind: str) -> list[dict[str, Any]]:
        """Slips of the batch; the fifth is not in it."""
        return [{"batch_id": self.batch, "serial": self.first + each - 1, "kind": kind} for each in numbers]

    @rule(who=people, box=boxes, intact=st.booleans(), note=st.sampled_from(("", "封条被雨淋坏")))
    def begin(self, who: Identity, box: int, intact: bool, note: str) -> None:
        """Read the seal first."""
        self.attempt(lambda session: begin_opening(session, self.boxes[box], seal_read(
            session, self.boxes[box], is_intact=intact, note=note), who, NOON))

    @rule(who=people, box=boxes, wrong=st.booleans())
    def correct(self, who: Identity, box: int, wrong: bool) -> None:
        """Read it once more."""
        other = {"seal_no": "另一个号", "note": "号码不同"} if wrong else {}
        self.attempt(lambda session: correct_seal(session, self.at(session, box).id, {
            name: value for name, value in seal_read(session, self.boxes[box], **other).items() if name != "photo"},
            who, NOON))

    @rule(who=people, box=boxes, right=st.booleans())
    def confirm(self, who: Identity, box: int, right: bool) -> None:
        """Be the second at the seal."""
        self.attempt(lambda session: confirm_opening(session, (found := self.at(session, box)).id, (
            found.seal_found if right else "另一个号"), who, NOON))

    @rule(who=people, box=boxes, number=st.integers(0, 3))
    def count(self, who: Identity, box: int, number: int) -> None:
        """Count the slips."""
        self.attempt(lambda session: add_count(session, self.at(session, box).id, number, who, NOON))

    @rule(who=people, box=boxes)
    def count_anew(self, who: Identity, box: int) -> None:
        """Ask for another count."""
        self.attempt(lambda session: recount(session, self.at(session, box).id, "再点一次", who, NOON))

    @rule(who=people, box=boxes, numbers=serials, kind=kinds)
    def register(self, who: Identity, box: int, numbers: list[int], kind: str) -> None:
        """Register slips, perhaps some of the other box."""
        self.attempt(lambda session: register_slips(session, self.at(session, box).id, self.items(numbers, kind), who,
                                                    NOON))

    @rule(who=people, box=boxes, place=st.integers(0, 3), kind=kinds, strikes=st.booleans())
    def change(self, who: Identity, box: int, place: int, kind: str, strikes: bool) -> None:
        """Change what a slip is, or take it out."""
        def step(session: Session) -> None:
            opening = self.at(session, box)
            for slip in list_slips(session, opening.id)[place:place + 1]:
                if strikes:
                    strike_slip(session, opening.id, slip.id, "录错号码", who, NOON)
                else:
                    classify_slip(session, opening.id, slip.id, kind, who, NOON)
        self.attempt(step)

    def each(self, box: int, most: int, step: Callable[[Session, Slip], Any]) -> None:
        """Try a step at some slips, each by itself."""
        with self.database.reading() as session:
            found = openings_of(session, [self.boxes[box]])
            slips = [each.id for each in list_slips(session, found[-1].id)[:most]] if found else []
        taken = False
        for slip_id in slips:
            self.attempt(partial(_at_slip, step, slip_id))
            taken = taken or self.taken
        self.taken, self.refused = taken, not taken

    @rule(who=people, box=boxes, most=st.integers(1, 4))
    def scan_some(self, who: Identity, box: int, most: int) -> None:
        """Scan slips."""
        self.each(box, most, lambda session, slip: scan(HOUSE[0], session, slip, who))

    @rule(who=people, box=boxes, most=st.integers(1, 4), word=words)
    def key_some(self, who: Identity, box: int, most: int, word: str) -> None:
        """Key slips, not always the same."""
        self.each(box, most, lambda session, slip: key(HOUSE[0], session, slip, who, word))

    @rule(who=people, box=boxes, most=st.integers(1, 4), word=words)
    def decide_some(self, who: Identity, box: int, most: int, word: str) -> None:
        """Decide what slips say whose keys differ."""
        self.each(box, most, lambda session, slip: decide(HOUSE[0], session, slip, who, word))

    @rule(who=people, box=boxes)
    def forward(self, who: Identity, box: int) -> None:
        """Try once more what could not go on."""
        self.attempt(lambda session: forward_settled(session, a_desk(HOUSE[0], session, who),
                                                     self.at(session, box).id))

    @rule(who=people, box=boxes)
    def reconcile(self, who: Identity, box: int) -> None:
        """Strike the balance."""
        self.attempt(lambda session: reconcile_opening(session, self.at(session, box).id, who, NOON))

    @rule(who=people, box=boxes)
    def close(self, who: Identity, box: int) -> None:
        """Seal it all up."""
        self.attempt(lambda session: close_opening(session, self.at(session, box).id, new_id(), new_id(), who, NOON))

    @rule(who=people, box=boxes, act=st.sampled_from(("retain", "destroy")), later=st.booleans())
    def sign(self, who: Identity, box: int, act: str, later: bool) -> None:
        """Sign for keeping or destroying, today or when the date has come."""
        until, now = UNTIL if act == "retain" else None, LATER if later else NOON
        self.attempt(lambda session: sign_act(session, self.at(session, box).id, act, until, who, now))

    @rule(crew=crews, box=boxes, number=st.sampled_from((2, 1, 0)), kind=kinds, read=words,
          most=st.sampled_from((18, 18, 12, 7, 4)), second_thoughts=kinds)
    def do_it_well(self, crew: list[Identity], box: int, number: int, kind: str, most: int,
                   second_thoughts: str, read: str) -> None:
        """People go through the protocol from wherever it stands; where one is refused, the next tries."""
        numbers = list(range(1 + 2 * box, 1 + 2 * box + number))
        steps: list[Callable[[Identity], None]] = [
            lambda who: self.begin(who, box, True, ""), lambda who: self.confirm(who, box, True),
            lambda who: self.count(who, box, number), lambda who: self.count(who, box, number),
            lambda who: self.register(who, box, numbers, kind), lambda who: self.scan_some(who, box, 4),
            lambda who: self.change(who, box, 0, kind, False), lambda who: self.change(who, box, 1, kind, False),
            lambda who: self.key_some(who, box, 4, "一"), lambda who: self.key_some(who, box, 4, read),
            lambda who: self.decide_some(who, box, 4, read),
            lambda who: self.change(who, box, 0, second_thoughts, False),
            lambda who: self.change(who, box, 0, second_thoughts, False), lambda who: self.close(who, box),
            lambda who: self.sign(who, box, "retain", False), lambda who: self.sign(who, box, "retain", False),
            lambda who: self.sign(who, box, "destroy", True), lambda who: self.sign(who, box, "destroy", True)]
        for first, step in zip(crew, steps[:most], strict=False):
            for who in sorted(PEOPLE, key=lambda each: each != first):
                step(who)
                if self.taken:
                    break

    @invariant()
    def holds(self) -> None:
        """What must be true at every moment; a step that was refused has left nothing behind."""
        if self.refused:
            return
        with self.database.reading() as session:
            for box in self.boxes:
                assert find_tampering(session, find_box(session, box, ONE)) is None
            for opening in openings_of(session, self.boxes):
                check_opening(session, opening)
            slips = list(session.scalars(select(Slip).where(Slip.batch_id == self.batch)))
            assert len({each.serial for each in slips}) == len({each.opinion_id for each in slips}) == len(slips) <= 4
            check_slips(session, slips)


def _at_slip(step: Callable[[Session, Slip], Any], slip_id: str, session: Session) -> None:
    step(session, session.get_one(Slip, slip_id))


def check_slips(session: Session, slips: list[Slip]) -> None:
    """Two people behind each opinion that went on, and behind each slip that is none; each opinion once."""
    ids = [each.opinion_id for each in slips]
    known = session.scalars(select(Opinion.id).where(Opinion.id.in_(ids))).all()
    assert sorted(known) == sorted(each.opinion_id for each in slips if each.forwarded_at is not None)
    for slip in slips:
        check_slip(slip, list(session.scalars(select(Keying).where(Keying.slip_id == slip.id))))


def check_slip(slip: Slip, keys: list[Keying]) -> None:
    """Two people keyed an opinion that went on; two people called a slip no opinion that is none."""
    assert len({each.who for each in keys if each.turn != "resolved"}) == min(2, len(keys))
    said = {each.who for each in keys if each.fields["kind"] != "opinion"}
    if slip.kind != "opinion":
        assert slip.forwarded_at is None and max(len(said), len({slip.said_by, slip.agreed_by} - {None})) > 1
    elif slip.forwarded_at is not None:
        assert len(keys) > 1


def check_opening(session: Session, opening: Opening) -> None:
    """Two people at each step, the same number twice, a balance before the sealing, no state skipped."""
    if opening.state != "sealed":
        assert opening.witness_id not in (None, opening.opener_id)
    if opening.counted is not None:
        one, two = session.scalars(select(Count).where(Count.opening_id == opening.id, Count.round == opening.round)
                                   .order_by(Count.turn.desc()).limit(2))
        assert one.number == two.number == opening.counted and one.who != two.who
    if opening.state in AFTER_BALANCE:
        facts = find_facts(session, opening)
        assert faults_of(facts) == [] and facts.rekeyed == facts.opinions == facts.forwarded
    for act, state in (("retain", "retained"), ("destroy", "destroyed")):
        signed = session.scalars(select(Signature.who).where(Signature.opening_id == opening.id,
                                                             Signature.act == act)).all()
        assert (len(set(signed)) == 2) == (STATES.index(opening.state) >= STATES.index(state))
    check_path(session, opening)


def check_path(session: Session, opening: Opening) -> None:
    """The log shows every state in its turn; only a recount goes back."""
    acts = session.scalars(select(BoxStep.act).where(BoxStep.opening_id == opening.id).order_by(BoxStep.seq)).all()
    at = 0
    for state in (each for each in acts if each in STATES):
        place = STATES.index(state)
        assert place in (at, at + 1) or state == "opened"
        at = place
    assert STATES[at] == opening.state


@contextmanager
def a_town() -> Iterator[House]:
    """A house in a folder of its own."""
    with TemporaryDirectory() as folder, a_house(Path(folder), "intake") as house:
        yield house


def play(examples: int, steps: int, **rest: Any) -> None:
    """Let the people loose on fresh boxes, again and again; every state must have been reached."""
    with a_town() as house:
        HOUSE[:] = [a_ballot(house)]
        run_state_machine_as_test(Boxes, settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
            **rest))
        with house.sites["intake"].database.reading() as session:
            reached = Counter(session.scalars(select(BoxStep.act)))
    assert {*STATES[1:], "classify", "resolve", "settle"} <= set(reached), reached


def test_no_sequence_of_steps_breaks_the_protocol() -> None:
    play(40, 30, derandomize=True)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_long_sequence_of_steps_breaks_the_protocol() -> None:
    play(500, 60)
