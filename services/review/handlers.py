"""What review does when it hears something: it stores it, and asks for the job that acts on it."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.review import models
from shared.contracts import (
    ActivityRecorded,
    Event,
    OpinionReceived,
    OutcomeRecorded,
    StationChanged,
    SubmissionIssued,
    WithdrawalAsked,
)
from shared.db import table_of
from shared.messaging.agenda import want
from shared.messaging.hearing import keeps, rows_of
from shared.messaging.postbox import Handler, Postbox
from shared.rows import insert_new, keep_highest

PLACES = ("place", "place_version", "stood_at", "stood_version")


def on_opinion_received(session: Session, post: Postbox, events: Sequence[OpinionReceived]) -> None:
    """Keep the opinions; new ones wait to be grouped, then an expert is looked for. Each stands where it was left until
    it is carried to a newer version, which the grouping sees to; one that is heard again stays where it stands."""
    table = table_of(models.Opinion)
    keep_highest(session, table, [_placed(row) for row in rows_of(table, events)], first=PLACES)
    for consultation_id in sorted({event.consultation_id for event in events}):
        want(session, post, "group", consultation_id)


def _placed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"place": row["provision"], "place_version": row["draft_version"], "stood_at": row["provision"],
                  "stood_version": row["draft_version"], "sample_id": None}


def on_withdrawal_asked(session: Session, post: Postbox, events: Sequence[WithdrawalAsked]) -> None:
    """Keep the wish; a job decides under a lock."""
    table = table_of(models.Withdrawal)
    insert_new(session, table, rows_of(table, events))
    want(session, post, "withdraw")


def on_submission_issued(session: Session, post: Postbox, events: Sequence[SubmissionIssued]) -> None:
    """Keep the issue; what was set aside can be answered now."""
    table = table_of(models.Issue)
    keep_highest(session, table, rows_of(table, events))
    for event in events:
        want(session, post, "issued", event.submission_id)


def on_outcome_recorded(session: Session, post: Postbox, events: Sequence[OutcomeRecorded]) -> None:
    """Keep the outcomes; a batch is acted on once it is whole."""
    table = table_of(models.Outcome)
    insert_new(session, table, rows_of(table, events))
    for batch_id in sorted({event.batch_id for event in events}):
        want(session, post, "outcomes", batch_id)


HANDLERS: dict[type[Event], Handler] = {
    OpinionReceived: on_opinion_received,
    WithdrawalAsked: on_withdrawal_asked,
    SubmissionIssued: on_submission_issued,
    OutcomeRecorded: on_outcome_recorded,
    StationChanged: keeps(models.Station),
    ActivityRecorded: keeps(models.Activity),
}
