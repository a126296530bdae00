"""Somebody who looks at one page again and again, in a process of their own: python -m tests.live.onlooker ADDRESS.
Ends when standard input does; prints the milliseconds of each look as JSON."""
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import requests

from tests.live.servers import ROOT

PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Looks:
    """How long each look took, in milliseconds."""

    each: list[float]

    def share(self, percent: int) -> float:
        """The time that *percent* of 100 looks did not exceed."""
        return sorted(self.each)[max(0, -(-len(self.each) * percent // 100) - 1)]

    def __str__(self) -> str:
        return f"{len(self.each)} looks, p50 {self.share(50):.0f} ms, p95 {self.share(95):.0f} ms, most " \
               f"{max(self.each):.0f} ms"


def look_during(address: str, act: Callable[[], None]) -> Looks:
    """Let somebody look at *address* while *act* goes on."""
    command = [sys.executable, "-m", "tests.live.onlooker", address]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        process.stdout.readline()  # looks
        act()
    finally:
        printed, _ = process.communicate(timeout=60)
    return Looks(json.loads(printed))


def look(address: str, until: Event) -> list[float]:
    """Look until told to stop; every answer must be a page."""
    session, times = requests.Session(), list[float]()
    while not until.is_set():
        began = time.perf_counter()
        answer = session.get(address, timeout=60, headers={"Accept": "text/html"})
        times.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.text
        until.wait(PAUSE_SECONDS)
    return times


def _wait_for_the_end(until: Event) -> None:
    sys.stdin.read()
    until.set()


def main(address: str) -> None:
    """Look until standard input ends."""
    until = Event()
    requests.get(address, timeout=60).raise_for_status()
    print("looks", flush=True)
    Thread(target=_wait_for_the_end, args=(until,), daemon=True).start()
    print(json.dumps(look(address, until)))


if __name__ == "__main__":
    main(sys.argv[1])
