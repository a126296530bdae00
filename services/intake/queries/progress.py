"""Questions about consultations and about where an opinion stands: never its text, never its contact."""
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.contents import offered
from services.intake.models import Consultation, Decision, Draft, Issue, Opinion, Progress, Settlement
from services.intake.queries.counts import count_opinions
from shared.refusals import NotFound
from shared.rows import Executor

SIZE = 50
STAGES = {"received": "意见已收到", "routed": "已转专家评议", "assessed": "专家已提出意见",
          "in_suggestions": "已归入建议", "set_aside": "未采用，说明见理由", "restored": "重新整理",
          "withdrawn": "已撤回", "forwarded": "已上报立法机关", "decided": "已有结果", "answered": "已答复"}
NOTICES = {"delivered": "已发出答复", "handed_over": "反馈单已送交", "posted": "已在公告中答复",
           "failed": "答复没有送达，已列入公告"}


def list_consultations(session: Session, page: int = 1) -> dict[str, Any]:
    """Open consultations, those that close first on top."""
    query = select(Consultation).where(Consultation.state == "open")
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Consultation.closes_at).offset((page - 1) * SIZE).limit(SIZE))
    return {"items": [show_consultation(row) for row in rows], "total": total,
            "next": page + 1 if page * SIZE < total else None}


def find_consultation(session: Session, consultation_id: str) -> dict[str, Any]:
    """One consultation with the provisions of its current version and what is asked of them, or NotFound."""
    found = session.get(Consultation, consultation_id)
    draft = session.get(Draft, (consultation_id, found.draft_version)) if found else None
    if found is None or draft is None:
        raise NotFound("没有这次征求意见。")
    counts = {"counts": dict(count_opinions(session, consultation_id).by_article)} if found.shows_counts else {}
    return show_consultation(found) | counts | {
        "draft_title": draft.draft_title, "provisions": draft.provisions, "notes": draft.notes,
        "questions": offered(draft.questions)}


def show_consultation(row: Consultation) -> dict[str, Any]:
    """A consultation as the public sees it."""
    names = ("title", "state", "level", "sector", "audience", "stations", "invented", "draft_version", "shows_counts")
    return {"id": row.consultation_id} | {name: getattr(row, name) for name in names} | {
        "opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat()}


def list_digests(session: Executor, ids: Iterable[str]) -> dict[str, str]:
    """The digests of those of the opinions that are here."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = session.execute(select(Opinion.id, Opinion.digest).where(Opinion.id.in_(wanted)))
    return {row.id: row.digest for row in rows}


def find_by_receipt(session: Session, receipt: str) -> Opinion:
    """The opinion behind a receipt, or NotFound."""
    found = session.scalar(select(Opinion).where(Opinion.receipt == receipt))
    if found is None:
        raise NotFound("没有这个回执号，请对照纸条或照片再输入一次。")
    return found


def show_progress(session: Session, opinion: Opinion) -> dict[str, Any]:
    """State, timeline and answer of one opinion."""
    stages = session.scalars(select(Progress).where(Progress.opinion_id == opinion.id)
                             .order_by(Progress.revision)).all()
    decision = session.get(Decision, opinion.id)
    settlement = session.get(Settlement, opinion.id)
    timeline = _timeline(session, opinion, stages, decision, settlement)
    return {"receipt": opinion.receipt, "state": timeline[-1]["stage"], "timeline": timeline,
            "answer": _answer(decision) if decision else None}


def _timeline(session: Session, opinion: Opinion, stages: Sequence[Progress], decision: Decision | None,
              settlement: Settlement | None) -> list[dict[str, Any]]:
    moments = [(opinion.received_at.isoformat(), "received", STAGES["received"])]
    moments += [(row.at.isoformat(), row.stage, row.reason or STAGES[row.stage]) for row in stages]
    inside = bool(stages) and stages[-1].stage in ("in_suggestions", "assessed", "routed")
    issue = _issue(session, opinion.consultation_id)
    if issue is not None and inside and decision is not None:
        moments.append((issue.issued_at.isoformat(), "forwarded", f"{STAGES['forwarded']}（{issue.number}）"))
    if decision is not None:
        moments.append((decision.decided_at.isoformat(), "decided", STAGES["decided"]))
    shown = [{"at": at, "stage": stage, "text": text} for at, stage, text in sorted(moments, key=lambda each: each[0])]
    if settlement is not None:
        shown.append({"at": settlement.on.isoformat(), "stage": "answered", "text": NOTICES[settlement.outcome]})
    return shown


def _issue(session: Session, consultation_id: str) -> Issue | None:
    return session.scalar(select(Issue).where(Issue.consultation_id == consultation_id)
                          .order_by(Issue.issued_at).limit(1))


def _answer(decision: Decision) -> dict[str, Any]:
    return {"summary": decision.summary, "reason": decision.reason, "answers": decision.answers,
            "decided_at": decision.decided_at.isoformat()}
