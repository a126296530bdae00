"""Delivering letters: claim some, send them outside any transaction, mark what came of it."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.notify.channels.email import MailFailed
from services.notify.domain import next_attempt
from services.notify.models import Batch, DeadLetter, Decision, Letter, Notice, Wanted
from services.notify.operations.contacts import let_go_contacts
from services.notify.operations.settling import settle_notices
from shared.db import table_of
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

CHUNK = 50
LEASE = timedelta(seconds=60)
letters, notices, dead_letters = table_of(Letter), table_of(Notice), table_of(DeadLetter)
_UNDER_WAY = ("created", "sending", "failed")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A claimed letter: its opinions (decision, provision, sealed contact), in order of their receipts.

    What was handed over by hand meanwhile is not among them; a letter left without any is dropped.
    """

    letter_id: str
    consultation_id: str
    attempts: int
    rows: Sequence[Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of one letter: sent, failed, dead, dropped (nobody to send to) or created (not tried).

    ``away``: the mail server itself could not be used, so the others need not be tried before ``next_at``.
    """

    letter_id: str
    state: str
    next_at: datetime
    error: str | None = None
    away: bool = False


def claim_letters(session: Session, now: datetime) -> list[Case]:
    """Claim due letters; one whose sender died with it is due again when its lease is over."""
    due = session.scalars(select(letters.c.id).where(_ready(), letters.c.next_at <= now)
                          .order_by(letters.c.next_at, letters.c.id).limit(CHUNK)
                          .with_for_update(skip_locked=True)).all()
    claimed = session.execute(update(letters).where(letters.c.id.in_(due)).values(
        state="sending", attempts=letters.c.attempts + 1, next_at=now + LEASE).returning(
        letters.c.id, letters.c.consultation_id, letters.c.attempts)).all()
    session.execute(update(notices).where(notices.c.letter_id.in_(due), notices.c.state.in_(_UNDER_WAY))
                    .values(state="sending"))
    rows = _contents(session, due)
    return [Case(letter_id=row.id, consultation_id=row.consultation_id, attempts=row.attempts, rows=rows[row.id])
            for row in sorted(claimed, key=lambda row: str(row.id))]


def next_due(session: Session) -> datetime | None:
    """When the next letter under way is due, if any is."""
    soonest: datetime | None = session.scalar(select(func.min(letters.c.next_at)).where(_ready()))
    return soonest


def _ready() -> Any:
    """Under way, and of a batch that is formed: before that a letter may still gain opinions."""
    formed = select(Batch.batch_id).where(Batch.batch_id == letters.c.batch_id, Batch.formed_at.is_not(None)).exists()
    return letters.c.state.in_(_UNDER_WAY) & formed


def mark_letters(session: Session, post: Postbox, results: Sequence[Result], now: datetime,
                 erase_at: datetime) -> None:
    """Mark claimed letters; what is sent, dead or dropped settles its notices."""
    for result in sorted(results, key=lambda each: each.letter_id):
        session.execute(update(letters).where(letters.c.id == result.letter_id, letters.c.state == "sending").values(
            state=result.state, next_at=result.next_at, error=result.error,
            attempts=letters.c.attempts - int(result.state == "created"),
            sent_at=now if result.state == "sent" else None))
    by_state = defaultdict(list)
    for result in results:
        by_state[result.state].append(result.letter_id)
    for state in ("created", "failed"):
        session.execute(update(notices).where(_of(by_state[state])).values(state=state))
    sent = settle_notices(session, post, _of(by_state["sent"]), now, state="sent", answered_by="email",
                          outcome="delivered", posted=False)
    dropped = settle_notices(session, post, _of(by_state["dropped"]), now, state="posted", **_BULLETIN)
    let_go_contacts(session, post, sent + dropped, erase_at)
    _bury(session, post, by_state["dead"], {each.letter_id: each.error for each in results}, now)


_BULLETIN = {"answered_by": "bulletin", "outcome": "posted", "posted": True}


def judge_failure(case: Case, failed: MailFailed, now: datetime) -> Result:
    """Decide between another attempt and the dead-letter desk."""
    again = None if failed.lasting else next_attempt(case.attempts, now)
    return Result(letter_id=case.letter_id, state="dead" if again is None else "failed", next_at=again or now,
                  error=failed.code[:60], away=failed.away)


def _bury(session: Session, post: Postbox, ids: Sequence[str], errors: dict[str, str | None], now: datetime) -> None:
    """Put letters on the desk; the bulletin answers meanwhile. The contacts stay until the desk is done with them."""
    settle_notices(session, post, _of(ids), now, state="dead", **_BULLETIN)
    found = dict(session.execute(select(letters.c.id, letters.c.consultation_id).where(letters.c.id.in_(ids))).all())
    insert_new(session, dead_letters, [
        {"id": each, "kind": "letter", "consultation_id": found[each], "reason": errors[each] or "", "since": now}
        for each in sorted(ids)])
    session.execute(update(dead_letters).where(dead_letters.c.id.in_(ids)).values(closed_at=None, closed_by=None))


def _of(letter_ids: Iterable[str]) -> Any:
    """The notices of these letters that still wait for what becomes of them."""
    return notices.c.letter_id.in_(sorted(letter_ids)) & (notices.c.state == "sending")


def _contents(session: Session, letter_ids: Sequence[str]) -> dict[str, list[Any]]:
    query = (select(Notice.letter_id, Notice.opinion_id, Notice.receipt, Notice.correction, Decision.answers,
                    Decision.summary, Decision.reason, Wanted.provision, Wanted.language, Wanted.sealed_contact,
                    Wanted.contact_key)
             .join(Decision, (Decision.opinion_id == Notice.opinion_id) & (Decision.revision == Notice.revision))
             .join(Wanted, Wanted.opinion_id == Notice.opinion_id)
             .where(Notice.letter_id.in_(letter_ids), Notice.state == "sending").order_by(Notice.receipt))
    found: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[str(row.letter_id)].append(row)
    return found
