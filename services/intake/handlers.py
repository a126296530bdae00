"""What intake does when it hears something: it stores it."""
from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.intake import models
from shared.contracts import (
    CONSULTATION_FACTS,
    AccountClosed,
    Event,
    NoticeSettled,
    OpinionDecided,
    OpinionProgressed,
    SubmissionIssued,
)
from shared.db import table_of
from shared.messaging.hearing import keeps, rows_of
from shared.messaging.postbox import Handler, Postbox
from shared.rows import insert_new


def on_opinion_progressed(session: Session, _post: Postbox, events: Sequence[OpinionProgressed]) -> None:
    """Add stages to the timelines."""
    table = table_of(models.Progress)
    insert_new(session, table, rows_of(table, events))


on_consultation = keeps(models.Consultation, models.Draft)

HANDLERS: dict[type[Event], Handler] = {
    **dict.fromkeys(CONSULTATION_FACTS, on_consultation),
    OpinionProgressed: on_opinion_progressed,
    OpinionDecided: keeps(models.Decision),
    SubmissionIssued: keeps(models.Issue),
    NoticeSettled: keeps(models.Settlement),
    AccountClosed: keeps(models.ClosedAccount),
}
