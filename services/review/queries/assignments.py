"""Questions about assignments. What an expert is shown never tells who wrote (law 6)."""
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.models import Assignment, Draft, Opinion
from services.review.queries.places import standing_of

SIZE = 50


def list_assignments(session: Session, consultation_id: str = "", state: str = "", expert_id: str = "",
                     page: int = 1) -> dict[str, Any]:
    """Assignments, the longest waiting first; those of one expert without the opinion's id, which tells when it was
    written. What was withdrawn is nobody's to read any more."""
    query = (select(Assignment, Opinion).join(Opinion, Opinion.opinion_id == Assignment.opinion_id)
             .where(Opinion.state != "withdrawn"))
    if consultation_id:
        query = query.where(Assignment.consultation_id == consultation_id)
    if state:
        query = query.where(Assignment.state == state)
    if expert_id:
        query = query.where(Assignment.expert_id == expert_id)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(Assignment.offered_at, Assignment.id).offset((page - 1) * SIZE).limit(SIZE))
    texts = ProvisionTexts(session)
    items = [show_assignment(assignment, opinion, texts) | ({} if expert_id else {"opinion_id": opinion.opinion_id})
             for assignment, opinion in rows]
    return {"items": items, "total": total, "next": page + 1 if page * SIZE < total else None}


class ProvisionTexts:
    """The words of provisions, each draft read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._drafts: dict[tuple[str, int], dict[str, str]] = {}

    def of(self, consultation_id: str, version: int, provision: str | None) -> str:
        """The text of a provision, "" for the whole draft or one that is not there."""
        key = (consultation_id, version)
        if key not in self._drafts:
            draft = self.session.get(Draft, key)
            self._drafts[key] = {each["eid"]: each["text"] for each in draft.provisions} if draft else {}
        return self._drafts[key].get(provision or "", "")


def show_assignment(assignment: Assignment, opinion: Opinion, texts: ProvisionTexts) -> dict[str, Any]:
    """An assignment as its expert sees it: the article and the words, nothing of who, where, how or when."""
    own = ("id", "consultation_id", "state", "verdict", "legality", "necessity", "feasibility", "wording",
           "note")
    said, standing = ("stance", "text", "reason"), standing_of(opinion)
    provision_text = texts.of(opinion.consultation_id, standing.version, standing.provision)
    return {name: getattr(assignment, name) for name in own} | {name: getattr(opinion, name) for name in said} | {
        "provision": standing.provision, "draft_version": standing.version, "moved_from": standing.was or None,
        "opinion_proposed_text": opinion.proposed_text, "proposed_text": assignment.proposed_text,
        "provision_text": provision_text}
