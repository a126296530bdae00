"""Celery, reduced to four plumbing tasks, and the loop that feeds them."""
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from celery import Celery
from celery.exceptions import OperationalError as CeleryOperationalError
from kombu.exceptions import OperationalError

from shared.messaging.agenda import Agenda
from shared.messaging.envelope import Forged
from shared.messaging.postbox import CarrierDown

QUEUES = ("post", "slow", "ocr")
SWEEP_SECONDS = 3600.0
VISIBILITY_SECONDS = 120
log = logging.getLogger(__name__)


def queue_of(service: str, queue: str = "post") -> str:
    """Name a service's queue for post, or one of those for long jobs."""
    return f"minyi.{service}" if queue == "post" else f"minyi.{service}.{queue}"


def make_celery(broker_url: str) -> Celery:
    """Make a Celery app for sending and working: late acknowledgement, JSON, nothing kept of results, no beat."""
    celery = Celery("minyi", broker=broker_url, set_as_current=False)
    celery.conf.update(
        task_serializer="json", accept_content=["json"], task_ignore_result=True, task_acks_late=True,
        task_reject_on_worker_lost=True, worker_prefetch_multiplier=1, task_publish_retry=False,
        broker_connection_retry_on_startup=True, broker_connection_max_retries=None, broker_connection_timeout=2,
        worker_hijack_root_logger=False, worker_redirect_stdouts=False, worker_soft_shutdown_timeout=20,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        timezone="UTC", enable_utc=True, broker_transport_options=_transport(broker_url))
    return celery


class CeleryCarrier:
    """Hands signed texts to the broker."""

    def __init__(self, celery: Celery) -> None:
        self.celery = celery

    def carry(self, task: str, service: str, content: str, queue: str = "post") -> None:
        """Publish one message, or raise CarrierDown within the socket timeout."""
        try:
            self.celery.send_task(f"minyi.{task}", args=(service, content), queue=queue_of(service, queue))
        except (OperationalError, CeleryOperationalError, OSError) as error:
            raise CarrierDown(type(error).__name__) from error

    def ping(self) -> None:
        """Connect, or raise within two seconds."""
        with self.celery.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=2)


def add_tasks(celery: Celery, agendas: Mapping[str, Agenda], wake: Callable[[], None]) -> None:
    """Register the four tasks for the services of this process; each body is one call."""

    def receive(service: str, content: str) -> None:
        _unless_forged(agendas[service].post.receive, content)
        wake()

    def acknowledge(service: str, content: str) -> None:
        _unless_forged(agendas[service].post.acknowledge, content)

    def run(service: str, content: str) -> None:
        agendas[service].run(content)
        wake()

    def ping(service: str, content: str) -> None:
        log.info("ping", extra={"to": service, "content": content})

    for task in (receive, acknowledge, run, ping):
        celery.task(name=f"minyi.{task.__name__}")(task)


class Loop(threading.Thread):
    """Relays and dispatches every *pause* seconds, or at once when woken. It works without the broker's help."""

    def __init__(self, agendas: Mapping[str, Agenda], pause: float) -> None:
        super().__init__(daemon=True, name="relay")
        self.agendas, self.pause = agendas, pause
        self._bell, self._over = threading.Event(), threading.Event()

    def wake(self) -> None:
        """Look at once."""
        self._bell.set()

    def stop(self) -> None:
        """End after the present round."""
        self._over.set()
        self._bell.set()

    def run(self) -> None:
        """Go round until stopped; an error is logged and the next round tries again."""
        rounds = 0
        while not self._over.is_set():
            busy = [self._round(agenda, rounds) for agenda in self.agendas.values()]
            rounds += 1
            if not any(busy):
                self._bell.wait(self.pause)
            self._bell.clear()

    def _round(self, agenda: Agenda, rounds: int) -> bool:
        try:
            if rounds % max(1, int(SWEEP_SECONDS / self.pause)) == 0:
                agenda.post.sweep()
            return bool(agenda.post.relay() + agenda.dispatch())
        except Exception:
            log.exception("a round of the relay failed", extra={"of": agenda.post.service})
            self._over.wait(1)
            return False


def work(broker_url: str, agendas: Mapping[str, Agenda], queues: list[str], pause: float) -> None:
    """Run a worker in this process until it is told to stop: post (and relay), long jobs, or several of QUEUES.

    The pool is solo: one message at a time in the main thread; more throughput is more processes.
    """
    celery, wanted = make_celery(broker_url), []
    for name in agendas:
        wanted += [queue_of(name, queue) for queue in queues]
    loop = Loop(agendas, pause)
    add_tasks(celery, agendas, loop.wake)
    if "post" in queues:
        loop.start()
    worker = celery.Worker(pool="solo", concurrency=1, queues=wanted, without_gossip=True, without_mingle=True,
                           without_heartbeat=True, loglevel="WARNING", quiet=True, task_events=False)
    worker.start()
    loop.stop()


def _unless_forged(act: Callable[[str], Any], content: str) -> None:
    """A parcel that nobody we know has signed is dropped, loudly: re-trying cannot make it true."""
    try:
        act(content)
    except Forged as error:
        log.error("a forged message is refused", extra={"reason": str(error)})


def _transport(broker_url: str) -> dict[str, Any]:
    parts = urlsplit(broker_url)
    if not parts.scheme.startswith("redis"):
        return {}
    database = parse_qs(parts.query).get("virtual_host")
    options: dict[str, Any] = {"visibility_timeout": VISIBILITY_SECONDS, "socket_timeout": 5,
                               "socket_connect_timeout": 2, "unacked_restore_interval": 5}
    return options if database is None else options | {"virtual_host": database[0]}
