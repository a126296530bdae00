"""Letting answers go: when a batch is whole, and whether its consultation is held back."""
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from services.notify.models import Batch, Consultation, Decision, Hold, Wanted
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import NotFound
from shared.rows import insert_new

batches, holds = table_of(Batch), table_of(Hold)


def mark_whole_batches(session: Session, now: datetime) -> None:
    """Mark the batches whose decisions have all arrived, with every contact opened and the consultation known."""
    ready = (select(Decision.batch_id).join(Batch, Batch.batch_id == Decision.batch_id)
             .join(Consultation, Consultation.consultation_id == Decision.consultation_id)
             .join(Wanted, and_(Wanted.opinion_id == Decision.opinion_id, Wanted.opened_revision == Wanted.revision))
             .where(Batch.formed_at.is_(None), Batch.whole_at.is_(None))
             .group_by(Decision.batch_id, Batch.size).having(func.count() >= Batch.size))
    found = session.scalars(ready).all()
    session.execute(update(batches).where(batches.c.batch_id.in_(found)).values(whole_at=now))


def find_released_batch(session: Session, auto: bool) -> str | None:
    """The oldest whole batch that may go: a leader let it go, or answers go by themselves and nobody has paused."""
    free = or_(Hold.paused.is_(None), Hold.paused.is_(False))
    query = (select(Batch.batch_id).outerjoin(Hold, Hold.consultation_id == Batch.consultation_id)
             .where(Batch.formed_at.is_(None), Batch.whole_at.is_not(None), free,
                    *(() if auto else (Batch.let_go_at.is_not(None),)))
             .order_by(Batch.whole_at, Batch.batch_id).limit(1))
    return session.scalar(query)


def release_answers(session: Session, post: Postbox, consultation_id: str, who: Identity, now: datetime) -> None:
    """Let the prepared answers of a consultation go, and end a pause."""
    _say_hold(session, consultation_id, False, who, now)
    session.execute(update(batches).where(batches.c.consultation_id == consultation_id, batches.c.formed_at.is_(None),
                                          batches.c.whole_at.is_not(None)).values(let_go_at=now))
    want(session, post, "release")


def pause_answers(session: Session, consultation_id: str, who: Identity, now: datetime) -> None:
    """Hold back what has not been formed into notices yet; letters already formed go on."""
    _say_hold(session, consultation_id, True, who, now)
    session.execute(update(batches).where(batches.c.consultation_id == consultation_id, batches.c.formed_at.is_(None))
                    .values(let_go_at=None))


def _say_hold(session: Session, consultation_id: str, paused: bool, who: Identity, now: datetime) -> None:
    if session.get(Consultation, consultation_id) is None:
        raise NotFound("没有这次征求意见。")
    values = {"paused": paused, "said_by": who.account_id, "said_name": who.name[:100], "said_at": now}
    if not insert_new(session, holds, [{"consultation_id": consultation_id, **values}]):
        session.execute(update(holds).where(holds.c.consultation_id == consultation_id).values(**values))
