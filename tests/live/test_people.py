"""The expert pool and filing review on PostgreSQL, where several people decide at the same moment."""
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.house import a_house
from tests.live.servers import Postgres
from tests.review.pool import API, CRITERIA, DECISION, Pool
from tests.review.test_filings import BAD, a_filing, offered
from tests.review.test_pages_work import an_import

GROUP = "城建环保小组"


@pytest.mark.live
def test_what_several_decide_at_once_is_decided_once_on_postgresql(tmp_path: Path) -> None:
    server = Postgres()
    try:
        server.create()
        with a_house(tmp_path, "review", environ={"MINYI_DATABASE_URL": server.url("review")}) as house:
            pool = Pool(house)
            _be_away_once(pool)
            _conclude_once(pool)
            _read_the_lists(pool)
    finally:
        server.remove()


def _be_away_once(pool: Pool) -> None:
    path = f"/experts/{pool.ids['甲']}/absences"
    days = {"from_on": "2026-12-01", "to_on": "2026-12-03"}
    assert _at_once(pool, path, lambda: days, pool.as_("甲")) == [201, 422, 422, 422]


def _conclude_once(pool: Pool) -> None:
    filing = a_filing(pool)
    offer = {"expert_ids": [pool.ids["甲"]]}
    assert _at_once(pool, f"/filings/{filing['id']}/offer", lambda: offer, pool.as_(GROUP)) == [200, 422, 422, 422]
    given = offered(pool, filing, "乙")
    verdict = {"answers": BAD, "verdict": "correct"}
    pool.call("POST", f"/filing-reviews/{given['reviews']['甲']}/verdict", verdict, headers=pool.as_("甲"))
    end = {"conclusion": "correct", "reason": "请改。", "version": given["version"]}
    statuses = _at_once(pool, f"/filings/{filing['id']}/conclusion", lambda: end, pool.as_(GROUP))
    assert statuses == [200, 409, 409, 409]


def _read_the_lists(pool: Pool) -> None:
    pool.call("POST", f"/experts/{pool.ids['甲']}/selections", DECISION | {"criteria": CRITERIA})
    an_import(pool.browser(GROUP), sector="环境保护")
    admin = pool.browser("admin")
    for path, words in (("/review/filings?year=2026&state=concluded", "清溪市排污管理办法"),
                        ("/review/filings?all=1", "按年统计"), ("/review/people/experts?task=filing", "共 2 条"),
                        (f"/review/people/experts/{pool.ids['甲']}", "备案审查"), ("/review/people/officers", "联络员"),
                        ("/review/people/advisers?q=x", "没有符合条件的"), ("/review/people/groups?all=1", GROUP),
                        (f"/review/people/groups/{pool.groups[GROUP]}", "古井保护条例征求意见")):
        assert words in admin.get(path).text, path
    assert "我的征求意见" in pool.browser(GROUP).get("/review/").text
    assert "清溪市排污管理办法" in pool.browser("乙").get("/review/filing-desk").text
    assert admin.save("/review/filings/list.xlsx").status_code == 200


def _at_once(pool: Pool, path: str, body: Callable[[], Any], headers: dict[str, str]) -> list[int]:
    """The statuses of four who ask for the same at the same moment."""
    clients = [pool.house.client("review") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda client: client.post(f"{API}{path}", json=body(), headers=headers), clients)
        return sorted(answer.status_code for answer in answers)
