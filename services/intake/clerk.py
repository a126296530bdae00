"""The clerk at the counter: opinions that come at the same moment are written down in one transaction.

Whoever finds nobody writing writes for all who wait, then hands the pen to the first who came meanwhile. Nobody waits
longer than for one transaction before theirs, and nobody is answered before theirs is committed.
"""
from collections import deque
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.exc import DBAPIError

from services.intake.operations.opinions import NewOpinion, Taken, receive_opinions
from shared.clock import Clock
from shared.db import Database, is_outage
from shared.messaging.postbox import Postbox

MOST = 100


@dataclass
class _Entry:
    """One opinion at the counter, and what became of it; ``bell`` is held until somebody has news for it."""

    opinion: NewOpinion
    bell: Lock = field(default_factory=Lock)
    taken: Taken | None = None
    error: Exception | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it was written, or could not be."""
        return self.taken is not None or self.error is not None


class Clerk:
    """Takes single opinions of many threads."""

    def __init__(self, database: Database, post: Postbox, clock: Clock) -> None:
        self._database, self._post, self._clock = database, post, clock
        self._waiting: deque[_Entry] = deque()
        self._is_writing = False
        self._guard = Lock()

    def take(self, opinion: NewOpinion) -> Taken:
        """Write an opinion down; returns after the commit, or raises what kept it from being written."""
        entry = _Entry(opinion)
        entry.bell.acquire()
        if not self._queue(entry):
            entry.bell.acquire()  # until it is settled, or its turn to write
        if not entry.is_settled:
            self._write_waiting()
        if entry.taken is None:
            raise entry.error or RuntimeError("an opinion was neither written nor refused")
        return entry.taken

    def _queue(self, entry: _Entry) -> bool:
        """Stand in line; True if nobody writes, so that it is this one's turn."""
        with self._guard:
            self._waiting.append(entry)
            is_first, self._is_writing = not self._is_writing, True
            return is_first

    def _write_waiting(self) -> None:
        """Write all who wait, this thread's own opinion first among them, and ring for them and for the next."""
        entries = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        try:
            self._write_or_refuse(entries)
        finally:
            with self._guard:
                self._is_writing = bool(self._waiting)
                rung = [*entries[1:], self._waiting[0]] if self._waiting else entries[1:]
            for entry in rung:
                entry.bell.release()

    def _write_or_refuse(self, entries: list[_Entry]) -> None:
        try:
            self._write_on_a_fresh_connection(entries)
        except Exception as error:
            if len(entries) == 1 or is_outage(error):
                for entry in entries:
                    entry.error = error
            else:
                self._write_singly(entries)

    def _write_on_a_fresh_connection(self, entries: list[_Entry]) -> None:
        """A connection may have died while it waited for work. What it had written before is a repeat now."""
        try:
            self._write(entries)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._write(entries)

    def _write_singly(self, entries: list[_Entry]) -> None:
        """One of them cannot be written: the others shall not suffer for it."""
        for entry in entries:
            try:
                self._write([entry])
            except Exception as error:
                entry.error = error

    def _write(self, entries: list[_Entry]) -> None:
        with self._database.at_once() as connection:
            results = receive_opinions(connection, self._post, [each.opinion for each in entries], self._clock())
        for entry, taken in zip(entries, results, strict=True):
            entry.taken = taken
