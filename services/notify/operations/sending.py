"""One claimed letter from its sealed contact to the mail server; the address lives for this long, in memory."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.channels.email import MailFailed, hand_over, make_message
from services.notify.channels.letter import Title, items_of, write_letter
from services.notify.domain import Contact, judge_contact, letter_language, normalise
from services.notify.opening import Opener
from services.notify.operations.delivery import Case, Result, judge_failure
from shared.clock import Clock
from shared.mail import Mailer

AWAY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What sending needs beside the letters themselves."""

    opener: Opener
    mailer: Mailer
    address: str
    public_url: str
    clock: Clock


def send_letters(sender: Sender, cases: Sequence[Case], titles: Mapping[str, Title], until: datetime) -> list[Result]:
    """Send each; where the server is away, or the lease ends, the rest go back untried."""
    results: list[Result] = []
    for place, case in enumerate(cases):
        now = sender.clock()
        if now >= until:
            return results + [_untried(each, now) for each in cases[place:]]
        try:
            results.append(send_letter(sender, case, titles[case.consultation_id]))
        except MailFailed as failed:
            results.append(judge_failure(case, failed, now))
            if failed.away:
                return results + [_untried(each, now + AWAY, away=True) for each in cases[place + 1:]]
    return results


def send_letter(sender: Sender, case: Case, title: Title) -> Result:
    """Open the contact, write, hand over; raises MailFailed. Without a contact any more the letter is dropped."""
    now, contact = sender.clock(), _contact(sender.opener, case)
    if contact is None:
        return Result(letter_id=case.letter_id, state="dropped", next_at=now)
    language = letter_language([row.language for row in case.rows])
    words = write_letter(language, title, contact.name or "", items_of(case.rows, title), sender.public_url)
    message = make_message(case.letter_id, sender.address, normalise(contact.email), words, now)
    hand_over(sender.mailer, message)
    return Result(letter_id=case.letter_id, state="sent", next_at=now)


def _contact(opener: Opener, case: Case) -> Contact | None:
    for row in case.rows:
        if row.sealed_contact is not None:
            contact = opener.open(row.opinion_id, row.sealed_contact, row.contact_key)
            if isinstance(contact, Contact) and getattr(judge_contact(contact), "channel", "") == "email":
                return contact
    return None


def _untried(case: Case, at: datetime, away: bool = False) -> Result:
    return Result(letter_id=case.letter_id, state="created", next_at=at, away=away)
