"""Opening contacts at arrival, keeping of each only a key that names nobody; erasing them when their time has come."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from services.notify.domain import Refusal, judge_contact, person_key
from services.notify.models import DeadLetter, Wanted, Withdrawal
from services.notify.opening import Opener
from shared.db import table_of
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

CHUNK = 500
wanted = table_of(Wanted)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What opening one contact gave; ``person`` is an HMAC."""

    opinion_id: str
    revision: int
    consultation_id: str
    channel: str
    person: str | None = None
    refusal: str | None = None

    @property
    def names_nobody(self) -> bool:
        """There is no contact, or one without a name to tell people apart by."""
        return self.person is None and self.refusal is None


def find_unopened(session: Session) -> list[Any]:
    """Up to 500 contacts that were not opened yet; a withdrawn one counts as none."""
    withdrawn = select(Withdrawal.opinion_id).where(Withdrawal.opinion_id == wanted.c.opinion_id).exists()
    query = (select(wanted.c.opinion_id, wanted.c.revision, wanted.c.consultation_id, wanted.c.sealed_contact,
                    wanted.c.contact_key, withdrawn.label("withdrawn"))
             .where(wanted.c.opened_revision < wanted.c.revision).order_by(wanted.c.opinion_id).limit(CHUNK))
    return list(session.execute(query).all())


def open_contact(opener: Opener, pepper: str, row: Any) -> Opened:
    """Open one box and forget what was in it but for the person's key."""
    known = {"opinion_id": row.opinion_id, "revision": row.revision, "consultation_id": row.consultation_id}
    if row.sealed_contact is None or row.withdrawn:
        return Opened(**known, channel="bulletin")
    contact = opener.open(row.opinion_id, row.sealed_contact, row.contact_key)
    judged = contact if isinstance(contact, Refusal) else judge_contact(contact)
    if isinstance(judged, Refusal):
        return Opened(**known, channel="bulletin", refusal=judged.code)
    return Opened(**known, channel=judged.channel, person=person_key(pepper, judged))


def keep_opened(session: Session, post: Postbox, opened: Sequence[Opened], now: datetime) -> None:
    """Keep what opening gave; a release may have waited for it."""
    bare: dict[str, list[str]] = defaultdict(list)
    known: list[dict[str, Any]] = []
    for each in opened:
        if each.names_nobody:
            bare[each.channel].append(each.opinion_id)
        else:
            known.append(_parameters(each))
    for channel, opinion_ids in bare.items():
        _keep_bare(session, channel, opinion_ids)
    if known:
        session.connection().execute(_KEEP, known)
    insert_new(session, table_of(DeadLetter), [_dead_letter(each, now) for each in opened if each.refusal])
    want(session, post, "release")


def _dead_letter(refused: Opened, now: datetime) -> dict[str, Any]:
    return {"id": refused.opinion_id, "kind": "contact", "consultation_id": refused.consultation_id,
            "reason": refused.refusal, "since": now}


def _keep_bare(session: Session, channel: str, opinion_ids: list[str]) -> None:
    """Mark contacts that name nobody; what is not for a slip is erased here (there is nothing, or it is withdrawn)."""
    values: dict[str, Any] = {"opened_revision": wanted.c.revision, "channel": channel, "person": None,
                              "refusal": None}
    if channel == "bulletin":
        values["sealed_contact"] = None
    session.execute(update(wanted).where(wanted.c.opinion_id.in_(opinion_ids)).values(**values))


# A contact that was withdrawn between reading and writing has lost its box: the row is left for the next round.
_KEEP = (update(wanted).where(wanted.c.opinion_id == bindparam("of_opinion"), wanted.c.revision == bindparam("of"),
                              wanted.c.sealed_contact.is_not(None))
         .values(opened_revision=bindparam("of"), channel=bindparam("by"), person=bindparam("who"),
                 refusal=bindparam("why")))


def _parameters(opened: Opened) -> dict[str, Any]:
    return {"of_opinion": opened.opinion_id, "of": opened.revision, "by": opened.channel, "who": opened.person,
            "why": opened.refusal}


def let_go_contacts(session: Session, post: Postbox, opinion_ids: Iterable[str], at: datetime) -> None:
    """Say when these contacts are to be erased; a refused one stays until its dead letter is closed."""
    ids = sorted(opinion_ids)
    for start in range(0, len(ids), CHUNK):
        session.execute(update(wanted).where(wanted.c.opinion_id.in_(ids[start:start + CHUNK]),
                                             wanted.c.sealed_contact.is_not(None)).values(erase_at=at))
    if ids:
        want(session, post, "erase", due_at=at)


def keep_contacts(session: Session, opinion_ids: Sequence[str]) -> None:
    """A new notice is on its way to these: their contacts are needed again."""
    session.execute(update(wanted).where(wanted.c.opinion_id.in_(opinion_ids), wanted.c.erase_at.is_not(None))
                    .values(erase_at=None))


def erase_contacts(session: Session, now: datetime) -> datetime | None:
    """Erase the contacts whose time has come; returns when the next one's does."""
    session.execute(update(wanted).where(wanted.c.erase_at <= now).values(sealed_contact=None, erase_at=None))
    soonest: datetime | None = session.scalar(select(func.min(wanted.c.erase_at)))
    return soonest
