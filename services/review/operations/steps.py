"""The history of consolidation: who did what, when, why, and what was before."""
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.models import Step
from shared.identity import Identity
from shared.ids import new_id

SYSTEM = Identity(account_id="system", name="系统", roles=frozenset())


def record_step(session: Session, consultation_id: str, kind: str, who: Identity, now: datetime, *,
                suggestion_id: str | None = None, opinion_id: str | None = None, why: str | None = None,
                before: dict[str, Any] | None = None) -> Step:
    """Write one step; ``before`` holds what undoing it needs."""
    step = Step(id=new_id(), consultation_id=consultation_id, suggestion_id=suggestion_id, opinion_id=opinion_id,
                kind=kind, why=why, before=before or {}, who=who.account_id, who_name=who.name, at=now)
    session.add(step)
    return step
