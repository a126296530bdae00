"""The only words services say to one another: past-tense facts, versioned, one frozen class and one schema each."""
from shared.contracts.consultations import (
    CONSULTATION_FACTS,
    ConsultationChanged,
    ConsultationClosed,
    ConsultationFact,
    ConsultationFactV1,
    ConsultationOpened,
)
from shared.contracts.event import REGISTRY, Event, Unknown, read_event
from shared.contracts.opinions import AnswerWanted, NoticeSettled, OpinionProgressed, OpinionReceived, WithdrawalAsked
from shared.contracts.outcomes import (
    OpinionDecided,
    OutcomeRecorded,
    SubmissionIssued,
    SuggestionReady,
    SuggestionReadyV1,
)
from shared.contracts.stations import AccountClosed, ActivityRecorded, StationChanged

__all__ = [
    "CONSULTATION_FACTS", "REGISTRY", "AccountClosed", "ActivityRecorded", "AnswerWanted", "ConsultationChanged",
    "ConsultationClosed", "ConsultationFact", "ConsultationFactV1", "ConsultationOpened", "Event", "NoticeSettled",
    "OpinionDecided", "OpinionProgressed", "OpinionReceived", "OutcomeRecorded", "StationChanged", "SubmissionIssued",
    "SuggestionReady", "SuggestionReadyV1", "Unknown", "WithdrawalAsked", "read_event",
]
