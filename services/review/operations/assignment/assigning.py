"""Opinions are given to experts: what comes in is added to what is given out; everything anew only on demand."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.allotment import Allotment, Candidate, Case, Pair, allot
from services.review.domain.assignment import Infeasible, Reason
from services.review.models import Expert, Opinion, Plan
from services.review.operations.assignment.offering import Offer, close_all, follow, offer_all
from services.review.queries.assignment.candidates import Pool, find_pool, list_known
from services.review.queries.assignment.demand import (
    Given,
    Reading,
    Unit,
    count_active,
    is_in_play,
    list_given,
    list_units,
    read_units,
    specialties_given,
)
from services.review.queries.assignment.plans import find_plan, named_quotas
from services.review.queries.drafting.consultations import find_consultation, lock_consultation
from services.review.queries.portions import portions
from services.review.queries.staffing.pool import count_open_work
from shared.messaging.postbox import Postbox

CHUNK = 500
NOBODY = Reason(kind="experts", sentence="专家库里现在没有可以分派的专家："
                                         "请先添加专家，或者核对任期、外出日期和件数上限。")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An assignment that was worked out and not made yet."""

    plan: Plan
    allotment: Allotment
    readings: Mapping[str, Reading]
    candidates: Sequence[Candidate]
    given: Mapping[str, list[Given]] = field(default_factory=dict)
    whole: bool = False

    @property
    def digest(self) -> str:
        """Tells this assignment from any other: what was looked at is what is made."""
        told = sorted((each.key, each.expert) for each in self.allotment.pairs)
        return sha256(repr((self.plan.version, told)).encode()).hexdigest()[:16]

    def moves(self) -> list[tuple[str, list[str], list[str]]]:
        """What changes hands: the unit, who loses it, who gets it."""
        serving = {each.id for each in self.candidates}
        found = []
        for key, pairs in chosen_by(self.allotment.pairs).items():
            experts = [each.expert for each in pairs]
            had = [each.expert_id for each in self.given.get(key, ()) if each.is_loose(serving)]
            if not set(had) <= set(experts):
                found.append((key, _without(had, experts), _without(experts, had)))
        return found

    def worst_pairs(self, most: int) -> list[Pair]:
        """The pairs that fit least, the worst first."""
        return sorted(self.allotment.pairs, key=lambda each: (each.fit, each.key))[:most]


def draw_up(session: Session, consultation_id: str, pool: Pool, units: Sequence[Unit], whole: bool = False) -> Drawn:
    """Work out who gets what of *units*. *whole*: everything that is given out and not read yet may move, hardly
    anything does, and an impossible demand raises Infeasible; else what is given out stays, and what is possible is
    added to it."""
    plan, consultation = find_plan(session, consultation_id), find_consultation(session, consultation_id)
    given = list_given(session, consultation_id, None if whole else [each.key for each in units])
    known = list_known(session)
    serving = {each.id for each in pool.candidates}
    readings = read_units(session, consultation, units)
    cases = [_case(each, given.get(each.unit.key, []), plan, serving if whole else set(), known) for each in readings]
    by_key = {each.unit.key: each for each in readings}
    wanted = [each for each in cases if each.need > 0]
    return Drawn(plan=plan, readings=by_key, given=given, whole=whole, candidates=pool.candidates,
                 allotment=_allot(wanted, [by_key[each.key] for each in wanted], pool, plan, whole))


