"""Notify's metadata and the four message tables."""
from shared.db import Base as AnyBase
from shared.db import own_metadata
from shared.messaging.tables import InboxColumns, JobColumns, OutboxColumns, ParkedColumns


class Base(AnyBase):
    """反馈: brings each person a reasoned answer. 意见反馈。"""

    __abstract__ = True
    metadata = own_metadata()


class Outbox(OutboxColumns, Base):
    """What notify has said."""


class Inbox(InboxColumns, Base):
    """What notify has heard."""


class Parked(ParkedColumns, Base):
    """What notify could not take."""


class Job(JobColumns, Base):
    """Notify's due work."""
