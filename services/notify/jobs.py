"""Notify's background work: open, release, deliver, tell, erase. Each is safe to repeat at any point."""
from datetime import datetime, timedelta
from functools import partial

from services.notify.opening import Opener
from services.notify.operations.contacts import CHUNK as OPEN_CHUNK
from services.notify.operations.contacts import erase_contacts, find_unopened, keep_opened, open_contact
from services.notify.operations.delivery import claim_letters, mark_letters, next_due
from services.notify.operations.forming import form_notices
from services.notify.operations.release import find_released_batch, mark_whole_batches
from services.notify.operations.sending import AWAY, Sender, send_letters
from services.notify.operations.settling import tell_settled
from services.notify.queries.consultations import find_title
from services.notify.settings import settings_of
from shared.mail import open_mailer
from shared.site import Site

SENDING_TIME = timedelta(seconds=30)
Again = bool | datetime | None


def add_jobs(site: Site) -> None:
    """Say how each kind of work is done."""
    opener = Opener(site.keys.contact_private)
    site.agenda.add("open", partial(open_arrived, site, opener))
    site.agenda.add("release", partial(release_batches, site))
    site.agenda.add("deliver", partial(deliver_letters, site, opener), queue="slow")
    site.agenda.add("tell", partial(tell_others, site))
    site.agenda.add("erase", partial(erase_due, site))


def open_arrived(site: Site, opener: Opener, _key: str) -> Again:
    """Open contacts that have arrived, 500 at a time."""
    with site.database.reading() as session:
        rows = find_unopened(session)
    if not rows:
        return None
    opened = [open_contact(opener, site.keys.pepper, row) for row in rows]
    with site.database.writing() as session:
        keep_opened(session, site.post, opened, site.now())
    return len(rows) >= OPEN_CHUNK


def release_batches(site: Site, _key: str) -> Again:
    """Form the notices of batches that may go, 500 at a time."""
    auto = settings_of(site).auto_release
    with site.database.writing() as session:
        mark_whole_batches(session, site.now())
        batch_id = find_released_batch(session, auto)
        if batch_id is None:
            return None
        form_notices(session, site.post, batch_id, site.now(), _erase_at(site))
    return True


def deliver_letters(site: Site, opener: Opener, _key: str) -> Again:
    """Claim letters, send them, mark them, in three separate steps; then come back when the next is due."""
    with site.database.writing() as session:
        cases = claim_letters(session, site.now())
        titles = {each: find_title(session, each) for each in {case.consultation_id for case in cases}}
    if cases:
        results = send_letters(_sender(site, opener), cases, titles, site.now() + SENDING_TIME)
        with site.database.writing() as session:
            mark_letters(session, site.post, results, site.now(), _erase_at(site))
        if any(result.away for result in results):
            return site.now() + AWAY
    with site.database.reading() as session:
        due = next_due(session)
    return due


def tell_others(site: Site, _key: str) -> Again:
    """Say which notices are settled."""
    with site.database.writing() as session:
        return tell_settled(session, site.post) > 0


def erase_due(site: Site, _key: str) -> Again:
    """Erase contacts whose time has come."""
    with site.database.writing() as session:
        return erase_contacts(session, site.now())


def _sender(site: Site, opener: Opener) -> Sender:
    mailer = open_mailer(site.settings.smtp_url, site.settings.data / "mail")
    return Sender(opener=opener, mailer=mailer, address=site.settings.mail_sender,
                  public_url=site.settings.public_url, clock=site.post.clock)


def _erase_at(site: Site) -> datetime:
    return site.now() + timedelta(days=settings_of(site).contact_days)
