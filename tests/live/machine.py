"""Minyi on one machine, started and stopped as a person does it."""
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.servers import ROOT, free_port

READY = "Ctrl-C"


@dataclass
class Machine:
    """The embedded product on a data folder: one command."""

    data: Path
    sample: str = "none"
    port: int = field(default_factory=free_port)
    more: tuple[str, ...] = ()
    running: "subprocess.Popen[str] | None" = None
    said: list[str] = field(default_factory=list)

    def start(self) -> float:
        """Start it and wait until it says that it is ready; returns the seconds that took."""
        began = time.monotonic()
        command = [sys.executable, "-m", "deploy.embedded", "--port", str(self.port), "--data", str(self.data),
                   *self.more]
        self.running = subprocess.Popen(
            [*command, "--sample", self.sample], cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self.said.append(line.rstrip())
            if line.startswith(READY):
                return time.monotonic() - began
        raise AssertionError(f"it ended with {self.running.wait()}: {self.said}")

    def stop(self, how: int = signal.SIGINT) -> int:
        """Press Ctrl-C and wait for the end; returns the exit status."""
        if self.running is None:
            return 0
        self.running.send_signal(how)
        rest, _ = self.running.communicate(timeout=60)
        self.said += rest.splitlines()
        status, self.running = self.running.returncode, None
        return status

    def processes(self) -> list[int]:
        """The process ids of the supervisor and of all it has started."""
        assert self.running is not None
        found = subprocess.run(["pgrep", "-P", str(self.running.pid)], capture_output=True, text=True)
        return [self.running.pid, *map(int, found.stdout.split())]

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """The first password of the account ``admin``."""
        return (self.data / "admin-password.txt").read_text().strip()


@contextmanager
def a_machine(data: Path) -> Iterator[Machine]:
    """Start the product on *data* and stop it at the end."""
    machine = Machine(data)
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()
