"""Submissions from phones: 50 a second of 5.9 kB for half a minute, and the highest rate that is answered in time, with
the bare route beside it in the same run. The load is open: a phone does not wait for the one before."""
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import local
from urllib.parse import urlsplit

import psycopg
import requests

from tests.bench.figures import Figure
from tests.bench.measure import as_deployed
from tests.live.servers import ROOT, Postgres, free_port, wait_until
from tests.openrosa.collect import Collect, multipart
from tests.openrosa.servers import an_intake
from tests.openrosa.subject import Subject

RATE, SECONDS, SIZE, SLOWEST = 50, 30, 5_887, 0.250
STEP_SECONDS, STEPS, PHONES = 5, tuple(range(50, 1001, 50)), 64
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Run:
    """What a load brought: the time of each answer, and how many were 201 or 202."""

    rate: float
    seconds: list[float]
    accepted: int

    @property
    def p95(self) -> float:
        """The time that 95 of 100 did not exceed."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95) - 1]

    @property
    def holds(self) -> bool:
        """All accepted, and in time."""
        return self.accepted == len(self.seconds) and self.p95 < SLOWEST


def openrosa() -> list[Figure]:
    """All figures of the OpenRosa door."""
    server = Postgres()
    try:
        server.create()
        with tempfile.TemporaryDirectory() as folder, an_intake(
                Path(folder), server.url("intake"), MINYI_LOG_LEVEL="WARNING", **as_deployed()) as url:
            subject = Subject(Collect(url))
            with a_bare_route(server, Path(folder)) as floor:
                load(f"{url}/submission", lambda: a_form(subject), 20, 2)
                return [*_steady(url, floor, subject), _highest(url, floor, subject)]
    finally:
        server.remove()


def a_form(subject: Subject) -> bytes:
    """A finished form of the size of Central's own load test."""
    empty = len(subject.blank.fill(""))
    return subject.blank.fill("井" * ((SIZE - empty) // 3))


@contextmanager
def a_bare_route(server: Postgres, folder: Path) -> Iterator[str]:
    """A route that keeps what it is sent in one INSERT, on the same web server and database server."""
    dsn = server.url("intake").replace("+psycopg", "")
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS floor (id text PRIMARY KEY, body text NOT NULL)")
    port = free_port()
    environ = {**os.environ, **as_deployed(), "MINYI_BENCH_DSN": dsn, "MINYI_PORT": str(port),
               "MINYI_DATA": str(folder)}
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.floor"], cwd=ROOT, start_new_session=True,
                               env=environ)
    try:
        root = f"http://127.0.0.1:{port}"
        wait_until(lambda: requests.get(root, timeout=1).status_code == 404, 30, "the floor answers")
        yield f"{root}/floor/form"
    finally:
        process.terminate()
        process.wait(20)


def load(url: str, make: Make, rate: float, seconds: float) -> Run:
    """Post a form every 1/rate seconds; what is late starts late, and that counts as waiting."""
    bodies = [multipart(make()) for _ in range(int(rate * seconds))]
    lines, place, began = local(), urlsplit(url), time.perf_counter() + 0.2

    def post(number: int) -> tuple[float, int]:
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        if not hasattr(lines, "line"):
            lines.line = http.client.HTTPConnection(place.netloc, timeout=60)
        body, kind = bodies[number]
        lines.line.request("POST", place.path, body, {"Content-Type": kind, "X-OpenRosa-Version": "1.0"})
        answer = lines.line.getresponse()
        answer.read()
        return time.perf_counter() - due, answer.status

    with ThreadPoolExecutor(PHONES) as pool:
        found = list(pool.map(post, range(len(bodies))))
    return Run(rate, [each for each, _ in found], sum(status in (201, 202) for _, status in found))


def _steady(url: str, floor: str, subject: Subject) -> list[Figure]:
    """Central's own soak: every one must succeed."""
    run = load(f"{url}/submission", lambda: a_form(subject), RATE, SECONDS)
    bare = load(floor, lambda: a_form(subject), RATE, SECONDS / 3)
    share = 100 * run.accepted / len(run.seconds)
    beside = f"{run.accepted} of {len(run.seconds)}; p95 {1000 * run.p95:.0f} ms, floor {1000 * bare.p95:.0f} ms"
    name = f"OpenRosa: {RATE}/s of {SIZE / 1000:.1f} kB for {SECONDS} s, accepted"
    return [Figure(name, share, 100, "more", "%", beside),
            Figure("OpenRosa: the slowest in twenty of them", 1000 * run.p95, 1000 * SLOWEST, "less", "ms", "p95")]


def _highest(url: str, floor: str, subject: Subject) -> Figure:
    """The highest rate at which all are accepted with p95 < 250 ms, and the bare route's, step by step in turn, so that
    both meet the same neighbours on this machine."""
    best = {address: Run(0, [1.0], 0) for address in (f"{url}/submission", floor)}
    climbing = set(best)
    for rate in STEPS:
        for address in sorted(climbing):
            found = _hold(address, subject, rate)
            best[address] = found or best[address]
            climbing -= set() if found else {address}
    own, bare = best.values()
    beside = f"p95 {1000 * own.p95:.0f} ms; floor {bare.rate:.0f}/s"
    return Figure("OpenRosa: highest rate with p95 < 250 ms", own.rate, RATE, "more", "/s", beside)


def _hold(url: str, subject: Subject, rate: int) -> Run | None:
    """A load that holds, at the second try if not at the first: a neighbour's work may spoil one."""
    runs = (load(url, lambda: a_form(subject), rate, STEP_SECONDS) for _ in range(2))
    return next((run for run in runs if run.holds), None)
