"""The history of consolidation: who did what, when, why, and what was before."""
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.domain.chain import FIRST, seal
from services.review.models import Consultation, Step
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.rows import add

STEPS, CONSULTATIONS = table_of(Step), table_of(Consultation)
NOTHING: Mapping[str, Any] = {}

SYSTEM = Identity(account_id="system", name="系统", roles=frozenset())


def record_step(session: Session, consultation_id: str, kind: str, who: Identity, now: datetime, *,
                suggestion_id: str | None = None, opinion_id: str | None = None, why: str | None = None,
                before: Mapping[str, Any] = NOTHING, step_id: str = "") -> None:
    """Write one step; ``before`` holds what undoing it needs."""
    record_steps(session, consultation_id, kind, who, now, [{
        "id": step_id or new_id(), "suggestion_id": suggestion_id, "opinion_id": opinion_id, "why": why,
        "before": before}])


def record_steps(session: Session, consultation_id: str, kind: str, who: Identity, now: datetime,
                 about: Sequence[Mapping[str, Any]]) -> None:
    """Write many steps of one kind, each about a suggestion or an opinion, in their order and chained to the last."""
    session.execute(select(CONSULTATIONS.c.id).where(CONSULTATIONS.c.id == consultation_id).with_for_update())
    no, digest = _last(session, consultation_id)
    rows = []
    for each in about:
        no += 1
        row = {"id": each.get("id") or new_id(), "consultation_id": consultation_id, "no": no, "kind": kind,
               "who": who.account_id, "who_name": who.name, "suggestion_id": each.get("suggestion_id"),
               "opinion_id": each.get("opinion_id"), "why": each.get("why"),
               "before": dict(each.get("before", NOTHING))}
        digest = seal(row | {"at": now.astimezone(UTC).isoformat()}, digest)
        rows.append(row | {"at": now, "digest": digest, "undone_at": None})
    add(session, STEPS, rows)


def _last(session: Session, consultation_id: str) -> tuple[int, str]:
    query = select(STEPS.c.no, STEPS.c.digest).where(STEPS.c.consultation_id == consultation_id)
    found = session.execute(query.order_by(STEPS.c.no.desc()).limit(1)).first()
    return (found.no, found.digest) if found else (0, FIRST)
