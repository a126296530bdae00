"""Questions about how a consultation's opinions are given out, and about its deadlines."""
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.affinity import title_of
from services.review.models import Plan
from services.review.schemas.desk import HERE

DEFAULTS: Mapping[str, Any] = {"reviews": 1, "days": 7, "remind_days": 2, "escalate_days": 1, "reassign_days": 5,
                               "quotas": [], "version": 1}
END = time(23, 59, 59)


def find_plan(session: Session, consultation_id: str) -> Plan:
    """A consultation's plan; the usual one, not yet kept, where nobody has set any."""
    return session.get(Plan, consultation_id) or Plan(consultation_id=consultation_id, **{
        **DEFAULTS, "quotas": []})


def due_of(plan: Plan, now: datetime) -> datetime:
    """Until when something given out now is to be read: the end of a day in Beijing."""
    day = (now.astimezone(HERE) + timedelta(days=plan.days)).date()
    return datetime.combine(day, END, HERE)


def named_quotas(plan: Plan) -> list[dict[str, Any]]:
    """The quotas with the names of their specialties."""
    return [each | {"name": title_of(each["specialty"])} for each in plan.quotas]


def show_plan(plan: Plan) -> dict[str, Any]:
    """A plan as programs see it."""
    names = ("reviews", "days", "remind_days", "escalate_days", "reassign_days", "quotas", "version", "set_by_name",
             "ran")
    return {name: getattr(plan, name) for name in names} | {
        "set_at": plan.set_at.isoformat() if plan.set_at else None,
        "ran_at": plan.ran_at.isoformat() if plan.ran_at else None}
