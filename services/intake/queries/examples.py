"""What became of earlier opinions: suggestions from the people that made a difference."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Consultation, Decision

EXAMPLES, LOOKED_AT = 3, 300


@dataclass(frozen=True)
class Example:
    """A suggestion from the people that made a difference; nobody's own words."""

    consultation_title: str
    title: str
    outcome: str
    reason: str | None
    enacted_provision: str | None
    decided_at: datetime


def list_examples(session: Session, most: int = EXAMPLES) -> list[Example]:
    """A few suggestions that were adopted, newest first."""
    rows = session.execute(
        select(Decision.answers, Decision.decided_at, Consultation.title)
        .join(Consultation, Consultation.consultation_id == Decision.consultation_id)
        .where(Decision.summary.in_(("adopted", "partially_adopted")))
        .order_by(Decision.decided_at.desc(), Decision.opinion_id).limit(LOOKED_AT))
    found: dict[tuple[str, int], Example] = {}
    for answers, decided_at, title in rows:
        for each in answers:
            if each["outcome"] in ("adopted", "partially_adopted"):
                found.setdefault((title, each["suggestion_no"]), Example(
                    title, each["title"], each["outcome"], each["reason"], each["enacted_provision"], decided_at))
    return list(found.values())[:most]
