"""Everything a report is composed of, asked for at once while nobody else drafts."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.reports.domain.content import Material
from services.reports.domain.provisions import Provisions
from services.reports.domain.steps import Batch
from services.reports.models import (
    Activity,
    Arrival,
    Consultation,
    Draft,
    Member,
    Opinion,
    Progress,
    Station,
    Submission,
    Suggestion,
)
from shared.db import table_of
from shared.refusals import NotFound

CONSULTATIONS = table_of(Consultation)


def find_material(session: Session, consultation_id: str, replacing: str | None = None) -> Material:
    """Gather a consultation's material under a lock; what a living submission other than *replacing* holds is left
    out. Raises NotFound."""
    consultation = session.execute(select(CONSULTATIONS).where(CONSULTATIONS.c.consultation_id == consultation_id)
                                   .with_for_update()).mappings().one_or_none()
    if consultation is None:
        raise NotFound("没有这次征求意见，或者还没有开始。")
    living = _living(session, consultation_id, replacing)
    sessions, attendees = _sessions(session, consultation_id)
    return Material(
        consultation=dict(consultation), drafts=_drafts(session, consultation_id), living=living,
        suggestions=_suggestions(session, consultation_id, [str(each["id"]) for each in living]),
        batches=_batches(session, consultation_id), sessions=sessions, attendees=attendees,
        stations=_stations(session, consultation["stations"]), station_names=_station_names(session),
        channels=_counts(session, Opinion.channel, Opinion.consultation_id == consultation_id),
        stages=_counts(session, Progress.stage, Progress.consultation_id == consultation_id),
        set_aside=_counts(session, func.coalesce(Progress.reason, ""), Progress.consultation_id == consultation_id,
                          Progress.stage == "set_aside"))


def _living(session: Session, consultation_id: str, replacing: str | None) -> Sequence[dict[str, str]]:
    query = (select(Submission.id, Submission.kind, Submission.state)
             .where(Submission.consultation_id == consultation_id, Submission.state != "superseded",
                    Submission.id != (replacing or "")).order_by(Submission.drafted_at))
    return [dict(row) for row in session.execute(query).mappings()]


def _suggestions(session: Session, consultation_id: str, living: list[str]) -> Sequence[dict[str, object]]:
    taken = select(Member.suggestion_id).where(Member.submission_id.in_(living))
    table = table_of(Suggestion)
    query = select(table).where(table.c.consultation_id == consultation_id, table.c.suggestion_id.not_in(taken))
    return [dict(row) for row in session.execute(query).mappings()]


def _drafts(session: Session, consultation_id: str) -> dict[int, Provisions]:
    query = select(Draft.draft_version, Draft.provisions).where(Draft.consultation_id == consultation_id)
    return {row.draft_version: Provisions(row.provisions) for row in session.execute(query)}


def _batches(session: Session, consultation_id: str) -> list[Batch]:
    query = (select(func.count().label("arrived"), func.max(Arrival.batch_size).label("size"))
             .where(Arrival.consultation_id == consultation_id).group_by(Arrival.batch_id))
    return [Batch(arrived=row.arrived, size=row.size) for row in session.execute(query)]


def _sessions(session: Session, consultation_id: str) -> tuple[int, int]:
    query = select(func.count(), func.coalesce(func.sum(Activity.attendees), 0)).where(
        Activity.consultation_id == consultation_id, Activity.kind == "solicitation")
    count, attendees = session.execute(query).one()
    return int(count), int(attendees)


def _stations(session: Session, ids: list[str]) -> list[str]:
    """The names of the stations that took part; a consultation that names none is everybody's."""
    query = select(Station.name_zh).where(Station.active).order_by(Station.name_zh)
    return list(session.scalars(query.where(Station.station_id.in_(ids)) if ids else query))


def _station_names(session: Session) -> dict[str, str]:
    return {row.station_id: row.name_zh for row in session.execute(select(Station.station_id, Station.name_zh))}


def _counts(session: Session, column: ColumnElement[Any] | InstrumentedAttribute[Any],
            *conditions: ColumnElement[bool]) -> dict[str, int]:
    query = select(column, func.count()).where(*conditions).group_by(column)
    return {str(key): int(count) for key, count in session.execute(query)}
