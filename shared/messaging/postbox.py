"""A service's post: say() in the transaction, relay() after it, receive() on the far side, acknowledge() at home."""
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, RowMapping, Table, case, func, select, update
from sqlalchemy.orm import Session

from shared.clock import Clock, rfc3339, system_clock
from shared.contracts import Event, read_event
from shared.db import Database, is_outage
from shared.ids import new_ids
from shared.logging import request_id
from shared.messaging.envelope import (
    Acknowledgement,
    Envelope,
    Forged,
    Parcel,
    Seal,
    open_acknowledgement,
    open_parcel,
    pack,
)
from shared.messaging.tables import Tables
from shared.rows import ABOUT, Executor, Spread, add_spread, add_with_new, insert_new

Handler = Callable[[Session, "Postbox", Sequence[Any]], None]
OLDEST = timedelta(days=90)
LONGEST_WAIT = timedelta(hours=1)
CLAIM = 2000
log = logging.getLogger(__name__)


class Carrier(Protocol):
    """Takes a signed text to a service's queue: Celery, or a deque in tests."""

    def carry(self, task: str, service: str, content: str, queue: str = "post") -> None:
        """Hand over, or raise CarrierDown at once when the broker cannot be reached."""

    def ping(self) -> None:
        """Raise if the broker cannot be reached."""


class CarrierDown(Exception):
    """The broker could not be reached."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row to be kept once, what is said of it when it is new, and the request that brought it."""

    row: dict[str, Any]
    events: Sequence[Event]
    request_id: str


