"""Consultations as notify knows them, and what is prepared in each."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notify.channels.letter import Title
from services.notify.models import Batch, ClosedAccount, Consultation, Decision, Draft, Hold, Issue
from shared.refusals import NotFound

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Answers that have not gone: ``ready`` are whole and wait for a person, ``arriving`` of ``expected`` are not."""

    ready: int
    arriving: int
    expected: int


def find_consultation(session: Session, consultation_id: str) -> Consultation:
    """One consultation, or NotFound."""
    found = session.get(Consultation, consultation_id)
    if found is None:
        raise NotFound("没有这次征求意见。")
    return found


def list_consultations(session: Session, page: int) -> tuple[Sequence[Consultation], int]:
    """Consultations, the newest first, 50 a page; and how many there are."""
    total = session.scalar(select(func.count()).select_from(Consultation)) or 0
    query = select(Consultation).order_by(Consultation.opens_at.desc(), Consultation.consultation_id)
    return session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all(), total


def find_labels(session: Session, consultation_id: str) -> dict[str, str]:
    """What each provision is called, in document order; the newest version that has it says so."""
    drafts = session.scalars(select(Draft.labels).where(Draft.consultation_id == consultation_id)
                             .order_by(Draft.draft_version.desc())).all()
    found: dict[str, str] = {}
    for labels in drafts:
        for eid, label in labels:
            found.setdefault(eid, label)
    return found


def find_title(session: Session, consultation_id: str) -> Title:
    """What letters say of a consultation."""
    consultation = find_consultation(session, consultation_id)
    return Title(title=consultation.title, invented=consultation.invented,
                 labels=find_labels(session, consultation_id))


def find_hold(session: Session, consultation_id: str) -> Hold | None:
    """Who paused or released last, if anyone did."""
    return session.get(Hold, consultation_id)


def count_prepared(session: Session, consultation_id: str) -> Prepared:
    """What has not gone yet."""
    mine = (Batch.consultation_id == consultation_id, Batch.formed_at.is_(None))
    ready = session.scalar(select(func.sum(Batch.size)).where(*mine, Batch.whole_at.is_not(None))) or 0
    expected = session.scalar(select(func.sum(Batch.size)).where(*mine, Batch.whole_at.is_(None))) or 0
    arriving = session.scalar(select(func.count()).select_from(Decision).join(
        Batch, Batch.batch_id == Decision.batch_id).where(*mine, Batch.whole_at.is_(None))) or 0
    return Prepared(ready=int(ready), arriving=arriving, expected=int(expected))


def list_numbers(session: Session, consultation_id: str) -> Sequence[str]:
    """The numbers (文号) under which it was reported."""
    return session.scalars(select(Issue.number).where(Issue.consultation_id == consultation_id)
                           .order_by(Issue.issued_at, Issue.submission_id)).all()


def find_closed_account(session: Session, account_id: str) -> datetime | None:
    """When an account was closed, if it was."""
    return session.scalar(select(ClosedAccount.closed_at).where(ClosedAccount.account_id == account_id))
