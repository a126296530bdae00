"""What the bulletins show: by article, what was asked, what came of it, why, and the receipts answered there."""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from services.notify.models import Consultation, Decision, Notice

PAGE, MOST_RECEIPTS = 50, 500


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Opinions of one article with the same answer; ``receipts`` are those the bulletin answers."""

    count: int
    posted: int
    answers: Sequence[Any]
    summary: str
    reason: str | None
    receipts: Sequence[str]


def list_bulletins(session: Session, page: int) -> tuple[list[dict[str, Any]], int]:
    """Consultations that have answers, the newest first, with the number of opinions answered."""
    counts = select(Notice.consultation_id, func.count().label("count")).where(
        Notice.current, Notice.settled_at.is_not(None)).group_by(Notice.consultation_id).subquery()
    query = select(Consultation, counts.c.count).join(
        counts, counts.c.consultation_id == Consultation.consultation_id).order_by(
        Consultation.opens_at.desc(), Consultation.consultation_id)
    total = session.scalar(select(func.count()).select_from(counts)) or 0
    rows = session.execute(query.limit(PAGE).offset((page - 1) * PAGE))
    return [{"consultation": consultation, "count": count} for consultation, count in rows], total


def count_articles(session: Session, consultation_id: str) -> dict[str, int]:
    """How many opinions were answered on each article ("" = the whole draft)."""
    count = func.count().label("opinions")
    query = select(Notice.article, count).where(*_shown(consultation_id)).group_by(Notice.article)
    return {row.article: row.opinions for row in session.execute(query)}


def list_subjects(session: Session, consultation_id: str, article: str, page: int) -> tuple[list[Subject], int]:
    """The answers given on an article, those to the most opinions first, 50 a page."""
    here = (*_shown(consultation_id), Notice.article == article)
    posted = func.sum(Notice.posted.cast(Integer)).label("posted")
    groups = (select(Notice.subject, func.count().label("opinions"), posted,
                     func.min(Notice.id).label("first")).where(*here).group_by(Notice.subject).subquery())
    total = session.scalar(select(func.count()).select_from(groups)) or 0
    query = (select(groups, Decision.answers, Decision.summary, Decision.reason)
             .join(Notice, Notice.id == groups.c.first)
             .join(Decision, (Decision.opinion_id == Notice.opinion_id) & (Decision.revision == Notice.revision))
             .order_by(groups.c.opinions.desc(), groups.c.subject).limit(PAGE).offset((page - 1) * PAGE))
    rows = session.execute(query).all()
    receipts = _receipts(session, here, [row.subject for row in rows])
    return [Subject(count=row.opinions, posted=row.posted, answers=row.answers, summary=row.summary, reason=row.reason,
                    receipts=receipts[row.subject]) for row in rows], total


def find_article(session: Session, consultation_id: str, receipt: str) -> str | None:
    """The article under which a receipt is answered in this bulletin; None if it is not."""
    return session.scalar(select(Notice.article).where(*_shown(consultation_id), Notice.receipt == receipt,
                                                       Notice.posted))


def _shown(consultation_id: str) -> tuple[Any, ...]:
    return Notice.consultation_id == consultation_id, Notice.current, Notice.settled_at.is_not(None)


def _receipts(session: Session, here: Any, subjects: Sequence[str]) -> dict[str, list[str]]:
    """Receipts by subject, up to 500 each, in their own order, which says nothing about who wrote."""
    place = func.row_number().over(partition_by=Notice.subject, order_by=Notice.receipt).label("place")
    numbered = select(Notice.subject, Notice.receipt, place).where(
        *here, Notice.posted, Notice.subject.in_(subjects)).subquery()
    found: dict[str, list[str]] = defaultdict(list)
    for subject, receipt in session.execute(select(numbered.c.subject, numbered.c.receipt).where(
            numbered.c.place <= MOST_RECEIPTS).order_by(numbered.c.receipt)):
        found[subject].append(receipt)
    return found
