"""Assignments on PostgreSQL: the same rows as on SQLite, two matters never fill one place, assessing while routing."""
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from services.review import models
from services.review.operations.consolidation import opinions
from shared.refusals import Refused
from tests.house import a_house
from tests.live.servers import Postgres
from tests.review.council import Council
from tests.review.desk import WHO

pytestmark = pytest.mark.live
LAW, WATER = "罚款应当依法处罚，写明责任。", "水源的污染和水质要管。"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """Two experts on PostgreSQL."""
    server = Postgres()
    try:
        server.create()
        with a_house(tmp_path, "review", environ={"MINYI_DATABASE_URL": server.url("review")}) as house:
            council = Council(house)
            council.join("法甲", "法学")
            council.join("环乙", "环境保护")
            yield council
    finally:
        server.remove()


def test_the_same_story_on_postgresql(council: Council) -> None:
    """Given, declined, followed by who says the same, set aside, reminded, reported, handed on; two matters at once."""
    law, again, water = council.hear(LAW, LAW, WATER)
    assert council.who(law) + council.who(again) == ["法甲"] and council.stage(again) == council.stage(law) == "routed"
    assert council.assign().allotment.moved == 0
    council.decline("法甲", council.open("法甲")[0].id, "环乙")
    assert len(council.open("环乙")) == 2
    council.assess("环乙", next(each.id for each in council.open() if each.opinion_id != water))
    council.house.settle()
    assert council.stage(law) == council.stage(again) == "assessed"
    council.later(days=14)
    assert council.who(water) == ["法甲"] and council.open("法甲")[0].source == "alternate"
    row = council.open("法甲")[0]
    council.do(lambda session: opinions.set_aside(session, council.post, water, "无关。", WHO, council.house.clock()))
    council.house.settle()
    assert not council.open()
    council.do(lambda session: opinions.restore_opinion(session, council.post, water, WHO, council.house.clock()))
    council.house.settle()
    assert [each.id for each in council.open()] == [row.id]
    _two_matters(council)
    _at_once(council)


def _two_matters(council: Council) -> None:
    """Ten places each, one taken; forty opinions in two consultations routed at the same time."""
    other = Council(council.house, experts=council.experts)
    for each in (council, other):
        each.hear(*(f"第 {number} 条。" for number in range(20)), settle=False)
        council.house.sites["review"].agenda.jobs["group_many"].work(each.consultation)
    _together(council.route, other.route)
    open_now = council.open()
    assert [len(council.open(name)) for name in council.experts] == [10, 10] and len(open_now) == 20


def _at_once(council: Council) -> None:
    """Assessing and declining while the routing runs again and again: nothing waits for ever, nothing is lost."""
    rows = council.open()

    def work(name: str) -> None:
        for row in rows:
            if row.expert_id == council.experts[name]:
                with suppress(Refused):
                    (council.assess if row.id < rows[10].id else council.decline)(name, row.id)

    _together(lambda: work("法甲"), lambda: work("环乙"), council.route, council.route)
    states = [each.state for each in council.rows(models.Assignment.id.in_([row.id for row in rows]))]
    assert "offered" not in states and len(states) == 20


def _together(*works: Callable[[], object]) -> None:
    failed: list[BaseException] = []

    def do(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
