"""Where opinions went that somebody else has just dealt with, said in one sentence."""
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.review.models import Member, Opinion, Sample, Step, StepOpinion, Suggestion
from services.review.queries.consolidation.samples import SAYS
from services.review.queries.consolidation.undoing import clock_of

ASIDE, RECENT = "set_aside", 5
USUAL = ("与本草案无关。", "草案已经这样规定。", "内容不够清楚，无法形成建议。", "涉及个别事项，已转有关部门办理。",
         "与上位法的规定不一致。")


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Who did it and where it is now: a sentence, and the suggestion's id ("" for none)."""

    sentence: str
    suggestion_id: str = ""


def find_whereabouts(session: Session, opinion_ids: Sequence[str]) -> Whereabouts:
    """What was done meanwhile to opinions that no longer wait: who, where to, when."""
    opinion = session.scalar(select(Opinion).where(Opinion.opinion_id.in_(opinion_ids), Opinion.state != "withdrawn")
                             .order_by(Opinion.opinion_id).limit(1))
    if opinion is None:
        return Whereabouts(sentence="这条意见刚刚被提意见的人撤回，没有处理。")
    if opinion.state == ASIDE:
        listed = select(StepOpinion.step_id).where(StepOpinion.opinion_id == opinion.opinion_id)
        step = session.scalar(select(Step).where(
            or_(Step.opinion_id == opinion.opinion_id, Step.id.in_(listed)), Step.kind == ASIDE)
            .order_by(Step.no.desc()).limit(1))
        return Whereabouts(sentence=f"{_who(step)}刚把它列为不列入{_when(step)}：{opinion.aside_reason}没有重复处理。")
    suggestion = session.scalar(select(Suggestion).join(Member, Member.suggestion_id == Suggestion.id).where(
        Member.opinion_id == opinion.opinion_id).order_by(Suggestion.no.desc()).limit(1))
    if suggestion is None:
        return Whereabouts(sentence="这条意见刚刚有人处理过，请刷新页面再看。")
    step = _taken(session, suggestion.id, opinion.opinion_id)
    return Whereabouts(sentence=f"{_who(step)}刚把它归入第 {suggestion.no} 条建议{_when(step)}，没有重复处理。",
                       suggestion_id=suggestion.id)


def count_waiting(session: Session, sample_ids: Sequence[str]) -> int:
    """How many opinions wait in these samples."""
    return session.scalar(select(func.count()).select_from(Opinion).join(Sample, SAYS).where(
        Sample.id.in_(sample_ids), Opinion.state == "waiting")) or 0


def list_held(session: Session, sample_id: str) -> list[str]:
    """The opinions of a sample that wait or stand behind a suggestion: those that may stand behind one more."""
    return list(session.scalars(select(Opinion.opinion_id).join(Sample, SAYS).where(
        Sample.id == sample_id, Opinion.state.in_(("waiting", "in_suggestions"))).order_by(Opinion.opinion_id)))


def list_reasons(session: Session, consultation_id: str) -> list[str]:
    """Reasons for setting aside, the ones used last first, filled up with usual ones."""
    steps = session.scalars(select(Step.why).where(Step.consultation_id == consultation_id, Step.kind == ASIDE)
                            .order_by(Step.no.desc()).limit(200))
    return list(dict.fromkeys([*(each for each in steps if each), *USUAL]))[:RECENT]


def _taken(session: Session, suggestion_id: str, opinion_id: str) -> Step | None:
    """The step that put an opinion behind a suggestion."""
    here = select(Step).where(Step.suggestion_id == suggestion_id, Step.undone_at.is_(None),
                              Step.kind.in_(("create", "members"))).order_by(Step.no.desc())
    listed = select(StepOpinion.step_id).where(StepOpinion.opinion_id == opinion_id)
    if step := session.scalar(here.where(Step.id.in_(listed)).limit(1)):
        return step
    return next((each for each in session.scalars(here.limit(RECENT * 10))
                 if opinion_id in each.before.get("added", ())), None)


def _who(step: Step | None) -> str:
    return step.who_name if step else "有人"


def _when(step: Step | None) -> str:
    return f"（{clock_of(step.at)}）" if step else ""
