"""Two tiny services that talk: intake says opinions, review keeps them. Real SQLite, a pump for a broker."""
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from deploy.keys import make_keys
from shared.contracts import WithdrawalAsked
from shared.db import Base as AnyBase
from shared.db import Database, own_metadata, table_of
from shared.ids import new_id
from shared.keyring import load_keyring
from shared.messaging.agenda import Agenda
from shared.messaging.envelope import Seal
from shared.messaging.hearing import rows_of
from shared.messaging.postbox import CarrierDown, Postbox
from shared.messaging.pump import Pump
from shared.messaging.tables import InboxColumns, JobColumns, OutboxColumns, ParkedColumns, Tables
from shared.rows import keep_highest
from tests.builders import NOON
from tests.house import TestClock


class Base(AnyBase):
    """Tables of a tiny service."""

    __abstract__ = True
    metadata = own_metadata()


class Outbox(OutboxColumns, Base):
    """Said."""


class Inbox(InboxColumns, Base):
    """Heard."""


class Parked(ParkedColumns, Base):
    """Refused."""


class Job(JobColumns, Base):
    """Due."""


class Wish(Base):
    """What is heard here: who wants an opinion back, when."""

    __tablename__ = "wishes"
    opinion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    asked_at: Mapped[datetime]


@dataclass
class Pair:
    """The two services and what tests look at. ``refuses`` lets a test make the handler fail."""

    posts: dict[str, Postbox]
    agendas: dict[str, Agenda]
    pump: Pump
    clock: TestClock
    refuses: Callable[[WithdrawalAsked], bool] = field(default=lambda event: False)

    def say(self, **other: Any) -> WithdrawalAsked:
        """Intake says that an opinion is wanted back."""
        values: dict[str, Any] = {"opinion_id": new_id(), "revision": 1, "asked_at": NOON}
        event = WithdrawalAsked(**values | other)
        post = self.posts["intake"]
        with post.database.writing() as session:
            post.say(session, event)
        return event

    def count(self, service: str, table: str, **where: Any) -> int:
        """Count rows."""
        found = Base.metadata.tables[table]
        query = select(func.count()).select_from(found)
        for name, value in where.items():
            query = query.where(found.c[name].is_(value) if value is None else found.c[name] == value)
        with self.posts[service].database.reading() as session:
            return session.scalar(query) or 0

    def column(self, service: str, table: str, name: str) -> list[Any]:
        """All values of a column."""
        found = Base.metadata.tables[table]
        with self.posts[service].database.reading() as session:
            return list(session.scalars(select(found.c[name])))

    def wait(self, seconds: float) -> None:
        """Move the clock on."""
        self.clock.moment += timedelta(seconds=seconds)

    def parcels(self) -> list[tuple[str, str, str]]:
        """Take what lies at the broker."""
        taken = list(self.pump.queue)
        self.pump.queue.clear()
        return taken


class DeadCarrier:
    """A broker that is away."""

    def carry(self, task: str, service: str, content: str, queue: str = "post") -> None:
        """Refuse."""
        raise CarrierDown("away")

    def ping(self) -> None:
        """Refuse."""
        raise CarrierDown("away")


@contextmanager
def a_pair(folder: Path) -> Iterator[Pair]:
    """Open intake and review as tiny services."""
    make_keys(folder / "keys")
    clock, pump = TestClock(), Pump()
    posts = {name: _post(folder, name, clock, pump) for name in ("intake", "review")}
    pair = Pair(posts, {name: Agenda(post) for name, post in posts.items()}, pump, clock)
    pump.agendas = pair.agendas

    def on_wish(session: Session, _post: Postbox, events: Sequence[WithdrawalAsked]) -> None:
        if any(pair.refuses(event) for event in events):
            raise ValueError("this wish is refused")
        keep_highest(session, table_of(Wish), rows_of(table_of(Wish), events))

    posts["review"].handlers[WithdrawalAsked] = on_wish
    yield pair
    for post in posts.values():
        post.database.close()


def _post(folder: Path, name: str, clock: TestClock, pump: Pump) -> Postbox:
    database = Database(f"sqlite:///{folder}/{name}.sqlite")
    Base.metadata.create_all(database.engine)
    seal = Seal(load_keyring(name, folder / "keys"))
    return Postbox(service=name, database=database, tables=Tables.of(Base), seal=seal, carrier=pump, clock=clock)

