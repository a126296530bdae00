"""What reports does when it hears something: it stores it."""
from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.reports import models
from shared.contracts import (
    CONSULTATION_FACTS,
    AccountClosed,
    ActivityRecorded,
    Event,
    NoticeSettled,
    OpinionDecided,
    OpinionProgressed,
    OpinionReceived,
    StationChanged,
    SuggestionReady,
    SuggestionReadyV1,
)
from shared.db import table_of
from shared.messaging.hearing import keeps, rows_of
from shared.messaging.postbox import Handler, Postbox
from shared.rows import insert_new

_keep_suggestions = keeps(models.Suggestion)


def on_suggestion_ready(session: Session, post: Postbox, events: Sequence[SuggestionReadyV1]) -> None:
    """Keep the suggestions, and which of their batches have come."""
    _keep_suggestions(session, post, events)
    table = table_of(models.Arrival)
    insert_new(session, table, rows_of(table, events))


_on_consultation = keeps(models.Consultation, models.Draft)

HANDLERS: dict[type[Event], Handler] = {
    **dict.fromkeys(CONSULTATION_FACTS, _on_consultation),
    OpinionReceived: keeps(models.Opinion),
    OpinionProgressed: keeps(models.Progress),
    SuggestionReady: on_suggestion_ready,
    SuggestionReadyV1: on_suggestion_ready,
    OpinionDecided: keeps(models.Decision),
    NoticeSettled: keeps(models.Settlement),
    StationChanged: keeps(models.Station),
    ActivityRecorded: keeps(models.Activity),
    AccountClosed: keeps(models.ClosedAccount),
}
