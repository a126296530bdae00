"""What notify owns and what it has heard."""
from services.notify.models.heard import (
    ClosedAccount,
    Consultation,
    Decision,
    Draft,
    Issue,
    Station,
    Wanted,
    Withdrawal,
)
from services.notify.models.own import Batch, DeadLetter, Hold, Letter, Look, Notice
from services.notify.models.post import Base, Inbox, Job, Outbox, Parked

__all__ = ["Base", "Batch", "ClosedAccount", "Consultation", "DeadLetter", "Decision", "Draft", "Hold", "Inbox",
           "Issue", "Job", "Letter", "Look", "Notice", "Outbox", "Parked", "Station", "Wanted", "Withdrawal"]
