"""make bench: measures, prints a table, writes var/bench.json; exits 1 when a figure misses its target. Names of
measures behind `python -m tests.bench` choose among them."""
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import psycopg
import requests

from deploy.sample.door import Door
from deploy.sample.player import play
from shared.db import Database
from tests.bench.drafts import drafts
from tests.bench.figures import Figure
from tests.bench.grouping import grouping
from tests.bench.market import market
from tests.bench.measure import as_deployed, batch_bodies, post_batches, requests_per_second, seconds_until
from tests.bench.openrosa import openrosa
from tests.bench.tablet import tablet
from tests.bench.workbench import workbench
from tests.journeys.story import SAMPLE, Story
from tests.live.machine import Machine, a_machine
from tests.live.servers import ROOT, SERVICES, free_port, wait_until
from tests.live.town import ADMIN_PASSWORD, Town, a_town

ROUNDS, BATCHED = 5, 20_000
COUNTS = {"review": "SELECT count(*) FROM opinions", "reports": "SELECT count(*) FROM opinions",
          "notify": "SELECT count(*) FROM answers_wanted"}


@dataclass(frozen=True)
class Round:
    """Opinions a second, measured one after the other: the bare route, single posts, batches."""

    floor: float
    single: float
    batch: float


@contextmanager
def a_floor(town: Town) -> Iterator[str]:
    """Serve the bare route beside the town, on its database server."""
    dsn = town.postgres.url("intake").replace("+psycopg", "")
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS floor (id text PRIMARY KEY, body text NOT NULL)")
    port = free_port()
    environ = {**os.environ, **town.settings, "MINYI_BENCH_DSN": dsn, "MINYI_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.floor"], cwd=ROOT, start_new_session=True,
                               env=environ)
    try:
        root = f"http://127.0.0.1:{port}"
        wait_until(lambda: requests.get(root, timeout=1).status_code == 404, 30, "the floor answers")
        yield f"{root}/floor"
    finally:
        process.terminate()
        process.wait(20)


def an_open_town(town: Town) -> Story:
    """Open the sample's draft to opinions."""
    story = Story(Door({name: town.address(name) for name in SERVICES}), ADMIN_PASSWORD, town.folder)
    story.hire()
    story.open("draft.txt", SAMPLE.read_bytes())
    return story


def single_and_batch(town: Town, story: Story) -> list[Figure]:
    """The two doors beside the floor; the other services are stopped meanwhile, as in the floor's run."""
    for name, process in town.processes.items():
        if name != "intake-serve":
            process.end()
    address, rounds = town.address("intake"), []
    with a_floor(town) as floor:
        requests_per_second(f"{address}/api/v1/opinions", story.consultation, 2)
        requests_per_second(floor, story.consultation, 2)
        for _ in range(ROUNDS):
            bodies = batch_bodies(story.consultation, story.articles, BATCHED)
            rounds.append(Round(floor=requests_per_second(floor, story.consultation),
                                single=requests_per_second(f"{address}/api/v1/opinions", story.consultation),
                                batch=BATCHED / post_batches(address, bodies)))
    single, batch = median(each.single for each in rounds), median(each.batch for each in rounds)
    bare = median(each.floor for each in rounds)
    return [_ratio("single POST, share of the floor", 0.6, [each.single / each.floor for each in rounds],
                   f"{single:.0f}/s; floor {bare:.0f}/s"),
            _ratio("batch of 500, times the single rate", 10, [each.batch / each.single for each in rounds],
                   f"{batch:.0f}/s")]


def _ratio(name: str, target: float, rounds: list[float], beside: str) -> Figure:
    """The median of what each round gave, with the rounds beside it."""
    shown = ", ".join(f"{each:.2f}" for each in rounds)
    return Figure(name, median(rounds), target, "more", "×", f"{beside}; rounds {shown}")


def carried(town: Town, story: Story) -> list[Figure]:
    """From the last POST of 10,000 opinions to all of them visible in the three other services."""
    town.start()
    await_all(town, 0)
    before = counts(town)
    bodies = batch_bodies(story.consultation, story.articles, 10_000)
    posting = post_batches(town.address("intake"), bodies, threads=2)
    waited = await_all(town, before["review"] + 10_000)
    name = "10,000 opinions visible everywhere after the last POST"
    return [Figure(name, waited, 10, "less", "s", f"posted in {posting:.1f} s")]


