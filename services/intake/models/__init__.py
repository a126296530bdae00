"""What intake owns: opinions as the citizen left them, the registry, and what it has heard; one topic a file."""
from services.intake.models.blobs import Attachment, Blob
from services.intake.models.devices import DeviceStep, Enrolment, Entry, Popup
from services.intake.models.heard import ClosedAccount, Consultation, Decision, Draft, Issue, Progress, Settlement
from services.intake.models.office import Abandonment, ItemStep, Leaflet, Office, SocialItem
from services.intake.models.opinions import Conflict, Opinion
from services.intake.models.parcels import ParcelImport
from services.intake.models.post import Base, Inbox, Job, Outbox, Parked
from services.intake.models.registry import Activity, Device, Station
from services.intake.models.spoken import Spoken

__all__ = [
    "Abandonment",
    "Activity",
    "Attachment",
    "Base",
    "Blob",
    "ClosedAccount",
    "Conflict",
    "Consultation",
    "Decision",
    "Device",
    "DeviceStep",
    "Draft",
    "Enrolment",
    "Entry",
    "Inbox",
    "Issue",
    "ItemStep",
    "Job",
    "Leaflet",
    "Office",
    "Opinion",
    "Outbox",
    "ParcelImport",
    "Parked",
    "Popup",
    "Progress",
    "Settlement",
    "SocialItem",
    "Spoken",
    "Station",
]