@dataclass
class Postbox:
    """One service's way to speak and to hear. ``patience`` is the wait before a silent envelope is sent again."""

    service: str
    database: Database
    tables: Tables
    seal: Seal
    carrier: Carrier
    clock: Clock = system_clock
    patience: timedelta = timedelta(seconds=60)
    handlers: dict[type[Event], Handler] = field(default_factory=dict)

    def say(self, session: Session, *events: Event) -> None:
        """Record *events* for each of their hearers, in the caller's transaction."""
        asked = request_id.get()
        add_spread(session, self._spread([self._envelopes(each, asked) for each in events]))

    def say_of_new(self, session: Executor, table: Table, told: Sequence[Told]) -> set[Any]:
        """Insert the rows whose key is new and say the events of those rows alone; returns the new keys."""
        key = next(iter(table.primary_key.columns)).name
        envelopes = [self._envelopes(event, each.request_id, each.row[key]) for each in told for event in each.events]
        return add_with_new(session, table, [each.row for each in told], self._spread(envelopes))

    def _envelopes(self, event: Event, asked: str, about: str = "") -> dict[str, Any]:
        """One event for all its hearers, as one row of a Spread."""
        if event.source != self.service:
            raise Forged(f"{self.service} may not say {event.name}")
        return {ABOUT: about, "all_id": new_ids(len(event.hearers)), "all_destination": event.hearers,
                "name": event.name, "version": event.version, "body": event.write(), "request_id": asked}

    def _spread(self, rows: list[dict[str, Any]]) -> Spread:
        now = self.clock()
        return Spread(table=self.tables.outbox, rows=rows, several=("id", "destination"),
                      same={"recorded_at": now, "due_at": now, "attempts": 0, "parked": False})

    def relay(self) -> int:
        """Send what is due, in parcels; what was never acknowledged is due again. Returns the envelopes sent."""
        if not self._is_due():
            return 0
        with self.database.writing() as session:
            claimed = self._claim(session.connection())
        sent = 0
        for destination, envelopes in claimed.items():
            for parcel in pack(self.service, destination, envelopes):
                sent += self._send(parcel)
        return sent

    def receive(self, closed: str) -> Acknowledgement:
        """Take a parcel: new envelopes are handled in one transaction, all are acknowledged, each time."""
        parcel = open_parcel(self.seal, closed)
        try:
            with self.database.writing() as session:
                self._take(session, parcel.source, parcel.envelopes)
            parked: dict[str, str] = {}
        except Exception as error:
            if is_outage(error):
                raise
            log.warning("a parcel is taken apart", extra={"source": parcel.source, "cause": type(error).__name__})
            parked = self._take_singly(parcel)
        taken = tuple(each.id for each in parcel.envelopes if each.id not in parked)
        answer = Acknowledgement(source=self.service, destination=parcel.source, taken=taken, parked=parked)
        self.carrier.carry("acknowledge", parcel.source, self.seal.close("acknowledgement", answer))
        return answer

    def acknowledge(self, closed: str) -> None:
        """The far side has them: stop sending and forget the bodies. Only the signer's own post is touched."""
        answer = open_acknowledgement(self.seal, closed)
        outbox, now = self.tables.outbox, self.clock()
        with self.database.writing() as session:
            for ids, parked in ((answer.taken, False), (tuple(answer.parked), True)):
                if ids:
                    session.execute(update(outbox).where(outbox.c.id.in_(sorted(ids)),
                                    outbox.c.destination == answer.source, outbox.c.acked_at.is_(None))
                                    .values(acked_at=now, parked=parked, body=""))

    def replay(self, ids: Sequence[str] | None = None) -> dict[str, str]:
        """Handle parked envelopes again (all of them for None); returns those that still fail, with the reason."""
        parked = self.tables.parked
        waiting = select(parked).where(parked.c.replayed_at.is_(None)).order_by(parked.c.parked_at)
        with self.database.reading() as session:
            rows = session.execute(waiting if ids is None else waiting.where(parked.c.id.in_(ids))).mappings().all()
        return {row["id"]: reason for row in rows if (reason := self._replay_one(dict(row)))}

    def lag(self) -> tuple[int, float]:
        """How many envelopes wait for an acknowledgement, and for how many seconds the oldest does."""
        outbox = self.tables.outbox
        with self.database.reading() as session:
            count, oldest = session.execute(select(func.count(), func.min(outbox.c.recorded_at))
                                            .where(outbox.c.acked_at.is_(None))).one()
        return count, (self.clock() - oldest).total_seconds() if oldest else 0.0

    def list_parked(self) -> list[dict[str, Any]]:
        """The parked envelopes, oldest first, without their bodies."""
        parked = self.tables.parked
        columns = (parked.c.id, parked.c.source, parked.c.name, parked.c.parked_at, parked.c.reason)
        query = select(*columns).where(parked.c.replayed_at.is_(None)).order_by(parked.c.parked_at)
        with self.database.reading() as session:
            return [dict(row) for row in session.execute(query).mappings()]

    def parked_count(self) -> int:
        """How many envelopes lie parked here."""
        parked = self.tables.parked
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(parked).where(parked.c.replayed_at.is_(None))) or 0

    def sweep(self) -> None:
        """Forget inbox ids and settled outbox rows older than 90 days; older envelopes are refused."""
        edge = self.clock() - OLDEST - timedelta(days=1)
        with self.database.writing() as session:
            session.execute(self.tables.inbox.delete().where(self.tables.inbox.c.heard_at < edge))
            session.execute(self.tables.outbox.delete().where(self.tables.outbox.c.acked_at < edge))

    def _is_due(self) -> bool:
        """A look that takes no lock: most rounds find nothing, and on SQLite a claim keeps other writers waiting."""
        outbox = self.tables.outbox
        due = select(outbox.c.id).where(outbox.c.acked_at.is_(None), outbox.c.due_at <= self.clock()).limit(1)
        with self.database.reading() as session:
            return session.scalar(due) is not None

    def _claim(self, connection: Connection) -> dict[str, list[Envelope]]:
        """Take due rows in one statement: a second relay skips what the first has locked."""
        outbox, now = self.tables.outbox, self.clock()
        due = (select(outbox.c.id).where(outbox.c.acked_at.is_(None), outbox.c.due_at <= now)
               .order_by(outbox.c.due_at).limit(CLAIM).with_for_update(skip_locked=True)
               .cte("due").prefix_with("MATERIALIZED", dialect="postgresql"))
        claim = (update(outbox).where(outbox.c.id == due.c.id)
                 .values(attempts=outbox.c.attempts + 1, due_at=self._next_due(outbox, now)).returning(outbox))
        claimed: dict[str, list[Envelope]] = defaultdict(list)
        for row in sorted(connection.execute(claim).mappings(), key=lambda row: str(row["id"])):
            claimed[row["destination"]].append(_envelope(row))
        return claimed

    def _next_due(self, outbox: Table, now: datetime) -> Any:
        """Patience doubles with each attempt, up to an hour, for ever."""
        waits = {n: now + min(self.patience * 2**n, LONGEST_WAIT) for n in range(8)}
        return case(waits, value=outbox.c.attempts, else_=now + LONGEST_WAIT)

    def _send(self, parcel: Parcel) -> int:
        try:
            self.carrier.carry("receive", parcel.destination, self.seal.close("parcel", parcel))
            return len(parcel.envelopes)
        except CarrierDown:
            self._unsend([each.id for each in parcel.envelopes])
            return 0

    def _unsend(self, ids: list[str]) -> None:
        """A failed publish is no attempt: due again in a second."""
        outbox, soon = self.tables.outbox, self.clock() + timedelta(seconds=1)
        with self.database.writing() as session:
            session.execute(update(outbox).where(outbox.c.id.in_(ids), outbox.c.acked_at.is_(None))
                            .values(attempts=outbox.c.attempts - 1, due_at=soon))

    def _take(self, session: Session, source: str, envelopes: Sequence[Envelope]) -> None:
        now = self.clock()
        rows = [{"id": each.id, "name": each.name, "heard_at": now} for each in sorted(envelopes, key=lambda e: e.id)]
        fresh = insert_new(session, self.tables.inbox, rows)
        heard: dict[type[Event], list[Event]] = defaultdict(list)
        asked = ""
        for envelope in envelopes:
            if envelope.id in fresh:
                event = self._admit(source, envelope, now)
                heard[type(event)].append(event)
                asked = envelope.request_id or asked
        token = request_id.set(asked)
        try:
            for kind, events in heard.items():
                self.handlers[kind](session, self, events)
        finally:
            request_id.reset(token)

    def _admit(self, source: str, envelope: Envelope, now: datetime) -> Event:
        """Read an envelope's event if its sender may say it, we hear it, and it is not older than our memory."""
        event = read_event(envelope.name, envelope.version, envelope.body)
        if event.source != source:
            raise Forged(f"{source} may not say {event.name}")
        if self.service not in event.hearers or type(event) not in self.handlers:
            raise Forged(f"{self.service} does not hear {event.name}")
        if now - datetime.fromisoformat(envelope.recorded_at) > OLDEST:
            raise Forged(f"{event.name} is older than {OLDEST.days} days")
        return event

    def _take_singly(self, parcel: Parcel) -> dict[str, str]:
        """Find the envelopes that are refused and park them with their reasons."""
        parked = {}
        for envelope in parcel.envelopes:
            try:
                with self.database.writing() as session:
                    self._take(session, parcel.source, (envelope,))
            except Exception as error:
                if is_outage(error):
                    raise
                parked[envelope.id] = self._park(parcel.source, envelope, error)
        return parked

    def _park(self, source: str, envelope: Envelope, error: Exception) -> str:
        reason = reason_of(error)
        row = {"id": envelope.id, "source": source, "name": envelope.name, "version": envelope.version,
               "body": envelope.body, "request_id": envelope.request_id, "reason": reason,
               "recorded_at": datetime.fromisoformat(envelope.recorded_at), "parked_at": self.clock()}
        with self.database.writing() as session:
            insert_new(session, self.tables.parked, [row])
        log.error("an envelope is parked", extra={"envelope": envelope.id, "event": envelope.name, "reason": reason})
        return reason

    def _replay_one(self, row: dict[str, Any]) -> str:
        envelope, parked = _envelope(row), self.tables.parked
        try:
            with self.database.writing() as session:
                self._take(session, row["source"], (envelope,))
                session.execute(update(parked).where(parked.c.id == envelope.id)
                                .values(replayed_at=self.clock(), body=""))
            return ""
        except Exception as error:
            if is_outage(error):
                raise
            return reason_of(error)


def _envelope(row: Mapping[str, Any] | RowMapping) -> Envelope:
    return Envelope(id=row["id"], name=row["name"], version=row["version"], body=row["body"],
                    request_id=row["request_id"], recorded_at=rfc3339(row["recorded_at"]))


def reason_of(error: Exception) -> str:
    """Say why an envelope was refused, without the data of it: a driver's message may quote a citizen's words."""
    from_driver = type(error).__module__.split(".")[0] in ("sqlalchemy", "psycopg", "sqlite3")
    return type(error).__name__ if from_driver else f"{type(error).__name__}: {error}"[:500]
