"""Questions about opinions."""
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.review.domain.answers import normalised
from services.review.models import Opinion
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


def show_opinion(opinion: Opinion) -> dict[str, Any]:
    """An opinion as officers see it."""
    names = ("opinion_id", "consultation_id", "draft_version", "provision", "anchor", "stance", "text", "proposed_text",
             "reason", "answers", "channel", "station_id", "language", "submitter_kind", "public_name", "late", "state",
             "stage", "aside_reason", "place", "place_version", "place_state", "place_why", "place_start")
    return {"id": opinion.opinion_id} | {name: getattr(opinion, name) for name in names} | {
        "written_at": opinion.written_at.isoformat(), "received_at": opinion.received_at.isoformat()}


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
