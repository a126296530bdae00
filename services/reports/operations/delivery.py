"""What jobs change: files are frozen once, a package is offered until it is accepted, that is said once."""
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.reports.models import Content, File, Member, Submission
from shared.contracts import SubmissionIssued
from shared.db import table_of
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.rows import insert_new

SUBMISSIONS, FILES = table_of(Submission), table_of(File)


def begin_rendering(session: Session, submission_id: str) -> str | None:
    """Claim a rendering; returns the canonical content, or None if there is nothing to render any more."""
    if not _move(session, submission_id, ("approved", "rendering"), state="rendering"):
        return None
    return session.scalar(select(Content.body).where(Content.submission_id == submission_id))


def freeze_files(session: Session, post: Postbox, submission_id: str, files: Mapping[str, bytes], now: datetime,
                 auto_offer: bool) -> None:
    """Store what was rendered, the first time only, and let it go if it is to go by itself."""
    rows = [{"submission_id": submission_id, "name": name, "sha256": sha256(content).hexdigest(),
             "size": len(content), "content": content} for name, content in files.items()]
    known = set(session.scalars(select(FILES.c.name).where(FILES.c.submission_id == submission_id)))
    insert_new(session, FILES, [] if known else rows)
    state = "queued" if auto_offer else "signed"
    if _move(session, submission_id, ("rendering",), state=state, signed_at=now) and auto_offer:
        want(session, post, "offer", submission_id)


def begin_offer(session: Session, submission_id: str, now: datetime) -> dict[str, Any] | None:
    """Count one more attempt; returns the submission, or None if it is not to be sent (any more)."""
    if not _move(session, submission_id, ("queued", "offered"), state="offered", offers=SUBMISSIONS.c.offers + 1,
                 offered_at=now):
        return None
    row = session.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id)).mappings().one()
    return dict(row)


def fail_offer(session: Session, submission_id: str, reason: str) -> None:
    """The attempt failed: it waits for the next one, with the reason in sight."""
    _move(session, submission_id, ("offered",), state="queued", offer_error=reason[:500])


def accept_offer(session: Session, post: Postbox, submission: Mapping[str, Any], now: datetime) -> None:
    """The transport has taken it: said once, however often the attempt is repeated."""
    if not _move(session, submission["id"], ("offered",), state="accepted", accepted_at=now, offer_error=None):
        return
    members = (select(Member.suggestion_id).where(Member.submission_id == submission["id"])
               .order_by(Member.suggestion_no))
    post.say(session, SubmissionIssued(
        submission_id=submission["id"], revision=submission["revision"], kind=submission["kind"],
        consultation_id=submission["consultation_id"], number=submission["number"], digest=submission["digest"],
        suggestion_ids=list(session.scalars(members)), issued_at=now))


def _move(session: Session, submission_id: str, states: tuple[str, ...], **values: Any) -> bool:
    """Change a submission that is in one of *states*; the condition is the lock."""
    here = (SUBMISSIONS.c.id == submission_id, SUBMISSIONS.c.state.in_(states))
    moved = session.execute(update(SUBMISSIONS).where(*here).values(**values).returning(SUBMISSIONS.c.id))
    return moved.first() is not None