def counts(town: Town) -> dict[str, int]:
    """How many opinions each of the other services has."""
    found = {}
    for service, query in COUNTS.items():
        with psycopg.connect(town.postgres.admin_url(f"minyi_{service}")) as connection:
            row = connection.execute(query).fetchone()
            found[service] = int(row[0]) if row else 0
    return found


def await_all(town: Town, at_least: int) -> float:
    """Wait until the others have what intake has."""
    with psycopg.connect(town.postgres.admin_url("minyi_intake")) as connection:
        row = connection.execute("SELECT count(*) FROM opinions").fetchone()
    wanted = max(at_least, int(row[0]) if row else 0)
    return seconds_until(lambda: min(counts(town).values()) >= wanted, 600, "all opinions are visible everywhere")


def on_one_machine() -> list[Figure]:
    """Embedded: opinions taken and carried through, then a second start."""
    with tempfile.TemporaryDirectory() as folder, a_machine(Path(folder)) as machine:
        figures = [embedded_rate(machine)]
        machine.stop()
        again = min(_restart(machine) for _ in range(3))
    return [*figures, Figure("the second start, until the web answers", again, 5, "less", "s", "best of three")]


def _restart(machine: Machine) -> float:
    machine.stop()
    return machine.start()


def embedded_rate(machine: Machine) -> Figure:
    """Opinions a second from the first POST until all are visible in all services."""
    story = Story(Door({"": machine.address}), machine.password, machine.data / "mail")
    story.hire()
    story.open("draft.txt", SAMPLE.read_bytes())
    bodies = batch_bodies(story.consultation, story.articles, 3_000, size=10)
    began = time.perf_counter()
    post_batches(machine.address, bodies)
    seconds_until(lambda: embedded_count(machine.data) >= 3_000, 300, "all opinions are visible everywhere")
    rate = 3_000 / (time.perf_counter() - began)
    return Figure("embedded: taken and carried through", rate, 200, "more", "/s", "ten a request, four clients")


def embedded_count(data: Path) -> int:
    """The fewest opinions any of the other services has."""
    fewest = []
    for service, query in COUNTS.items():
        database = Database(f"sqlite:///{data / service}.sqlite")
        with database.reading() as session:
            fewest.append(int(session.connection().exec_driver_sql(query).scalar() or 0))
        database.close()
    return min(fewest)


def whole_sample() -> list[Figure]:
    """The sample from its first account to its last notice."""
    with tempfile.TemporaryDirectory() as folder, a_machine(Path(folder)) as machine:
        began = time.perf_counter()
        play(machine.address, machine.data, machine.password)
        seconds = time.perf_counter() - began
    return [Figure("the sample, 1,028 opinions to the last notice", seconds, 60, "less", "s", "embedded")]


def in_town() -> list[Figure]:
    """All that needs PostgreSQL and Redis."""
    with tempfile.TemporaryDirectory() as folder, a_town(Path(folder), settings=as_deployed()) as town:
        town.start()
        story = an_open_town(town)
        return single_and_batch(town, story) + carried(town, story)


def main(wanted: Sequence[str]) -> int:
    """Measure everything, or what is wanted, and say what holds."""
    measures: list[Callable[[], list[Figure]]] = [drafts, in_town, on_one_machine, whole_sample, tablet,
                                              market, openrosa, grouping, workbench]
    figures = [figure for each in measures if each.__name__ in (wanted or [each.__name__]) for figure in each()]
    print(f"\n{'figure':58}{'value':>10}  {'target':>8}  holds  beside")
    for figure in figures:
        print(_row(figure))
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    rows = [asdict(figure) | {"holds": figure.holds} for figure in figures]
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    return 0 if all(figure.holds for figure in figures) else 1


def _row(figure: Figure) -> str:
    sign = "≥" if figure.better == "more" else "≤"
    return (f"{figure.name:58}{figure.value:>9.2f}{figure.unit:2} {sign}{figure.target:>6g}{figure.unit:2} "
            f"{'yes' if figure.holds else 'NO':>5}  {figure.beside}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
