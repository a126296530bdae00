"""Jobs: work that leaves the process or takes long. Due work lives in a table; a message only says "look"."""
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shared.ids import new_id
from shared.logging import request_id
from shared.messaging.postbox import CarrierDown, Postbox, reason_of

LEASE = timedelta(seconds=60)
ENOUGH_ATTEMPTS = 5
Work = Callable[[str], "bool | datetime | None"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """How one kind of work is done: given its key; True = more at once, a moment = again then, None = done."""

    work: Work
    queue: str = "post"


@dataclass
class Agenda:
    """One service's jobs."""

    post: Postbox
    jobs: dict[str, Job] = field(default_factory=dict)

    def add(self, kind: str, work: Work, queue: str = "post") -> None:
        """Say how jobs of *kind* are done; those that take long go to a queue of their own."""
        self.jobs[kind] = Job(work, queue)

    def dispatch(self) -> int:
        """Send a message for each job that is due and not yet under way; returns how many."""
        table, now = self.post.tables.jobs, self.post.clock()
        waiting = select(table.c.id).where(table.c.done_at.is_(None), table.c.due_at <= now,
                                           or_(table.c.sent_until.is_(None), table.c.sent_until < now),
                                           or_(table.c.lease_until.is_(None), table.c.lease_until < now))
        with self.post.database.reading() as session:
            if session.scalar(waiting.limit(1)) is None:
                return 0
        due = (waiting.order_by(table.c.due_at).limit(50).with_for_update(skip_locked=True)
               .cte("due").prefix_with("MATERIALIZED", dialect="postgresql"))
        with self.post.database.writing() as session:
            found = session.execute(update(table).where(table.c.id == due.c.id)
                                    .values(sent_until=now + self.post.patience)
                                    .returning(table.c.id, table.c.kind)).all()
        return sum(self._send(row.id, row.kind) for row in found)

    def run(self, job_id: str) -> bool:
        """Do a job if its lease is free; a repeated message finds the lease and returns False."""
        row = self._claim(job_id)
        if row is None:
            return False
        token = request_id.set(row.request_id)
        try:
            with self._heartbeat(job_id, row.lease):
                again = self.jobs[row.kind].work(row.key)
            self._finish(job_id, row.lease, row.wanted, again)
        except Exception as error:
            self._fail(job_id, row.lease, row.attempts, error)
        finally:
            request_id.reset(token)
        return True

    def failing(self) -> list[tuple[str, str, str]]:
        """Jobs that have failed several times: kind, key, the last error."""
        table = self.post.tables.jobs
        with self.post.database.reading() as session:
            rows = session.execute(select(table.c.kind, table.c.key, table.c.error).where(
                table.c.done_at.is_(None), table.c.attempts >= ENOUGH_ATTEMPTS)).all()
        return [(row.kind, row.key, row.error or "") for row in rows]

    def _send(self, job_id: str, kind: str) -> bool:
        try:
            self.post.carrier.carry("run", self.post.service, job_id, queue=self.jobs[kind].queue)
            return True
        except CarrierDown:
            return False  # sent_until passes by itself

    def _claim(self, job_id: str) -> Any:
        table, now = self.post.tables.jobs, self.post.clock()
        claim = (update(table).where(table.c.id == job_id, table.c.done_at.is_(None), table.c.due_at <= now,
                                     or_(table.c.lease_until.is_(None), table.c.lease_until < now))
                 .values(lease=new_id(), lease_until=now + LEASE)
                 .returning(table.c.kind, table.c.key, table.c.wanted, table.c.attempts, table.c.lease,
                            table.c.request_id))
        with self.post.database.writing() as session:
            return session.execute(claim).one_or_none()

    @contextmanager
    def _heartbeat(self, job_id: str, lease: str) -> Iterator[None]:
        """Renew the lease every third of its length while the work goes on."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(LEASE.total_seconds() / 3):
                self._settle(job_id, lease, lease_until=self.post.clock() + LEASE)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _finish(self, job_id: str, lease: str, wanted: int, again: "bool | datetime | None") -> None:
        """Close the job, unless it was asked for again meanwhile or has more to do."""
        table, now = self.post.tables.jobs, self.post.clock()
        due = again if isinstance(again, datetime) else now
        done = None if again else case((table.c.wanted == wanted, now), else_=None)
        due_at = case((table.c.wanted == wanted, due), else_=case((table.c.due_at < due, table.c.due_at), else_=due))
        self._settle(job_id, lease, lease=None, lease_until=None, sent_until=None, attempts=0, error=None,
                     done_at=done, due_at=due_at)

    def _fail(self, job_id: str, lease: str, attempts: int, error: Exception) -> None:
        """Keep the reason and try again later: 1 s, doubled each time, up to an hour."""
        log.exception("a job failed", extra={"job": job_id, "cause": type(error).__name__})
        wait = min(timedelta(seconds=2 ** min(attempts, 12)), timedelta(hours=1))
        self._settle(job_id, lease, lease=None, lease_until=None, sent_until=None, attempts=attempts + 1,
                     error=reason_of(error), due_at=self.post.clock() + wait)

    def _settle(self, job_id: str, held: str, **values: Any) -> None:
        table = self.post.tables.jobs
        with self.post.database.writing() as session:
            session.execute(update(table).where(table.c.id == job_id, table.c.lease == held).values(**values))


def want(session: Session, post: Postbox, kind: str, key: str = "", due_at: datetime | None = None) -> None:
    """Ask for a job in the caller's transaction; asking again while it waits or runs is one more run, not two rows."""
    table, due = post.tables.jobs, due_at or post.clock()
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"id": new_id(), "kind": kind, "key": key, "due_at": due, "wanted": 1, "attempts": 0,
           "request_id": request_id.get()}
    sooner = case((or_(table.c.done_at.is_not(None), table.c.due_at > due), due), else_=table.c.due_at)
    statement = make(table).values(row).on_conflict_do_update(
        index_elements=["kind", "key"],
        set_={"wanted": table.c.wanted + 1, "due_at": sooner, "done_at": None,
              "sent_until": case((table.c.done_at.is_not(None), None), else_=table.c.sent_until)})
    session.execute(statement)


def waiting_jobs(session: Session, post: Postbox) -> int:
    """How many jobs are not done."""
    table = post.tables.jobs
    return session.scalar(select(func.count()).select_from(table).where(table.c.done_at.is_(None))) or 0
