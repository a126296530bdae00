"""Steps on many that a job is carrying out: which, and how far it is."""
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models.opinions import Opinion
from services.review.models.post import Job
from services.review.models.samples import StepOpinion
from services.review.models.suggestions import Step, Suggestion


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """A step on many, or its undoing: *done* of *count* opinions are where it puts them; ``no`` is the suggestion's
    number, 0 where they are set aside."""

    step_id: str
    suggestion_id: str | None
    no: int
    samples: frozenset[str]
    is_undoing: bool
    done: int
    count: int

    @property
    def sentence(self) -> str:
        """What goes on, as a part of a sentence."""
        where = f"归入第 {self.no} 条建议" if self.no else "列为不列入"
        return f"{'撤回：' if self.is_undoing else ''}{where}（{self.done:,} / {self.count:,} 条）"


def list_under_way(session: Session, consultation_id: str) -> list[UnderWay]:
    """What a job is carrying out in a consultation, oldest first."""
    jobs = select(Job.key).where(Job.kind == "carry_out", Job.done_at.is_(None))
    rows = session.execute(select(Step, Suggestion.no).outerjoin(Suggestion, Suggestion.id == Step.suggestion_id).where(
        Step.id.in_(jobs), Step.consultation_id == consultation_id).order_by(Step.no))
    return [_under_way(session, step, no or 0) for step, no in rows]


def _under_way(session: Session, step: Step, no: int) -> UnderWay:
    is_undoing, count = step.undone_at is not None, step.before["count"]
    there = session.scalar(select(func.count()).select_from(StepOpinion).join(
        Opinion, Opinion.opinion_id == StepOpinion.opinion_id).where(
        StepOpinion.step_id == step.id, Opinion.state == ("waiting" if is_undoing else _goal(step)))) or 0
    return UnderWay(step_id=step.id, suggestion_id=step.suggestion_id, no=no, is_undoing=is_undoing, done=there,
                    count=count, samples=frozenset(step.before["samples"]))


def _goal(step: Step) -> str:
    return "set_aside" if step.kind == "set_aside" else "in_suggestions"
