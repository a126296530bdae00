"""The parent of review's tables and the four tables of its post and jobs."""
from shared.db import Base as AnyBase
from shared.db import own_metadata
from shared.messaging.tables import InboxColumns, JobColumns, OutboxColumns, ParkedColumns


class Base(AnyBase):
    """整理: people, drafts, assignments, suggestions. 意见整理。"""

    __abstract__ = True
    metadata = own_metadata()


class Outbox(OutboxColumns, Base):
    """What review has said."""


class Inbox(InboxColumns, Base):
    """What review has heard."""


class Parked(ParkedColumns, Base):
    """What review could not take."""


class Job(JobColumns, Base):
    """Review's due work."""
