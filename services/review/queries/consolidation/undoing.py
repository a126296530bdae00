"""Whether a step can still be taken back, and if not, why: what came after it decides."""
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.review.models import Consultation, Opinion, Step, StepOpinion, Suggestion
from services.review.queries.drafting.places import LIVE

HERE = ZoneInfo("Asia/Shanghai")
ON_SUGGESTIONS, ON_OPINIONS = ("create", "change", "members", "gate"), ("set_aside", "restore")
UNDOABLE = (*ON_SUGGESTIONS, *ON_OPINIONS)
STAND = {"set_aside": "set_aside", "restore": "waiting"}


def find_act(session: Session, step: Step) -> list[Step]:
    """The steps that were taken together with one and are undone together with it, newest first."""
    act = step.before.get("act")
    if act is None:
        return [step]
    query = select(Step).where(Step.consultation_id == step.consultation_id, Step.at == step.at, Step.who == step.who,
                               Step.undone_at.is_(None), Step.kind.in_(UNDOABLE)).order_by(Step.no.desc())
    return [each for each in session.scalars(query) if each.before.get("act") == act]


def find_obstacle(session: Session, steps: Sequence[Step]) -> str:
    """Why these steps of one act cannot be taken back now; "" if they can."""
    state = session.scalar(select(Consultation.state).where(Consultation.id == steps[0].consultation_id))
    if state == "settled":
        return "这次征求意见已经办结，不能再撤销。"
    about = {each.suggestion_id for each in steps if each.suggestion_id}
    for step in steps:
        if step.undone_at is not None:
            return "这一步已经撤销过了。"
        if step.kind not in UNDOABLE:
            return "这一步不能撤销。"
        found = _in_suggestion(session, step, about) if step.kind in ON_SUGGESTIONS else _in_opinion(session, step)
        if found:
            return found
    return ""


def is_last(session: Session, step: Step) -> bool:
    """Whether nothing that counts was done to its suggestion after it."""
    return not _later(session, step)


def clock_of(at: datetime) -> str:
    """A moment as a sentence names it: the hour and the minute here."""
    return f"{at.astimezone(HERE):%H:%M}"


def _later(session: Session, step: Step) -> list[Step]:
    query = select(Step).where(Step.suggestion_id == step.suggestion_id, Step.no > step.no,
                               Step.undone_at.is_(None), Step.kind != "undo")
    return list(session.scalars(query.order_by(Step.no.desc())))


def _in_suggestion(session: Session, step: Step, about: set[str]) -> str:
    suggestion = session.get_one(Suggestion, step.suggestion_id)
    if suggestion.state not in (*LIVE, "retired"):
        return f"第 {suggestion.no} 号建议已经审定，不能再撤销。"
    later = [each for each in _later(session, step) if each.before.get("act") != step.before.get("act")
             or "act" not in step.before]
    if all(_apart(session, step, each) for each in later):
        return ""
    after = "在拆分或合并之后又改过" if len(about) > 1 else "之后又改过"
    return (f"第 {suggestion.no} 号建议{after}（{later[0].who_name}，{clock_of(later[0].at)}），"
            "请先撤销那里的步骤。")


def _apart(session: Session, step: Step, later: Step) -> bool:
    """Whether two changes of members touch different opinions: then either can go without the other. What has joined
    a new suggestion by itself goes with it."""
    if step.kind == "create" and later.kind == "members" and later.who == "system":
        return True
    if step.kind != "members" or later.kind != "members":
        return False
    return not _touched(session, step) & _touched(session, later)


def _touched(session: Session, step: Step) -> set[str]:
    listed = session.scalars(select(StepOpinion.opinion_id).where(StepOpinion.step_id == step.id))
    return {*step.before.get("added", ()), *step.before.get("removed", ()), *listed}


def _in_opinion(session: Session, step: Step) -> str:
    if "list" in step.before:
        return _in_many(session, step)
    opinion = session.get_one(Opinion, step.opinion_id)
    if opinion.release_id:
        return "这条意见已经答复，不能再恢复。"
    newest = session.scalar(select(Step.id).where(Step.opinion_id == step.opinion_id, Step.kind.in_(ON_OPINIONS),
                                                  Step.undone_at.is_(None)).order_by(Step.no.desc()).limit(1))
    if opinion.state != STAND[step.kind] or newest != step.id:
        return "这条意见之后又有人处理过，请先撤销那一步。"
    return ""


def _in_many(session: Session, step: Step) -> str:
    """A setting aside of many: nobody of them answered, none of them handled again since."""
    listed = select(StepOpinion.opinion_id).where(StepOpinion.step_id == step.id)
    gone = or_(Opinion.release_id.is_not(None), Opinion.state.not_in(("set_aside", "withdrawn")))
    moved = session.scalar(select(Opinion).where(Opinion.opinion_id.in_(listed), gone).limit(1))
    if moved is not None:
        return ("这些意见已经答复，不能再恢复。" if moved.release_id
                else "这些意见里有的之后又有人处理过，请到那里撤销。")
    return ""
