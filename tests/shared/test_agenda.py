"""Jobs: due work lives in a table, is done by one at a time, and is not forgotten when it fails."""
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.messaging.agenda import LEASE, want
from tests.shared.pair import Pair, a_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Two services; the jobs are intake's."""
    with a_pair(tmp_path) as pair:
        yield pair


def ask(pair: Pair, kind: str = "count", key: str = "k") -> None:
    """Want a job."""
    post = pair.posts["intake"]
    with post.database.writing() as session:
        want(session, post, kind, key)


def test_asking_twice_is_one_run(pair: Pair) -> None:
    """Asked again while it waits: one row, one run."""
    runs: list[str] = []
    pair.agendas["intake"].add("count", runs.append)
    ask(pair)
    ask(pair)
    pair.pump.settle()
    assert runs == ["k"] and pair.count("intake", "jobs", done_at=None) == 0


def test_asked_for_during_its_run_it_runs_once_more(pair: Pair) -> None:
    """What comes after the work has looked must be looked at again."""
    runs: list[str] = []

    def work(key: str) -> None:
        runs.append(key)
        if len(runs) == 1:
            ask(pair)

    pair.agendas["intake"].add("count", work)
    ask(pair)
    pair.pump.settle()
    assert runs == ["k", "k"]


def test_a_second_message_finds_the_lease(pair: Pair) -> None:
    """While one works, the other returns; when the lease has run out, it takes over."""
    agenda, answers = pair.agendas["intake"], []
    ask(pair)
    [job] = pair.column("intake", "jobs", "id")

    def work(_key: str) -> None:
        answers.append(agenda.run(job))
        pair.wait(LEASE.total_seconds() + 1)

    agenda.add("count", work)
    assert agenda.run(job) is True
    assert answers == [False]


def test_a_lost_worker_is_replaced_when_its_lease_has_run_out(pair: Pair) -> None:
    """A claim without an end (kill -9) blocks for a lease, not for ever."""
    agenda = pair.agendas["intake"]
    runs: list[str] = []
    agenda.add("count", runs.append)
    ask(pair)
    [job] = pair.column("intake", "jobs", "id")
    agenda._claim(job)
    assert agenda.run(job) is False
    pair.wait(LEASE.total_seconds() + 1)
    assert agenda.run(job) is True and runs == ["k"]


def test_a_failure_backs_off_and_keeps_its_reason(pair: Pair) -> None:
    """1 s, 2 s, 4 s …; seen after five; forgotten when it succeeds."""
    agenda, broken = pair.agendas["intake"], [True]

    def work(_key: str) -> None:
        if broken:
            raise RuntimeError("the printer is on fire")

    agenda.add("count", work)
    ask(pair)
    for _ in range(6):
        pair.pump.settle()
        pair.wait(64)
    assert agenda.failing() == [("count", "k", "RuntimeError: the printer is on fire")]
    broken.clear()
    pair.pump.settle()
    assert agenda.failing() == [] and pair.count("intake", "jobs", done_at=None) == 0


def test_more_at_once_and_again_later(pair: Pair) -> None:
    """True runs again now, a moment runs again then, None ends."""
    answers: list[bool | None] = [True, True, None]
    later = [pair.clock() + timedelta(seconds=100)]
    pair.agendas["intake"].add("count", lambda key: answers.pop(0))
    pair.agendas["intake"].add("later", lambda key: later.pop() if later else None)
    ask(pair)
    ask(pair, "later")
    pair.pump.settle()
    assert answers == [] and pair.count("intake", "jobs", done_at=None) == 1
    pair.wait(101)
    pair.pump.settle()
    assert pair.count("intake", "jobs", done_at=None) == 0


def test_a_lost_message_is_sent_again_after_patience(pair: Pair) -> None:
    """The broker may forget it; the table does not."""
    runs: list[str] = []
    pair.agendas["intake"].add("count", runs.append)
    ask(pair)
    assert pair.agendas["intake"].dispatch() == 1
    pair.parcels()
    assert pair.agendas["intake"].dispatch() == 0
    pair.wait(61)
    pair.pump.settle()
    assert runs == ["k"]
