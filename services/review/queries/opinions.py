"""Questions about opinions and assignments. What an expert is shown never tells who wrote (law 6)."""
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.review.domain.answers import normalised
from services.review.models import Assignment, Draft, Opinion
from services.review.queries.places import find_newest, here, standing_of
from shared.refusals import NotFound

SIZE = 50


def find_opinion(session: Session, opinion_id: str, lock: bool = False) -> Opinion:
    """One opinion, or NotFound."""
    found = session.get(Opinion, opinion_id, with_for_update=lock)
    if found is None:
        raise NotFound("没有这条意见，或者它还没有送到。")
    return found


def list_opinions(session: Session, consultation_id: str, state: str = "", provision: str = "",
                  place: str = "", page: int = 1) -> dict[str, Any]:
    """Opinions of a consultation, oldest first; those that stand at *provision* now, or below it; *place*: those
    whose place is in this state."""
    query = select(Opinion).where(Opinion.consultation_id == consultation_id)
    if state:
        query = query.where(Opinion.state == state)
    if place:
        query = query.where(Opinion.place_state == place)
    if provision:
        where = here(find_newest(session, consultation_id))
        query = query.where((where == provision) | where.startswith(f"{provision}__", autoescape=True))
    found = cut(session, query.order_by(Opinion.received_at, Opinion.opinion_id), page)
    return found | {"items": [show_opinion(each) for each in found["items"]]}


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


def show_opinion(opinion: Opinion) -> dict[str, Any]:
    """An opinion as officers see it."""
    names = ("opinion_id", "consultation_id", "draft_version", "provision", "anchor", "stance", "text", "proposed_text",
             "reason", "answers", "channel", "station_id", "language", "submitter_kind", "public_name", "late", "state",
             "stage", "aside_reason", "place", "place_version", "place_state", "place_why", "place_start")
    return {"id": opinion.opinion_id} | {name: getattr(opinion, name) for name in names} | {
        "written_at": opinion.written_at.isoformat(), "received_at": opinion.received_at.isoformat()}


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


def list_proposals(session: Session, consultation_id: str, page: int = 1) -> dict[str, Any]:
    """Waiting opinions on one provision whose words, stance and proposed wording are the same (tier identical)."""
    rows = session.execute(select(
        Opinion.opinion_id, Opinion.draft_version, Opinion.provision, Opinion.stance, Opinion.text,
        Opinion.proposed_text, Opinion.place, Opinion.place_version, Opinion.place_state)
        .where(Opinion.consultation_id == consultation_id, Opinion.state == "waiting").order_by(Opinion.opinion_id))
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        said = normalised(row.text), normalised(row.proposed_text or "")
        standing = standing_of(row)
        alike[standing.provision, standing.version, row.stance, *said].append(row.opinion_id)
    items = [{"provision": key[0], "tier": "identical", "score": 1.0, "opinion_ids": ids, "differences": []}
             for key, ids in alike.items() if len(ids) > 1]
    shown = items[(page - 1) * SIZE : page * SIZE]
    return {"items": shown, "total": len(items), "next": page + 1 if page * SIZE < len(items) else None}


def cut(session: Session, query: Select[Any], page: int) -> dict[str, Any]:
    """One page of a query."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items: Sequence[Any] = session.scalars(query.offset((page - 1) * SIZE).limit(SIZE)).all()
    return {"items": list(items), "total": total, "next": page + 1 if page * SIZE < total else None}
