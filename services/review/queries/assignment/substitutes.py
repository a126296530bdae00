"""Questions about who could take over an opinion: not who has had it, must recuse himself, is away or has no room."""
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.review.domain.recusals import must_recuse
from services.review.models import Assignment, Consultation, Opinion
from services.review.queries.assignment.candidates import list_candidates
from services.review.queries.assignment.demand import Given, list_given, list_parties

WHY = {"unknown": "现在不能接新的：不在专家库里、任期已过或者正在外出",
       "has": "已经在评议这条意见", "declined": "已经推辞过这条意见，或者没有按时评议", "recused": "要回避这条意见",
       "full": "手上的件数已满"}


class Substitutes:
    """Those who may be asked today, for some units of a consultation; what is given away counts at once."""

    def __init__(self, session: Session, consultation: Consultation, keys: Sequence[str], now: datetime) -> None:
        self.candidates = {each.id: each for each in list_candidates(session, now)}
        self.loads = Counter({each.id: each.open for each in self.candidates.values()})
        self._given = list_given(session, consultation.id, keys)
        self._parties = list_parties(session, consultation, keys)
        self._taken: set[tuple[str, str]] = set()

    def given(self, key: str) -> Sequence[Given]:
        """All assignments that a unit has had."""
        return self._given.get(key, ())

    def hinders(self, expert_id: str, key: str) -> str:
        """Why an expert cannot take a unit over, as a word of WHY; "" if nothing is in the way."""
        candidate = self.candidates.get(expert_id)
        if candidate is None:
            return "unknown"
        if hindered := self._had(expert_id, key):
            return hindered
        if any(must_recuse(candidate.recusals, each) for each in self._parties.get(key, ())):
            return "recused"
        return "full" if self.loads[expert_id] >= candidate.load_max else ""

    def _had(self, expert_id: str, key: str) -> str:
        had = [each for each in self.given(key) if each.expert_id == expert_id]
        if any(each.bars for each in had):
            return "declined"
        return "has" if any(each.is_active for each in had) or (expert_id, key) in self._taken else ""

    def take(self, expert_id: str, key: str) -> None:
        """Note that an expert takes a unit over."""
        self.loads[expert_id] += 1
        self._taken.add((expert_id, key))

    def first(self, order: Sequence[str], key: str) -> str | None:
        """The first of these experts who can take a unit over."""
        return next((each for each in order if not self.hinders(each, key)), None)

    def by_room(self, key: str) -> list[str]:
        """Everybody who can take a unit over, those with most room first."""
        able = [each for each in self.candidates.values() if not self.hinders(each.id, key)]
        return [each.id for each in sorted(able, key=lambda each: (self.loads[each.id] / each.load_max, each.id))]


def key_of_assignment(session: Session, assignment: Assignment) -> str:
    """The unit that an assignment is about."""
    opinion = session.get_one(Opinion, assignment.opinion_id)
    return opinion.sample_id or opinion.opinion_id
