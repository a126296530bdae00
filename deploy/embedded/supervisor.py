"""Starts processes by forking, starts again what dies, ends all of them when told to.

A part of the product is a function that runs in a fork: all code is loaded once, in the supervisor, which makes the
start four times as fast and lets the processes share that memory. The supervisor itself has no threads and no open
databases when it forks.
"""
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shared.process import end_with_parent, show_name

TERM_SECONDS, KILL_SECONDS, PAUSE_SECONDS = 25.0, 5.0, 0.02
CALM_SECONDS = 10.0
Work = Callable[[], object]


@dataclass
class Child:
    """One process to keep alive: what it does, its log, when it was started, how often it died soon after."""

    name: str
    work: Work
    log: Path
    pid: int = 0
    started: float = 0.0
    falls: int = 0
    again_at: float = 0.0

    def launch(self) -> None:
        """Start it."""
        self.started = time.monotonic()
        self.pid = _fork(self)

    def has_ended(self) -> bool:
        """Whether the process is gone; it is reaped and forgotten by this."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            self.pid = 0
        return not self.pid

    def send(self, what: int) -> None:
        """Send it a signal, if it is there."""
        if not self.has_ended():
            os.kill(self.pid, what)

    def await_end(self, deadline: float) -> bool:
        """Wait for its end until *deadline* (monotonic seconds)."""
        while not self.has_ended():
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE_SECONDS)
        return True


@dataclass
class Supervisor:
    """Keeps its children alive; the last one added is the first one ended."""

    folder: Path
    environ: Mapping[str, str]
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, work: Work) -> None:
        """Do *work* in a process of its own and keep it alive; its output goes to <folder>/<name>.log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        child = Child(name, work, self.folder / f"{name}.log")
        self.children.append(child)
        child.launch()

    def start_program(self, name: str, command: Sequence[str]) -> None:
        """Keep another program alive."""
        self.start(name, lambda: os.execve(command[0], list(command), dict(self.environ)))

    def watch(self) -> list[str]:
        """Start again what has died, waiting longer each time it dies soon; returns the names."""
        revived = []
        for child in self.children:
            if child.pid and child.has_ended():
                child.falls = child.falls + 1 if time.monotonic() - child.started < CALM_SECONDS else 0
                child.again_at = time.monotonic() + min(0.1 * 2**child.falls, 10)
            if not child.pid and time.monotonic() >= child.again_at:
                child.launch()
                revived.append(child.name)
        return revived

    def stop(self) -> None:
        """End all: ask politely, last started first, then insist."""
        for child in reversed(self.children):
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + TERM_SECONDS
        for child in reversed(self.children):
            if not child.await_end(deadline):
                child.send(signal.SIGKILL)
                child.await_end(time.monotonic() + KILL_SECONDS)
        self.children.clear()


def _fork(child: Child) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    if pid := os.fork():
        return pid
    status = 1
    try:
        _settle_in(child, parent)
        child.work()
        status = 0
    except SystemExit as over:
        status = over.code if isinstance(over.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # what the supervisor would do at its end is none of the child's business


def _settle_in(child: Child, parent: int) -> None:
    """Become a process of one's own: Ctrl-C reaches the supervisor alone, which then ends its children in order."""
    os.setsid()
    end_with_parent(parent)
    show_name(f"minyi-{child.name}")
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(child.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    for at, file in enumerate((nothing, log, log)):
        os.dup2(file, at)
