"""Starts processes, starts again what dies, ends all of them when told to."""
import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

TERM_SECONDS, KILL_SECONDS = 25.0, 5.0
CALM_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep alive: its command, its log, when it was started, how often it died soon after."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    again_at: float = 0.0


@dataclass
class Supervisor:
    """Keeps its children alive; the last one added is the first one ended."""

    folder: Path
    environ: Mapping[str, str]
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: list[str]) -> None:
        """Start a process and keep it alive; its output goes to <folder>/<name>.log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        child = Child(name, command, self.folder / f"{name}.log")
        self.children.append(child)
        self._launch(child)

    def watch(self) -> list[str]:
        """Start again what has died, waiting longer each time it dies soon; returns the names."""
        revived = []
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                child.falls = child.falls + 1 if time.monotonic() - child.started < CALM_SECONDS else 0
                child.again_at = time.monotonic() + min(0.1 * 2**child.falls, 10)
                child.process = None
            if child.process is None and time.monotonic() >= child.again_at:
                self._launch(child)
                revived.append(child.name)
        return revived

    def stop(self) -> None:
        """End all: ask politely, last started first, then insist."""
        for child in reversed(self.children):
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + TERM_SECONDS
        for child in reversed(self.children):
            _await(child, deadline)
        self.children.clear()

    def _launch(self, child: Child) -> None:
        child.started = time.monotonic()
        with open(child.log, "ab") as log:
            child.process = _spawn(child.command, self.environ, log)


def python(*arguments: str) -> list[str]:
    """A command line for this very Python."""
    return [sys.executable, *arguments]


def _spawn(command: list[str], environ: Mapping[str, str], log: BinaryIO) -> "subprocess.Popen[bytes]":
    # A new session: Ctrl-C reaches the supervisor alone, which then ends the children in order.
    return subprocess.Popen(command, env=dict(environ), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                            start_new_session=True, preexec_fn=_die_with_parent)


def _die_with_parent() -> None:
    """Ask the kernel to end this process should the supervisor be killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _await(child: Child, deadline: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait(KILL_SECONDS)
