"""Intake's own base, and the tables of its post and its due work."""
from shared.db import Base as AnyBase
from shared.db import own_metadata
from shared.messaging.tables import InboxColumns, JobColumns, OutboxColumns, ParkedColumns


class Base(AnyBase):
    """征集: the doors through which people speak. 意见征集入口。"""

    __abstract__ = True
    metadata = own_metadata()


class Outbox(OutboxColumns, Base):
    """What intake has said."""


class Inbox(InboxColumns, Base):
    """What intake has heard."""


class Parked(ParkedColumns, Base):
    """What intake could not take."""


class Job(JobColumns, Base):
    """Intake's due work."""
