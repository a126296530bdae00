"""The dead-letter desk: look at one address, mend it, send again, hand over, close. Each look is written down."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.notify.domain import RESENDABLE, TO_HAND_OVER, Contact, Refusal, is_email, normalise
from services.notify.models import DeadLetter, Decision, Letter, Look, Notice, Wanted
from services.notify.opening import Opener
from services.notify.operations.contacts import keep_contacts, let_go_contacts
from services.notify.operations.settling import settle_notices
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, NotFound, Refused
from shared.rows import insert_new
from shared.sealing import seal_contact

letters, notices, wanted = table_of(Letter), table_of(Notice), table_of(Wanted)
dead_letters = table_of(DeadLetter)


def look_at_contact(session: Session, opener: Opener, item_id: str, who: Identity, now: datetime) -> Contact | None:
    """Open one address for one clerk, and write down who looked; None where nothing can be opened."""
    item = _find_item(session, item_id)
    session.execute(insert(table_of(Look)).values(id=new_id(), dead_letter_id=item.id, account_id=who.account_id,
                                                  name=who.name[:100], at=now))
    return _open_any(opener, _contacts_of(session, item))


def mend_contact(session: Session, post: Postbox, opener: Opener, key: tuple[str, str], item_id: str, email: str,
                 who: Identity, now: datetime) -> None:
    """Seal a corrected e-mail address (with the name that was there) and send the answers to it.

    ``key`` is the current fingerprint and public key. The plaintext is only ever in this call.
    """
    address, item = normalise(email), _find_item(session, item_id)
    if not is_email(address):
        raise Invalid("邮箱写得不对，什么都没有保存。", {"email": ["这不像邮箱地址，请核对，例如 name@example.org。"]})
    rows = _contacts_of(session, item)
    contact = _open_any(opener, rows)
    for row in rows:
        sealed = seal_contact(key[1], row.opinion_id, {
            "name": contact.name if contact else None, "email": address, "channel": "email"})
        session.execute(update(wanted).where(wanted.c.opinion_id == row.opinion_id).values(
            sealed_contact=sealed, contact_key=key[0], opened_revision=0, erase_at=None))
    want(session, post, "open")
    _address_notices(session, item, now)
    _close(session, item.id, who, now)
    want(session, post, "deliver")


def close_item(session: Session, post: Postbox, item_id: str, who: Identity, now: datetime) -> None:
    """Nothing more can be done for this one: the bulletin has answered, the contact is erased."""
    item = _find_item(session, item_id)
    let_go_contacts(session, post, [row.opinion_id for row in _contacts_of(session, item)], now)
    _close(session, item.id, who, now)


def resend_notice(session: Session, post: Postbox, notice_id: str, who: Identity, now: datetime) -> Notice:
    """Send the letter of a failed or dead notice again, as a new letter's first attempt."""
    notice = _find_notice(session, notice_id)
    if notice.state not in RESENDABLE or notice.letter_id is None:
        raise Refused("只有发送失败的邮件答复可以重发。", {"state": [f"现在的状态是 {notice.state}。"]})
    ids = session.scalars(select(notices.c.opinion_id).where(notices.c.letter_id == notice.letter_id)).all()
    if not session.scalar(select(wanted.c.opinion_id).where(wanted.c.opinion_id.in_(ids),
                                                           wanted.c.sealed_contact.is_not(None)).limit(1)):
        raise Refused("联系方式已经删除，不能重发；答复在公告中。")
    keep_contacts(session, ids)
    _start_letter(session, notice.letter_id, now)
    _close(session, notice.letter_id, who, now)
    want(session, post, "deliver")
    session.refresh(notice)
    return notice


def hand_over_notice(session: Session, post: Postbox, notice_id: str, who: Identity, now: datetime) -> Notice:
    """Write down that a clerk gave the answer into the person's hand."""
    notice = _find_notice(session, notice_id)
    if notice.state not in TO_HAND_OVER:
        raise Refused("这份答复现在不能改为当面交付。", {"state": [f"现在的状态是 {notice.state}。"]})
    opinions = settle_notices(session, post, notices.c.id == notice_id, now, state="handed_over", answered_by="slip",
                              outcome="handed_over", handed_by=who.account_id)
    let_go_contacts(session, post, opinions, now)
    session.refresh(notice)
    return notice


def _find_notice(session: Session, notice_id: str) -> Notice:
    found = session.scalar(select(Notice).where(Notice.id == notice_id).with_for_update())
    if found is None:
        raise NotFound("没有这份答复。")
    return found


def _find_item(session: Session, item_id: str) -> DeadLetter:
    query = select(DeadLetter).where(DeadLetter.id == item_id, DeadLetter.closed_at.is_(None)).with_for_update()
    found = session.scalar(query)
    if found is None:
        raise NotFound("死信台上没有这一件，可能已经有人处理了。")
    return found


def _contacts_of(session: Session, item: DeadLetter) -> Sequence[Any]:
    columns = (wanted.c.opinion_id, wanted.c.sealed_contact, wanted.c.contact_key)
    if item.kind == "contact":
        return session.execute(select(*columns).where(wanted.c.opinion_id == item.id)).all()
    return session.execute(select(*columns).join(notices, notices.c.opinion_id == wanted.c.opinion_id)
                           .where(notices.c.letter_id == item.id).order_by(wanted.c.opinion_id)).all()


def _open_any(opener: Opener, rows: Sequence[Any]) -> Contact | None:
    for row in rows:
        contact = opener.open(row.opinion_id, row.sealed_contact or "", row.contact_key)
        if not isinstance(contact, Refusal):
            return contact
    return None


def _address_notices(session: Session, item: DeadLetter, now: datetime) -> None:
    """Start the letter again; an opinion that had none because its contact was refused gets one of its own."""
    if item.kind == "letter":
        _start_letter(session, item.id, now)
        return
    notice = session.scalar(select(Notice).where(Notice.opinion_id == item.id, Notice.current))
    if notice is None:
        return  # not released yet: the release will find the mended contact
    batch_id = _batch_of(session, notice)
    insert_new(session, letters, [{"id": item.id, "consultation_id": item.consultation_id, "batch_id": batch_id,
                                   "person": f"mended:{item.id}", "next_at": now}])
    session.execute(update(notices).where(notices.c.id == notice.id).values(letter_id=item.id, channel="email"))
    _start_letter(session, item.id, now)


def _batch_of(session: Session, notice: Notice) -> str:
    found = session.get(Decision, (notice.opinion_id, notice.revision))
    return found.batch_id if found else ""


def _start_letter(session: Session, letter_id: str, now: datetime) -> None:
    session.execute(update(letters).where(letters.c.id == letter_id).values(
        state="created", attempts=0, next_at=now, error=None))
    session.execute(update(notices).where(notices.c.letter_id == letter_id, notices.c.state != "handed_over")
                    .values(state="created"))


def _close(session: Session, item_id: str, who: Identity, now: datetime) -> None:
    session.execute(update(dead_letters).where(dead_letters.c.id == item_id).values(
        closed_at=now, closed_by=who.account_id))
