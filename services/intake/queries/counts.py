"""How many have spoken, and on which articles."""
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain import article_of
from services.intake.models import Opinion


@dataclass(frozen=True)
class Tally:
    """How many opinions a consultation has, and on which articles (most first)."""

    total: int
    by_article: list[tuple[str, int]]


def count_opinions(session: Session, consultation_id: str) -> Tally:
    """How many have spoken, and on which articles; opinions on the whole draft count in the total alone."""
    rows = session.execute(select(Opinion.provision, func.count()).where(Opinion.consultation_id == consultation_id)
                           .group_by(Opinion.provision))
    counts: Counter[str | None] = Counter()
    for provision, number in rows:
        counts[article_of(provision) if provision else None] += number
    articles = [(eid, number) for eid, number in counts.most_common() if eid is not None]
    return Tally(sum(counts.values()), articles)
