"""Settling notices, and telling the others so in a way that links no two of them."""
import random
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.notify.domain import day_of, settled_revision
from services.notify.models import Notice
from shared.contracts import NoticeSettled
from shared.db import table_of
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox

CHUNK = 500
notices = table_of(Notice)
_SHUFFLE = random.SystemRandom().shuffle


def settle_notices(session: Session, post: Postbox, which: Any, now: datetime, **ending: Any) -> list[str]:
    """Settle the notices that match *which*; ending: state, answered_by, outcome, posted… Returns their opinions."""
    ids = session.scalars(update(notices).where(which).values(
        settled_at=now, settlings=notices.c.settlings + 1, **ending).returning(notices.c.opinion_id)).all()
    if ids:
        want(session, post, "tell")
    return list(ids)


def tell_settled(session: Session, post: Postbox) -> int:
    """Say NoticeSettled for up to 500 settled notices, in shuffled order; returns how many.

    An event has the day and nothing finer, and the order is drawn by lot: what is said of two opinions of one person
    cannot be told from what is said of two strangers.
    """
    rows = list(session.execute(
        select(notices.c.id, notices.c.opinion_id, notices.c.revision, notices.c.settlings, notices.c.answered_by,
               notices.c.outcome, notices.c.settled_at)
        .where(notices.c.told < notices.c.settlings).order_by(notices.c.id).limit(CHUNK).with_for_update()).all())
    _SHUFFLE(rows)
    post.say(session, *[NoticeSettled(
        opinion_id=row.opinion_id, revision=settled_revision(row.revision, row.settlings), channel=row.answered_by,
        outcome=row.outcome, on=day_of(row.settled_at)) for row in rows])
    session.execute(update(notices).where(notices.c.id.in_([row.id for row in rows])).values(told=notices.c.settlings))
    return len(rows)
