"""Minyi on many processes: per service a web server and a worker, behind one address of their own."""
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import requests

from deploy.keys import make_keys
from services.review.operations.staffing.people import ensure_admin
from shared.db import Database
from tests.live.servers import ROOT, SERVICES, Postgres, Redis, free_port, wait_until

ADMIN_PASSWORD = "first-password-of-the-town"


@dataclass
class Process:
    """One part of the town, so that it can be killed and started again."""

    name: str
    command: list[str]
    environ: dict[str, str]
    log: Path
    folder: Path = ROOT
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it."""
        with open(self.log, "ab") as log:
            self.running = subprocess.Popen(self.command, env=self.environ, cwd=self.folder, stdout=log, stderr=log,
                                            start_new_session=True)

    def end(self, how: int = signal.SIGKILL) -> None:
        """Send a signal to it and to what it has started (a web server has children)."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, how)
            self.running.wait(60)
            self.running = None


@dataclass
class Town:
    """The distributed product on real servers."""

    folder: Path
    postgres: Postgres
    redis: Redis
    patience: float = 60.0
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in SERVICES})

    def environ(self, service: str) -> dict[str, str]:
        """How one service is configured."""
        return {**os.environ, "MINYI_MODE": "distributed", "MINYI_DATA": str(self.folder / service),
                "MINYI_KEYS": str(self.folder / "keys"), "MINYI_DATABASE_URL": self.postgres.url(service),
                "MINYI_BROKER_URL": self.redis.url, "MINYI_PORT": str(self.ports[service]), "MINYI_LOG_LEVEL": "INFO",
                "MINYI_PATIENCE": str(self.patience), "MINYI_REVIEW_REQUIRE_TOTP": "0", **self.settings}

    def build(self) -> "Town":
        """Make keys, databases and the first account."""
        make_keys(self.folder / "keys")
        (self.folder / "log").mkdir()
        migrations = [subprocess.Popen([sys.executable, "-m", f"services.{name}", "migrate"],
                                       env=self.environ(name), cwd=ROOT) for name in SERVICES]
        assert [process.wait(120) for process in migrations] == [0, 0, 0, 0]
        database = Database(self.postgres.url("review"))
        with database.writing() as session:
            ensure_admin(session, ADMIN_PASSWORD, datetime.now(UTC))
        database.close()
        return self

    def start(self, services: tuple[str, ...] = SERVICES, roles: tuple[str, ...] = ("serve", "post", "slow")) -> None:
        """Start the processes of *services* and wait until the web servers answer."""
        for service in services:
            for role in roles:
                if role != "slow" or service == "reports":
                    self._process(service, role).start()
        if "serve" in roles:
            for service in services:
                wait_until(partial(self.answers, service), 90, f"{service} answers")

    def answers(self, service: str) -> bool:
        """Whether a service's web server is up."""
        return requests.get(self.health(service), timeout=5).status_code == 200

    def stop(self) -> None:
        """End all processes."""
        for process in self.processes.values():
            process.end(signal.SIGKILL)

    def address(self, service: str) -> str:
        """Where a service's web server listens."""
        return f"http://127.0.0.1:{self.ports[service]}"

    def health(self, service: str) -> str:
        """A service's health address."""
        return f"{self.address(service)}{'' if service == 'intake' else '/' + service}/health"

    def _process(self, service: str, role: str) -> Process:
        name = f"{service}-{role}"
        verb = ["serve"] if role == "serve" else ["work", "--queues", role]
        if service != "reports" and role == "post":
            verb = ["work"]
        command = [sys.executable, "-m", f"services.{service}", *verb]
        log = self.folder / "log" / f"{name}.log"
        return self.processes.setdefault(name, Process(name, command, self.environ(service), log))


@contextmanager
def a_town(folder: Path, **rest: Any) -> Iterator[Town]:
    """Build a town on fresh servers; everything is stopped and deleted at the end."""
    postgres, broker = Postgres(), Redis()
    town = Town(folder=folder, postgres=postgres, redis=broker, **rest)
    try:
        postgres.create()
        broker.start()
        yield town.build()
    finally:
        town.stop()
        broker.remove()
        postgres.remove()
