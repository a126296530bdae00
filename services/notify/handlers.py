"""What notify does when it hears something: it stores it and asks for the job that joins it with the rest."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.notify import models
from services.notify.domain import labels_of
from shared.contracts import (
    CONSULTATION_FACTS,
    AccountClosed,
    ActivityRecorded,
    AnswerWanted,
    ConsultationFactV1,
    Event,
    OpinionDecided,
    OpinionProgressed,
    StationChanged,
    SubmissionIssued,
)
from shared.db import table_of
from shared.messaging.agenda import want
from shared.messaging.hearing import keeps, rows_of
from shared.messaging.postbox import Handler, Postbox
from shared.rows import insert_new, keep_highest


def on_consultation(session: Session, post: Postbox, events: Sequence[ConsultationFactV1]) -> None:
    """Keep the consultation and what its provisions are called; a release may have waited for its title."""
    keep_highest(session, table_of(models.Consultation), rows_of(table_of(models.Consultation), events))
    keep_highest(session, table_of(models.Draft), [_draft(event) for event in events])
    want(session, post, "release")


def on_answer_wanted(session: Session, post: Postbox, events: Sequence[AnswerWanted]) -> None:
    """Keep the sealed contact and ask for its opening."""
    table = table_of(models.Wanted)
    keep_highest(session, table, rows_of(table, events))
    want(session, post, "open")


def on_opinion_progressed(session: Session, post: Postbox, events: Sequence[OpinionProgressed]) -> None:
    """Of the stages only a withdrawal matters here: the contact is erased at once."""
    table, wanted = table_of(models.Withdrawal), table_of(models.Wanted)
    withdrawn = insert_new(session, table, rows_of(table, [each for each in events if each.stage == "withdrawn"]))
    if withdrawn:
        session.execute(update(wanted).where(wanted.c.opinion_id.in_(sorted(withdrawn)))
                        .values(sealed_contact=None, opened_revision=0))
        want(session, post, "open")


def on_opinion_decided(session: Session, post: Postbox, events: Sequence[OpinionDecided]) -> None:
    """Keep every decision and its batch; the job looks whether the batch is whole."""
    table = table_of(models.Decision)
    insert_new(session, table, rows_of(table, events))
    batches: dict[str, dict[str, Any]] = {event.batch_id: {
        "batch_id": event.batch_id, "consultation_id": event.consultation_id, "size": event.batch_size,
        "heard_at": post.clock()} for event in events}
    insert_new(session, table_of(models.Batch), [batches[key] for key in sorted(batches)])
    want(session, post, "release")


def on_activity(_session: Session, _post: Postbox, _events: Sequence[ActivityRecorded]) -> None:
    """Heard, since it is said to all; nothing here needs meetings."""


def _draft(event: ConsultationFactV1) -> dict[str, Any]:
    return {"consultation_id": event.consultation_id, "draft_version": event.draft_version,
            "revision": event.revision, "labels": labels_of(event.provisions)}


HANDLERS: dict[type[Event], Handler] = {
    **dict.fromkeys(CONSULTATION_FACTS, on_consultation),
    AnswerWanted: on_answer_wanted,
    OpinionProgressed: on_opinion_progressed,
    OpinionDecided: on_opinion_decided,
    SubmissionIssued: keeps(models.Issue),
    StationChanged: keeps(models.Station),
    ActivityRecorded: on_activity,
    AccountClosed: keeps(models.ClosedAccount),
}
