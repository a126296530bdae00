"""What intake owns: opinions as the citizen left them, the registry, and what it has heard; one topic a file."""
from services.intake.models.blobs import Attachment, Blob
from services.intake.models.heard import ClosedAccount, Consultation, Decision, Draft, Issue, Progress, Settlement
from services.intake.models.openrosa import Submission
from services.intake.models.opinions import Conflict, Opinion
from services.intake.models.post import Base, Inbox, Job, Outbox, Parked
from services.intake.models.registry import Activity, Device, Station

__all__ = [
    "Activity",
    "Attachment",
    "Base",
    "Blob",
    "ClosedAccount",
    "Conflict",
    "Consultation",
    "Decision",
    "Device",
    "Draft",
    "Inbox",
    "Issue",
    "Job",
    "Opinion",
    "Outbox",
    "Parked",
    "Progress",
    "Settlement",
    "Station",
    "Submission",
]
