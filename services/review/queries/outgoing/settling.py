"""What stands between a matter and its end: everybody who would be left without an answer."""
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.review.models import Opinion, Suggestion
from services.review.queries.drafting.consultations import list_unfinished
from shared.refusals import Errors

SENT = ("approved", "forwarded")
FIRST, MOST = 10, 50


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What is left to do before a matter may be settled, and what settling it will answer."""

    waiting: int
    first_waiting: Sequence[str]
    unfinished: Sequence[Suggestion]
    undecided: Sequence[Suggestion]
    answered: int
    aside: int
    behind: int

    @property
    def is_done(self) -> bool:
        """Whether nobody would be left without an answer."""
        return not (self.waiting or self.unfinished or self.undecided)

    def sentence(self) -> str:
        """What is left, and where to go."""
        left = [(self.waiting, "条意见待处理（到“整理”归入建议，或写明理由不列入）"),
                (len(self.unfinished), "条建议没有审定（到“把关”“审定”办完，或写明理由不报送）"),
                (len(self.undecided), "条建议还没有结果（报送并登记处理结果以后再办结）")]
        return f"还有 {'、'.join(f'{count} {words}' for count, words in left if count)}，不能办结。"

    def errors(self) -> Errors:
        """The first of each by name."""
        open_ones = (*self.unfinished, *self.undecided)[:MOST]
        named = {"opinions": list(self.first_waiting),
                 "suggestions": [f"第 {each.no} 号：{each.title}" for each in open_ones]}
        return {name: found for name, found in named.items() if found}


def find_rest(session: Session, consultation_id: str) -> Rest:
    """Ask for all of it. An opinion behind a suggestion whose outcome is not known yet cannot be answered yet."""
    mine = Opinion.consultation_id == consultation_id
    waiting = session.scalars(select(Opinion.opinion_id).where(mine, Opinion.state == "waiting")
                              .order_by(Opinion.received_at, Opinion.opinion_id).limit(FIRST)).all()
    undecided = session.scalars(select(Suggestion).where(
        Suggestion.consultation_id == consultation_id, Suggestion.state.in_(SENT)).order_by(Suggestion.no)).all()
    return Rest(waiting=_count(session, mine, Opinion.state == "waiting"), first_waiting=waiting, undecided=undecided,
                unfinished=list_unfinished(session, consultation_id),
                answered=_count(session, mine, Opinion.state != "withdrawn", Opinion.release_id.is_not(None)),
                aside=_count(session, mine, Opinion.state == "set_aside", Opinion.release_id.is_(None)),
                behind=_count(session, mine, Opinion.state == "in_suggestions", Opinion.release_id.is_(None)))


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Opinion).where(*where)
    return session.scalar(query) or 0
