"""Two suggestions beside each other before they are merged: what they say, who stands behind both, what will be."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.leaning import contradict
from services.review.domain.versions.differences import Piece, differences
from services.review.models import Consultation, Suggestion
from services.review.queries.consolidation.bench import list_stances
from services.review.queries.consolidation.members import find_shared, pair_opposites
from services.review.queries.drafting.places import LIVE, name_of
from shared.refusals import NotFound, Refused


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two suggestions with the differences of their words (text, reason), their opinions, those behind both."""

    into: Suggestion
    other: Suggestion
    text: Sequence[Piece]
    reason: Sequence[Piece]
    stances: Sequence[Counter[str]]
    both: int

    @property
    def after(self) -> int:
        """How many opinions will stand behind the one that stays."""
        return sum(each.total() for each in self.stances) - self.both

    @property
    def is_opposed(self) -> bool:
        """Whether their people want the opposite."""
        return contradict(*self.stances)

    @property
    def places(self) -> tuple[str, ...]:
        """The provisions, where they are not about the same one."""
        names = tuple(name_of(each.provision) for each in (self.into, self.other))
        return names if any(one != two for one, two in pairwise(names)) else ()


def find_one(session: Session, consultation_id: str, suggestion_id: str) -> Suggestion:
    """A suggestion of this consultation that may still be merged."""
    found = session.get(Suggestion, suggestion_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound("这次征求意见里没有这条建议；另一部草案的建议不能合并到这里。")
    if found.state not in LIVE:
        raise Refused(f"第 {found.no} 条建议已经审定或撤销，不能再合并。")
    return found


def find_pair(session: Session, into: Suggestion, other: Suggestion) -> Pair:
    """Two suggestions, the one that would stay first."""
    stances = list_stances(session, [into, other])
    return Pair(into=into, other=other, text=differences(other.text, into.text),
                reason=differences(other.reason, into.reason), stances=[stances[into.id], stances[other.id]],
                both=find_shared(session, into.id, other.id))


def find_by_no(session: Session, consultation_id: str, no: int) -> str:
    """The id of the suggestion with this number, "" where there is none."""
    return session.scalar(select(Suggestion.id).where(Suggestion.consultation_id == consultation_id,
                                                      Suggestion.no == no)) or ""


def list_partners(session: Session, suggestion: Suggestion) -> list[Suggestion]:
    """What a suggestion may be merged with, those about the same provision first."""
    found = session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == suggestion.consultation_id, Suggestion.state.in_(LIVE),
        Suggestion.id != suggestion.id)).all()
    return sorted(found, key=lambda each: (each.provision != suggestion.provision, each.no))


def list_opposites(session: Session, consultation: Consultation, most: int = 50) -> tuple[list[Pair], int]:
    """Suggestions whose people want the opposite of one article, two by two, and how many such pairs there are."""
    live = session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation.id, Suggestion.state != "retired").order_by(Suggestion.no)).all()
    pairs = pair_opposites(live, list_stances(session, live))
    return [find_pair(session, one, other) for one, other in pairs[:most]], len(pairs)
