"""Questions about the expert pool: who serves on a day, how much each has to do, all that is known of one."""
from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.review.models import Absence, Account, Assignment, Expert, FilingReview


def serving(on: date) -> Select[Expert]:
    """Experts who may be asked on a day: the account is open, the term runs, they have not left and are not away."""
    away = select(Absence.expert_id).where(Absence.from_on <= on, Absence.to_on >= on)
    return select(Expert).join(Account, Account.id == Expert.account_id).where(
        Account.closed_at.is_(None), Expert.left_on.is_(None), Expert.load_max > 0,
        or_(Expert.term_from.is_(None), Expert.term_from <= on), or_(Expert.term_to.is_(None), Expert.term_to >= on),
        Expert.account_id.not_in(away)).order_by(Expert.account_id)


def list_serving(session: Session, task: str, on: date) -> Sequence[Expert]:
    """Experts who may be asked on a day for a kind of task: opinion or filing."""
    # Kinds of task are a JSON list, which the two databases search differently; a pool is a few dozen.
    return [each for each in session.scalars(serving(on)) if task in each.tasks]


def count_open_work(session: Session) -> Counter[str]:
    """How much each expert has open: opinions of all consultations and filings together."""
    found: Counter[str] = Counter()
    for table in (Assignment, FilingReview):
        rows = session.execute(select(table.expert_id, func.count()).where(table.state == "offered")
                               .group_by(table.expert_id))
        found.update({row[0]: row[1] for row in rows})
    return found
