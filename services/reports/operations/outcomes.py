"""The legislature's outcomes: a request is taken whole or not at all."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.reports.domain import steps
from services.reports.domain.outcomes import OutcomeRow, check_outcomes
from services.reports.models import Member, Outcome
from services.reports.operations.steps import Row, lock_submission
from shared.contracts import OutcomeRecorded
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox

OUTCOMES, MEMBERS = table_of(Outcome), table_of(Member)


@dataclass(frozen=True)
class Recorded:
    """How many answers were new or changed, and how many said nothing new."""

    recorded: int
    unchanged: int


def record_outcomes(session: Session, post: Postbox, submission_id: str, rows: Sequence[OutcomeRow], who: Identity,
                    now: datetime) -> Recorded:
    """Record answers and say them as one batch; an answer that is other than before is a higher revision."""
    submission = lock_submission(session, submission_id)
    steps.check_step(submission["state"], steps.TAKEN, "登记采纳结果")
    known = _known(session, submission_id)
    check_outcomes(rows, known)
    before = _before(session, submission_id)
    fresh = [row for row in rows if not _says_the_same(row, before.get(known[row.suggestion_no]))]
    if fresh:
        _keep(session, post, submission, fresh, known, before, who, now)
    return Recorded(recorded=len(fresh), unchanged=len(rows) - len(fresh))


def _known(session: Session, submission_id: str) -> dict[int, str]:
    query = select(MEMBERS.c.suggestion_no, MEMBERS.c.suggestion_id).where(MEMBERS.c.submission_id == submission_id)
    return {row.suggestion_no: row.suggestion_id for row in session.execute(query)}


def _before(session: Session, submission_id: str) -> dict[str, Row]:
    """The present answers to the submission's suggestions, also those given to the revision before."""
    query = (select(OUTCOMES).join(MEMBERS, MEMBERS.c.suggestion_id == OUTCOMES.c.suggestion_id)
             .where(MEMBERS.c.submission_id == submission_id, OUTCOMES.c.current))
    return {row["suggestion_id"]: dict(row) for row in session.execute(query).mappings()}


def _says_the_same(row: OutcomeRow, before: Row | None) -> bool:
    return before is not None and row.same_as(before["outcome"], before["reason"], before["enacted_provision"])


def _keep(session: Session, post: Postbox, submission: Row, fresh: Sequence[OutcomeRow], known: dict[int, str],
          before: dict[str, Row], who: Identity, now: datetime) -> None:
    batch_id = new_id()
    facts = [_fact(row, known[row.suggestion_no], before, submission, batch_id, len(fresh), now) for row in fresh]
    changed = [fact.suggestion_id for fact in facts if fact.revision > 1]
    session.execute(update(OUTCOMES).where(OUTCOMES.c.suggestion_id.in_(changed)).values(current=False))
    columns = set(OUTCOMES.c.keys())
    extra: dict[str, Any] = {"current": True, "recorded_by": who.account_id}
    session.execute(insert(OUTCOMES), [
        {name: value for name, value in fact.row().items() if name in columns} | extra for fact in facts])
    post.say(session, *facts)


def _fact(row: OutcomeRow, suggestion_id: str, before: dict[str, Row], submission: Row, batch_id: str, size: int,
          now: datetime) -> OutcomeRecorded:
    revision = before[suggestion_id]["revision"] + 1 if suggestion_id in before else 1
    return OutcomeRecorded(
        suggestion_id=suggestion_id, revision=revision, suggestion_no=row.suggestion_no,
        consultation_id=submission["consultation_id"], submission_id=submission["id"], outcome=row.outcome,
        reason=row.reason, enacted_provision=row.enacted_provision, recorded_at=now, batch_id=batch_id,
        batch_size=size)
