"""PostgreSQL and Redis from the system's packages, on ports and in folders of their own, stopped by process id."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis

ROOT = Path(__file__).parents[2]
ROLES = ROOT / "deploy" / "postgres" / "roles.sql"
SERVICES = ("intake", "review", "reports", "notify")
PASSWORD = "only-for-tests"


class ServerMissing(Exception):
    """A server's program is not installed; make test installs it."""


def free_port() -> int:
    """A TCP port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], Any], seconds: float, what: str, pause: float = 0.1) -> Any:
    """Ask again and again until *holds* gives something true; fails naming *what*."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := holds():
                return found
        except (OSError, psycopg.Error, redis.RedisError):
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(pause)


def program(*names: str) -> str:
    """Find a server's program where Debian puts it."""
    for name in names:
        found = shutil.which(name, path="/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/usr/sbin")
        if found:
            return found
    raise ServerMissing(f"none of {', '.join(names)} is installed")


def _as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return command
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command]


@dataclass
class Postgres:
    """A PostgreSQL cluster with the four roles and databases of deploy/postgres/roles.sql."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="minyi-pg-")))
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def create(self) -> "Postgres":
        """Make the cluster, start it, make roles and databases."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        make = [program("initdb"), "-D", str(self.folder / "db"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(_as_server_user([*make, "--locale=C.UTF-8"]), check=True, capture_output=True, cwd="/")
        self.start()
        variables = [part for name in SERVICES for part in ("-v", f"{name}_password={PASSWORD}")]
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run(["psql", "-q", *where, *variables, "-f", str(ROLES)], check=True, capture_output=True)
        return self

    def start(self) -> None:
        """Start the server and wait for it."""
        command = [program("postgres"), "-D", str(self.folder / "db"), "-p", str(self.port), "-h", "127.0.0.1",
                   "-c", "unix_socket_directories=", "-c", "max_connections=200"]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(_as_server_user(command), stdout=log, stderr=log, cwd="/")
        wait_until(self._answers, 30, "PostgreSQL answers")

    def _answers(self) -> bool:
        with psycopg.connect(self.admin_url(), connect_timeout=1):
            return True

    def stop(self, immediately: bool = False) -> None:
        """Stop it: in order (fast), or as a crash would (immediate)."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT if immediately else signal.SIGINT)
            self.process.wait(60)
            self.process = None

    def remove(self) -> None:
        """Stop it and delete everything."""
        self.stop(immediately=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder.parent / f"{self.folder.name}.log").unlink(missing_ok=True)

    def admin_url(self, database: str = "postgres") -> str:
        """Where the superuser connects."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def url(self, service: str) -> str:
        """Where *service* connects, as itself."""
        return f"postgresql+psycopg://minyi_{service}:{PASSWORD}@127.0.0.1:{self.port}/minyi_{service}"


@dataclass
class Redis:
    """A Redis server with an append-only file."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="minyi-redis-")))
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Redis":
        """Start it and wait for it."""
        self.process = subprocess.Popen(
            [program("redis-server", "valkey-server"), "--port", str(self.port), "--bind", "127.0.0.1",
             "--dir", str(self.folder), "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.client().ping(), 20, "Redis answers")
        return self

    def client(self) -> Any:
        """A client of it."""
        return redis.Redis(port=self.port, socket_timeout=2)

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def remove(self) -> None:
        """Stop it and delete everything."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Celery's address of it."""
        return f"redis://127.0.0.1:{self.port}/0"
