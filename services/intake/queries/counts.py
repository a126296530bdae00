"""How many have spoken, and on which articles."""
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.contents import article_of
from services.intake.models import Consultation, Opinion


@dataclass(frozen=True)
class Tally:
    """How many opinions a consultation has, and on which articles (most first)."""

    total: int
    by_article: list[tuple[str, int]]


def count_opinions(session: Session, consultation_id: str) -> Tally:
    """How many have spoken, and on which articles of the newest version; opinions on the whole draft, or on an article
    as an older version had it, count in the total alone."""
    newest = select(Consultation.draft_version).where(Consultation.consultation_id == consultation_id)
    is_newest = Opinion.draft_version == newest.scalar_subquery()
    rows = session.execute(select(Opinion.provision, is_newest, func.count())
                           .where(Opinion.consultation_id == consultation_id).group_by(Opinion.provision, is_newest))
    counts: Counter[str | None] = Counter()
    for provision, current, number in rows:
        counts[article_of(provision) if provision and current else None] += number
    articles = [(eid, number) for eid, number in counts.most_common() if eid is not None]
    return Tally(sum(counts.values()), articles)
