"""Questions that only the public pages ask of intake's tables."""
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Consultation, Device, Draft, Opinion, Station
from services.intake.pages.outline import Chapter, read_outline
from shared.refusals import NotFound
from shared.schemas import ID

FRESH_SECONDS = 5.0
NOT_HERE = "没有这次征求意见，请从首页进入。"
CHOICES = 50


@dataclass(frozen=True)
class Asked:
    """A consultation with the draft that is put to the people."""

    consultation: Consultation
    draft: Draft
    chapters: list[Chapter]

    def is_open(self, now: datetime) -> bool:
        """Whether it still takes opinions from the web."""
        return is_open(self.consultation, now)


class Glance:
    """Remembers an answer for a few seconds, so that a crowd on the same page asks the database seldom."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[float, int, Any]] = {}

    def at(self, key: Any, ask: Callable[[], Any], revision: int = 0, seconds: float = FRESH_SECONDS) -> Any:
        """The remembered answer, if it is of the same *revision*, or a new one."""
        until, seen, known = self._known.get(key, (0.0, revision, None))
        if time.monotonic() >= until or seen != revision:
            known = ask()
            self._known[key] = (time.monotonic() + seconds, revision, known)
        return known


def is_open(consultation: Consultation, now: datetime) -> bool:
    """Whether a consultation takes opinions from the web at *now*."""
    return consultation.state == "open" and now <= consultation.closes_at


def days_left(consultation: Consultation, now: datetime) -> int:
    """Whole days until the closing."""
    return max(0, (consultation.closes_at - now) // timedelta(days=1))


def list_consultations(session: Session, now: datetime,
                       past: int = 12) -> tuple[list[Consultation], list[Consultation]]:
    """The open ones, soonest to close first; and those that are over, newest first."""
    asked = session.scalars(select(Consultation).where(Consultation.state == "open")
                            .order_by(Consultation.closes_at, Consultation.consultation_id)).all()
    over = session.scalars(select(Consultation).order_by(Consultation.closes_at.desc(), Consultation.consultation_id)
                           .limit(past + len(asked))).all()
    return ([each for each in asked if is_open(each, now)],
            [each for each in over if not is_open(each, now)][:past])


def shows_invented(session: Session) -> bool:
    """Whether the sample was played here: then stations, activities and people are invented with it."""
    return session.scalar(select(Consultation.consultation_id).where(Consultation.invented).limit(1)) is not None


def find_asked(session: Session, consultation_id: str) -> Asked:
    """Find a consultation and its current draft; raises NotFound."""
    consultation = find_heard(session, consultation_id)
    draft = session.get(Draft, (consultation_id, consultation.draft_version))
    if not draft:
        raise NotFound(NOT_HERE)
    return Asked(consultation, draft, read_outline(draft.provisions))


def find_heard(session: Session, consultation_id: str) -> Consultation:
    """Find a consultation without its draft; raises NotFound."""
    found = session.get(Consultation, consultation_id) if ID.fullmatch(consultation_id) else None
    if not found:
        raise NotFound(NOT_HERE)
    return found


def labels_of(asked: Asked) -> dict[str, str]:
    """Each article's label, with its caption where it has one."""
    return {article.eid: " ".join(filter(None, (article.label, article.caption)))
            for chapter in asked.chapters for article in chapter.articles}


def devices_of(session: Session, station_ids: Sequence[str]) -> dict[str, list[Device]]:
    """The devices of some stations, by station, in the order they were enrolled."""
    found: dict[str, list[Device]] = {station_id: [] for station_id in station_ids}
    for device in session.scalars(select(Device).where(Device.station_id.in_(station_ids)).order_by(Device.id)):
        found[device.station_id].append(device)
    return found


def device_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The names of some devices."""
    return {row.id: row.name for row in session.execute(select(Device.id, Device.name).where(Device.id.in_(set(ids))))}


def list_choices(session: Session,
                 among: Collection[str] = ()) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The stations (of those that are named; none: all) and the consultations there are to choose, by id and name."""
    own = [Station.id.in_(sorted(among))] if among else []
    stations = session.execute(select(Station.id, Station.name).where(Station.active, *own).order_by(Station.name))
    consultations = session.execute(select(Consultation.consultation_id, Consultation.title)
                                    .order_by(Consultation.opens_at.desc()).limit(CHOICES))
    return [(row.id, row.name) for row in stations], [(row.consultation_id, row.title) for row in consultations]


def station_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The names of some stations."""
    return {row.id: row.name for row in session.execute(select(Station.id, Station.name).where(Station.id.in_(ids)))}


def words_of(session: Session, ids: Sequence[str]) -> dict[str, Opinion]:
    """Some opinions by id, for a clerk who compares."""
    return {each.id: each for each in session.scalars(select(Opinion).where(Opinion.id.in_(ids)))}
