"""How much waits at the staff's desks, in one statement."""
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.intake.domain.items import STATES
from services.intake.models import Conflict, SocialItem, Spoken


def count_waiting(session: Session, stations: Collection[str]) -> dict[str, int]:
    """What waits by the name of its desk; recordings and social items of *stations* only (none: of all of them)."""
    asked = {"conflicts": _number(Conflict.settled_at.is_(None)),
             "recordings": _number(Spoken.transcribed_at.is_(None), *_at(Spoken.station_id, stations)),
             "items": _number(SocialItem.state != STATES[-1], *_at(SocialItem.station_id, stations))}
    row = session.execute(select(*(each.label(name) for name, each in asked.items()))).one()
    return dict(row._mapping)


def _number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(*conditions).scalar_subquery()


def _at(column: InstrumentedAttribute[str | None], stations: Collection[str]) -> list[ColumnElement[bool]]:
    return [column.in_(sorted(stations))] if stations else []
