"""Four officers at one consultation on PostgreSQL, truly at once: nobody is lost, nothing overwritten."""
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path

import pytest

from shared.refusals import Refused
from tests.house import a_house
from tests.live.servers import Postgres
from tests.review.officers import Office, an_office
from tests.review.test_laws import look

pytestmark = pytest.mark.live
OFFICERS, ACTS = 4, 25
AT_ONCE = ("create", "regroup", "split", "merge", "take_back", "set_aside", "restore", "gate", "approve", "take",
           "make", "take", "make", "aside_many", "undo_mine", "undo_any")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One consultation in a database of PostgreSQL's, with sixty opinions that are grouped."""
    server, folder = Postgres(), Path(tmp_path_factory.mktemp("officers"))
    try:
        server.create()
        settings = {"MINYI_DATABASE_URL": server.url("review"), "MINYI_POOL": "8"}
        with a_house(folder, "review", environ=settings) as house:
            found = an_office(house, 1)
            while len(found.heard_of) < 60:
                found.receive()
            found.settle()
            yield found
    finally:
        server.remove()


def work(office: Office, number: int) -> int:
    """One officer's acts, some on what somebody else has changed meanwhile; how many were done."""
    mine, done = copy(office), 0
    mine.chance, mine.people = random.Random(number), [office.people[number % len(office.people)]]
    for _ in range(ACTS):
        mine.turn()
        try:
            getattr(mine, mine.chance.choice(AT_ONCE))()
            done += 1
        except Refused:
            pass
    return done


def test_the_balance_adds_up_after_four_worked_at_once(office: Office) -> None:
    with ThreadPoolExecutor(OFFICERS) as pool:
        done = list(pool.map(lambda number: work(office, number), range(OFFICERS)))
    look(office)
    office.settle()
    look(office)
    office.check_joined()
    assert all(done), "somebody was refused everything"
