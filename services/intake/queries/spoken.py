"""Questions about what was spoken and is not written down yet."""
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from services.intake.models import Attachment, Opinion, Spoken
from shared.refusals import NotFound, Refused
from shared.rows import Executor

SIZE = 50
WRITTEN = "这段录音已经整理成文字，不用再做一遍。"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What waits to be written down: a page of it, how many there are, the newest that were done, and recordings
    whose opinion has not come."""

    waiting: Sequence[Spoken]
    total: int
    done: Sequence[Spoken]
    strays: int


def find_waiting(session: Session, opinion_id: str) -> Spoken:
    """One spoken opinion that is not written down, or the refusal that fits."""
    found = session.get(Spoken, opinion_id, with_for_update=True)
    if found is None:
        raise NotFound("没有这段录音。")
    if found.transcribed_at is not None:
        raise Refused(WRITTEN)
    return found


def find_spoken(session: Session, receipt: str) -> Spoken | None:
    """The spoken opinion behind a receipt, while its words are not written down."""
    return session.scalar(select(Spoken).where(Spoken.receipt == receipt, Spoken.transcribed_at.is_(None)))


def list_spoken_digests(session: Executor, ids: Iterable[str]) -> dict[str, str]:
    """The digests, as their devices have them, of those of the opinions that came as a recording."""
    rows = session.execute(select(Spoken.opinion_id, Spoken.digest).where(Spoken.opinion_id.in_(sorted(set(ids)))))
    return {row.opinion_id: row.digest for row in rows}


def show_desk(session: Session, stations: Collection[str], page: int, done: int = 20) -> Desk:
    """What waits at *stations* (none: at all of them), the oldest first."""
    waiting = _at(select(Spoken).where(Spoken.transcribed_at.is_(None)), stations)
    ready = _at(select(Spoken).where(Spoken.transcribed_at.is_not(None)), stations)
    return Desk(
        waiting=session.scalars(waiting.order_by(Spoken.written_at, Spoken.opinion_id)
                                .offset((page - 1) * SIZE).limit(SIZE)).all(),
        total=session.scalar(select(func.count()).select_from(waiting.subquery())) or 0,
        done=session.scalars(ready.order_by(Spoken.transcribed_at.desc(), Spoken.opinion_id).limit(done)).all(),
        strays=count_strays(session))


def count_strays(session: Session) -> int:
    """How many opinions there are recordings of, but nothing else yet."""
    known = exists().where(Opinion.id == Attachment.opinion_id), exists().where(
        Spoken.opinion_id == Attachment.opinion_id)
    return session.scalar(select(func.count(func.distinct(Attachment.opinion_id))).where(
        Attachment.kind == "recording", ~known[0], ~known[1])) or 0


def recordings_of(session: Session, opinion_ids: Sequence[str]) -> dict[str, list[Attachment]]:
    """The recordings of some opinions, in the order they came."""
    found: dict[str, list[Attachment]] = {each: [] for each in opinion_ids}
    for each in session.scalars(select(Attachment).where(
            Attachment.opinion_id.in_(opinion_ids), Attachment.kind == "recording")
            .order_by(Attachment.turn, Attachment.id)):
        found[each.opinion_id].append(each)
    return found


def _at(query: Select[Spoken], stations: Collection[str]) -> Select[Spoken]:
    return query.where(Spoken.station_id.in_(sorted(stations))) if stations else query
