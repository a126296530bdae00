"""Questions about what is kept aside for a clerk."""
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.bodies import aside_key
from services.intake.models import Conflict
from shared.refusals import NotFound, Refused
from shared.rows import Executor

SIZE = 50
Reasons = dict[str, list[str]]


def find_waiting(session: Session, aside_id: str) -> Conflict:
    """One body that waits for a clerk, locked until the transaction ends; NotFound, or Refused if it is settled."""
    found = session.get(Conflict, aside_id, with_for_update=True)
    if found is None:
        raise NotFound("没有这一份待核对的意见。")
    if found.settled_at is not None:
        raise Refused("这一份已经处理过了，请刷新页面。")
    return found


def list_asides(session: Session, page: int, settled: bool) -> tuple[list[Conflict], int]:
    """One page of what waits (or of what is settled), the newest first, and how many there are."""
    query = select(Conflict).where(Conflict.settled_at.is_not(None) if settled else Conflict.settled_at.is_(None))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = query.order_by(Conflict.received_at.desc(), Conflict.id).offset((page - 1) * SIZE).limit(SIZE)
    return list(session.scalars(order)), total


def list_inadmissible(session: Executor, bodies: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Reasons]:
    """Which of these bodies (id, digest) were kept aside as not admissible, settled since or not, and why."""
    keys = {aside_key(*body): body for body in bodies}
    rows = session.execute(select(Conflict.id, Conflict.errors).where(
        Conflict.id.in_(list(keys)), Conflict.kind == "inadmissible")) if keys else ()
    return {keys[row.id]: row.errors for row in rows}


def read_bodies(asides: Iterable[Conflict]) -> dict[str, dict[str, Any]]:
    """The bodies as they came, by the key of what is aside."""
    return {each.id: json.loads(each.body) for each in asides}
