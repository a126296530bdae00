"""Figures, counted by the database: the funnel, the ledgers."""
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, distinct, func, select
from sqlalchemy.orm import Session

from services.reports.models import (
    Activity,
    ClosedAccount,
    Member,
    Opinion,
    Outcome,
    Settlement,
    Station,
    Submission,
    Suggestion,
)
from shared.contracts.outcomes import OUTCOMES
from shared.contracts.stations import ACTIVITY_KINDS
from shared.db import table_of

PAGE = 50
ANSWERED = ("delivered", "handed_over", "posted")
STAGES = ("sessions", "opinions", "suggestions", "forwarded", *OUTCOMES, "answered")


def find_closed_account(session: Session, account_id: str) -> datetime | None:
    """When an account was closed, if it was."""
    return session.scalar(select(ClosedAccount.closed_at).where(ClosedAccount.account_id == account_id))


def funnel(session: Session, consultation_id: str) -> dict[str, int]:
    """How many meetings, opinions, suggestions, forwarded, adopted …, answered opinions a consultation has."""
    parts = _parts(consultation_id)
    row = session.execute(select(*(part.scalar_subquery().label(name) for name, part in parts.items()))).one()
    return {name: int(getattr(row, name)) for name in STAGES}


def _parts(consultation_id: str) -> dict[str, Select[Any]]:
    def count(model: Any, *conditions: Any) -> Select[Any]:
        return select(func.count()).select_from(model).where(model.consultation_id == consultation_id, *conditions)

    forwarded = (select(func.count(distinct(Member.suggestion_id)))
                 .join(Submission, Submission.id == Member.submission_id)
                 .where(Submission.consultation_id == consultation_id, Submission.accepted_at.is_not(None)))
    answered = (select(func.count()).select_from(Settlement)
                .join(Opinion, Opinion.opinion_id == Settlement.opinion_id)
                .where(Opinion.consultation_id == consultation_id, Settlement.outcome.in_(ANSWERED)))
    decided = {each: count(Outcome, Outcome.current, Outcome.outcome == each) for each in OUTCOMES}
    return {"sessions": count(Activity, Activity.kind == "solicitation"), "opinions": count(Opinion),
            "suggestions": count(Suggestion), "forwarded": forwarded, **decided, "answered": answered}


def list_ledgers(session: Session, page: int) -> tuple[list[dict[str, Any]], int]:
    """工作台账, thin: per station its activities by kind, the people who came, the opinions left there."""
    held = (select(Activity.station_id, func.count().label("activities"),
                   func.sum(Activity.attendees).label("attendees"),
                   *(func.sum(case((Activity.kind == kind, 1), else_=0)).label(kind) for kind in ACTIVITY_KINDS))
            .group_by(Activity.station_id).subquery())
    left = select(Opinion.station_id, func.count().label("opinions")).group_by(Opinion.station_id).subquery()
    stations = table_of(Station)
    counted = ("activities", *ACTIVITY_KINDS, "attendees")
    query = (select(stations.c.station_id, stations.c.name_zh.label("name"), stations.c.township,
                    *(func.coalesce(held.c[name], 0).label(name) for name in counted),
                    func.coalesce(left.c.opinions, 0).label("opinions"))
             .outerjoin(held, held.c.station_id == stations.c.station_id)
             .outerjoin(left, left.c.station_id == stations.c.station_id)
             .order_by(stations.c.name_zh, stations.c.station_id))
    total = session.scalar(select(func.count()).select_from(stations)) or 0
    return [dict(row) for row in session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).mappings()], total
