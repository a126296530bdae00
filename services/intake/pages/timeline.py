"""An opinion's way, as the vertical line of the progress page shows it."""
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Consultation, Decision, Issue, Opinion, Progress, Settlement
from services.intake.pages.words import _

OFF_THE_LINE = ("set_aside", "withdrawn")


@dataclass(frozen=True)
class Stage:
    """A stage that was reached (``at``) or lies ahead (None)."""

    words: str
    at: datetime | date | None
    more: str = ""


@dataclass(frozen=True)
class Way:
    """All that is shown of one opinion; never its text, never a contact."""

    opinion: Opinion
    consultation: Consultation | None
    stages: list[Stage]
    decision: Decision | None
    is_withdrawn: bool
    may_withdraw: bool


def find_way(session: Session, opinion: Opinion) -> Way:
    """Put together what is known of an opinion's way."""
    progress = list(session.scalars(select(Progress).where(Progress.opinion_id == opinion.id)
                                    .order_by(Progress.revision)))
    decision, settled = session.get(Decision, opinion.id), session.get(Settlement, opinion.id)
    issue = session.scalar(select(Issue).where(Issue.consultation_id == opinion.consultation_id)
                           .order_by(Issue.issued_at, Issue.submission_id).limit(1))
    last = _current(progress)
    is_withdrawn = last == "withdrawn"
    reached = [Stage(_("收到，已编号"), opinion.received_at), *_inside(progress)]
    if opinion.withdrawal_asked_at and not is_withdrawn:
        reached.append(Stage(_("您申请了撤回"), opinion.withdrawal_asked_at, _("工作人员正在处理。")))
    reached += _after(last, issue, decision, settled)
    return Way(opinion=opinion, consultation=session.get(Consultation, opinion.consultation_id),
               stages=reached + _ahead(last, issue, decision, settled), decision=decision, is_withdrawn=is_withdrawn,
               may_withdraw=bool(opinion.withdraw_hash) and not opinion.withdrawal_asked_at and not is_withdrawn)


def _current(progress: list[Progress]) -> str:
    stages = [each.stage for each in progress if each.stage not in ("routed", "assessed")]
    return stages[-1] if stages else ""


def _inside(progress: list[Progress]) -> list[Stage]:
    words = {"routed": _("转给专家和联络员阅看"), "assessed": _("专家提出了评估意见"),
             "in_suggestions": _("归入一条修改建议"), "set_aside": _("没有归入建议"),
             "withdrawn": _("已按您的申请撤回"), "restored": _("重新进入整理")}
    shown: list[Stage] = []
    for each in progress:
        stage = Stage(words[each.stage], each.at, each.reason or "")
        if not shown or shown[-1].words != stage.words:
            shown.append(stage)
    return shown


def _after(last: str, issue: Issue | None, decision: Decision | None, settled: Settlement | None) -> list[Stage]:
    reached = []
    if issue is not None and last == "in_suggestions":
        reached.append(Stage(_("建议已报送立法机关"), issue.issued_at, issue.number))
    if decision is not None:
        reached.append(Stage(_("有了结果"), decision.decided_at))
    if settled is not None and settled.outcome != "failed":
        reached.append(Stage(_sent_words(settled.channel), settled.on))
    return reached


def _sent_words(channel: str) -> str:
    return {"email": _("答复已发到您的邮箱"), "sms": _("答复已发到您的手机"), "slip": _("反馈单已送出")}.get(
        channel, _("答复已公告"))


def _ahead(last: str, issue: Issue | None, decision: Decision | None, settled: Settlement | None) -> list[Stage]:
    ahead = []
    if not last and decision is None:
        ahead.append(Stage(_("整理，归入建议"), None))
    if last not in OFF_THE_LINE and issue is None and decision is None:
        ahead.append(Stage(_("报送立法机关"), None))
    if decision is None and last != "withdrawn":
        ahead.append(Stage(_("有了结果"), None))
    if settled is None and last != "withdrawn":
        ahead.append(Stage(_("答复您"), None))
    return ahead