def chosen_by(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Pairs by their units."""
    found: dict[str, list[Pair]] = {}
    for each in pairs:
        found.setdefault(each.key, []).append(each)
    return found


def give_out(session: Session, post: Postbox, drawn: Drawn, keys: Sequence[str], now: datetime) -> int:
    """Make the assignments of these units, unless something has come between; returns how many are new. What is
    impossible by now is left for the next time."""
    consultation_id = drawn.plan.consultation_id
    if not drawn.allotment.pairs or lock_consultation(session, consultation_id) == "settled":
        return 0
    hand = _Hand(session, drawn, keys)
    for key in keys:
        hand.take(key)
    offers = [offer for key in keys for offer in hand.deal(key)]
    close_all(session, hand.taken, "moved", now)
    offer_all(session, post, drawn.plan, offers, now)
    follow(session, post, consultation_id, now, keys)
    return len(offers)


def record_run(session: Session, consultation_id: str, given: int, left: int, drawn: Drawn | None,
               now: datetime) -> None:
    """Keep what came of it for the page: how many got somebody, how many nobody, and why."""
    plan = find_plan(session, consultation_id)
    reasons = [each.sentence for each in drawn.allotment.reasons[:20]] if drawn and left else []
    told = {"given": given, "left": left, "reasons": reasons, "method": drawn.allotment.method if drawn else ""}
    was = plan.ran or {}
    if given or (was.get("left", 0), was.get("reasons", [])) != (left, reasons):
        plan.ran, plan.ran_at = told, now
        session.add(plan)


class _Hand:
    """Deals the pairs of a portion out, checking once more what holds now."""

    def __init__(self, session: Session, drawn: Drawn, keys: Sequence[str]) -> None:
        self.drawn, self.taken = drawn, list[str]()
        consultation_id = drawn.plan.consultation_id
        self._pairs = chosen_by(drawn.allotment.pairs)
        experts = sorted({each.expert for key in keys for each in self._pairs.get(key, ())})
        session.execute(select(Expert.account_id).where(Expert.account_id.in_(experts))
                        .order_by(Expert.account_id).with_for_update())  # two matters never fill the same place
        self._room = {each.id: each.load_max for each in drawn.candidates}
        for expert, count in count_open_work(session).items():
            self._room[expert] = self._room.get(expert, 0) - count
        self._given = list_given(session, consultation_id, keys)
        self._lost: dict[str, list[str]] = {}
        standing = [drawn.readings[key].unit.opinion_id for key in keys]
        self._playing = {each for part in portions(standing) for each in session.scalars(select(
            Opinion.opinion_id).where(is_in_play(consultation_id), Opinion.opinion_id.in_(part))
            .order_by(Opinion.opinion_id).with_for_update(of=Opinion))}

    def take(self, key: str) -> None:
        """Take the unit from those who are to have it no longer: it makes room for others."""
        chosen = [each.expert for each in self._pairs.get(key, ())]
        if not self.drawn.whole or not chosen or self._standing(key) not in self._playing:
            return
        loose = [each for each in self._given.get(key, ()) if each.is_loose(self._room)]
        for each in loose:
            if each.expert_id not in chosen:
                self._room[each.expert_id] += 1
                self._lost.setdefault(key, []).append(each.id)
                self.taken.append(each.id)

    def deal(self, key: str) -> list[Offer]:
        """The new offers of a unit, as many as it still has places."""
        had, lost = self._given.get(key, []), self._lost.get(key, [])
        if self._standing(key) not in self._playing:
            return []
        places = self.drawn.plan.reviews - count_active(had) + len(lost)
        new = self._free(key, {each.expert_id for each in had if each.bars or each.is_active})[:max(0, places)]
        for each in new:
            self._room[each.expert] -= 1
        alternates = self.drawn.allotment.alternates.get(key, [])
        return [Offer(opinion_id=self._standing(key), expert_id=each.expert, fit=each.fit, alternates=alternates,
                      replaces_id=replaced) for each, replaced in zip_longest(new, lost[:len(new)])]

    def _free(self, key: str, barred: set[str]) -> list[Pair]:
        return [each for each in self._pairs.get(key, ())
                if each.expert not in barred and self._room.get(each.expert, 0) > 0]

    def _standing(self, key: str) -> str:
        return self.drawn.readings[key].unit.opinion_id


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    return [each for each in some if each not in others]


def _case(reading: Reading, given: Sequence[Given], plan: Plan, movable: set[str],
          known: Mapping[str, frozenset[str]]) -> Case:
    """A unit as the solver sees it; offers to *movable* experts may change hands unless a person made them."""
    kept = [each for each in given if each.is_loose(movable)]
    fixed = specialties_given([each for each in given if each not in kept], known)
    return Case(key=reading.unit.key, label=reading.label, parties=reading.parties, need=plan.reviews - len(fixed),
                kept=tuple(each.expert_id for each in kept), fixed=fixed,
                barred=frozenset(each.expert_id for each in given if each.bars))


def _allot(cases: Sequence[Case], readings: Sequence[Reading], pool: Pool, plan: Plan, whole: bool) -> Allotment:
    if not pool.candidates:
        if whole and cases:
            raise Infeasible([NOBODY])
        return Allotment(pairs=[], left=[each.key for each in cases], alternates={}, loads={}, reasons=(NOBODY,))
    fits = pool.affinity.of([each.words for each in readings])
    return allot(cases, pool.candidates, fits, named_quotas(plan), partly=not whole)


def draw_all(session: Session, consultation_id: str, now: datetime) -> Drawn:
    """Work everything out anew: all that is in play, read or not. Raises Infeasible."""
    return draw_up(session, consultation_id, find_pool(session, now), list_units(session, consultation_id), whole=True)


def with_loads(pool: Pool, loads: Mapping[str, int]) -> Pool:
    """The pool after something was given out."""
    return replace(pool, candidates=[replace(each, open=loads.get(each.id, each.open)) for each in pool.candidates])
