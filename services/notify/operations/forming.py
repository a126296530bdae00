"""Forming the notices of a released batch: one per opinion and decision, one letter per person with e-mail."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from services.notify.domain import article_of, subject_of
from services.notify.models import Batch, Decision, Letter, Notice, Wanted
from services.notify.operations.contacts import keep_contacts, let_go_contacts
from shared.db import table_of
from shared.ids import new_id, receipt_of
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

CHUNK = 500
notices, letters, batches = table_of(Notice), table_of(Letter), table_of(Batch)


def form_notices(session: Session, post: Postbox, batch_id: str, now: datetime, erase_at: datetime) -> bool:
    """Form up to 500 notices of a batch; True while there are more. Letters wait until the batch is done."""
    rows = _undone(session, batch_id)
    if not rows:
        session.execute(update(batches).where(batches.c.batch_id == batch_id).values(formed_at=now))
        want(session, post, "deliver")
        return False
    earlier = _outdate(session, [row.opinion_id for row in rows])
    addressed = _make_letters(session, batch_id, [row for row in rows if _has_letter(row)], now)
    made = [_notice(row, addressed.get(row.opinion_id), row.opinion_id in earlier, now) for row in rows]
    insert_new(session, notices, made)
    keep_contacts(session, sorted(addressed))
    let_go_contacts(session, post, [row.opinion_id for row in rows if not _is_owed_more(row)], erase_at)
    want(session, post, "tell")
    return True


def _outdate(session: Session, opinion_ids: list[str]) -> set[str]:
    """Earlier notices of these opinions are not the current ones any more; gives the opinions that had any."""
    earlier = set(session.scalars(select(notices.c.opinion_id).where(notices.c.opinion_id.in_(opinion_ids))))
    session.execute(update(notices).where(notices.c.opinion_id.in_(sorted(earlier))).values(current=False))
    return earlier


def _is_owed_more(row: Any) -> bool:
    """The bulletin does not settle it for good: a letter, a text message or a slip is still owed, or a clerk mends."""
    return _has_letter(row) or row.channel in ("sms", "slip") or row.refusal is not None


def _undone(session: Session, batch_id: str) -> Sequence[Any]:
    """Decisions of the batch without a notice; one that a newer decision has overtaken gets none."""
    newer = aliased(Decision)
    overtaken = select(newer.opinion_id).where(newer.opinion_id == Decision.opinion_id,
                                               newer.revision > Decision.revision).exists()
    noticed = select(Notice.id).where(Notice.opinion_id == Decision.opinion_id,
                                      Notice.revision == Decision.revision).exists()
    query = (select(Decision.opinion_id, Decision.revision, Decision.consultation_id, Decision.answers,
                    Decision.summary, Decision.reason, Wanted.provision, Wanted.channel, Wanted.person, Wanted.refusal,
                    Wanted.sealed_contact.is_not(None).label("sealed"))
             .join(Wanted, Wanted.opinion_id == Decision.opinion_id)
             .where(Decision.batch_id == batch_id, ~overtaken, ~noticed).order_by(Decision.opinion_id).limit(CHUNK))
    return session.execute(query).all()


def _has_letter(row: Any) -> bool:
    return bool(row.channel == "email" and row.person and row.sealed)


def _make_letters(session: Session, batch_id: str, rows: Sequence[Any], now: datetime) -> dict[str, str]:
    """Make the letters that are not there yet; gives each opinion's letter."""
    people = {row.person: row.consultation_id for row in rows}
    insert_new(session, letters, [
        {"id": new_id(), "consultation_id": people[person], "batch_id": batch_id, "person": person, "next_at": now}
        for person in sorted(people)])
    found = {row.person: row.id for row in session.execute(select(letters.c.person, letters.c.id).where(
        letters.c.batch_id == batch_id, letters.c.person.in_(sorted(people))))}
    return {row.opinion_id: found[row.person] for row in rows}


def _notice(row: Any, letter_id: str | None, correction: bool, now: datetime) -> dict[str, Any]:
    """A notice's row: with a letter it waits, without one it is posted in the bulletin and settled by that."""
    posted = letter_id is None
    return {
        "id": new_id(), "opinion_id": row.opinion_id, "revision": row.revision, "correction": correction,
        "consultation_id": row.consultation_id, "letter_id": letter_id, "channel": row.channel, "current": True,
        "receipt": receipt_of(row.opinion_id), "article": article_of(row.provision), "created_at": now,
        "subject": subject_of(row.answers, row.summary, row.reason), "posted": posted,
        "state": "posted" if posted else "created", "answered_by": "bulletin" if posted else None,
        "outcome": "posted" if posted else None, "settled_at": now if posted else None,
        "settlings": int(posted), "told": 0}
