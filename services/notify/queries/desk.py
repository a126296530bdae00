"""The dead-letter desk's list, and a real case for the preview of a letter."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notify.models import Consultation, DeadLetter, Decision, Wanted

PAGE = 50


def list_dead_letters(session: Session, page: int) -> tuple[Sequence[Any], int]:
    """Open items, the oldest first, with the consultation's title; 50 a page."""
    open_items = DeadLetter.closed_at.is_(None)
    total = session.scalar(select(func.count()).select_from(DeadLetter).where(open_items)) or 0
    query = (select(DeadLetter.id, DeadLetter.kind, DeadLetter.reason, DeadLetter.since, Consultation.title,
                    Consultation.invented)
             .outerjoin(Consultation, Consultation.consultation_id == DeadLetter.consultation_id).where(open_items)
             .order_by(DeadLetter.since, DeadLetter.id).limit(PAGE).offset((page - 1) * PAGE))
    return session.execute(query).all(), total


def is_invented(session: Session, item_id: str) -> bool:
    """Whether an item belongs to a consultation of the sample."""
    return bool(session.scalar(select(Consultation.invented).join(
        DeadLetter, DeadLetter.consultation_id == Consultation.consultation_id).where(DeadLetter.id == item_id)))


def count_dead_letters(session: Session) -> int:
    """How many items are open."""
    return session.scalar(select(func.count()).select_from(DeadLetter).where(DeadLetter.closed_at.is_(None))) or 0


def find_example(session: Session, consultation_id: str) -> Any:
    """One decided opinion of the consultation, if possible one that is answered by letter; None if none is decided."""
    query = (select(Decision.opinion_id, Decision.answers, Decision.summary, Decision.reason, Wanted.provision,
                    Wanted.language)
             .join(Wanted, Wanted.opinion_id == Decision.opinion_id)
             .where(Decision.consultation_id == consultation_id)
             .order_by((Wanted.channel == "email").desc(), Decision.decided_at.desc(), Decision.opinion_id).limit(1))
    return session.execute(query).first()
