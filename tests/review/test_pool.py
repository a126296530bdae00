"""Facts about the expert pool: who serves, absences, recusals, selection records, leaving."""
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.review.domain.recusals import Parties, Recusal, must_recuse, read_recusals
from services.review.queries.staffing.pool import list_serving
from tests.house import a_house
from tests.review.pool import CRITERIA, DECISION, Pool

TODAY = date(2026, 11, 24)
MATTER = Parties(sector="城乡建设", places=("竹溪镇工作站", "竹溪镇"), organisations=("清溪市水务局",),
                 others=("古井保护条例",))


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    """Two experts and two groups."""
    with a_house(tmp_path, "review") as house:
        yield Pool(house)


@pytest.mark.parametrize(("kind", "word", "met"), [
    ("sector", "城乡建设", True), ("sector", "城乡建设与环境保护", True), ("sector", "竹溪镇", False),
    ("place", "竹溪镇", True), ("place", "竹溪镇井坎村", True), ("place", "古井", False), ("place", "镇", False),
    ("organisation", "水务局", True), ("organisation", " 清溪市水务局 ", True), ("organisation", "竹溪镇", False),
    ("other", "古井", True), ("other", "水务", True), ("other", "竹溪", True), ("other", "消防", False)])
def test_a_recusal_meets_what_it_is_about_and_nothing_else(kind: Any, word: str, met: bool) -> None:
    assert bool(must_recuse([Recusal(kind=kind, word=word)], MATTER)) == met


def test_an_expert_steps_back_from_the_own_organisation_without_saying_so() -> None:
    found = must_recuse(read_recusals([], "清溪市水务局"), MATTER)
    assert found == Recusal(kind="organisation", word="清溪市水务局")
    assert must_recuse(read_recusals([], ""), MATTER) is None


def test_recusals_are_plain_words_or_typed(pool: Pool) -> None:
    """A plain word counts against everything; the same twice is once."""
    typed = {"kind": "place", "word": "龙井村"}
    pool.keep("甲", recusals=["水利", typed, "水利", dict(typed)])
    assert pool.listed()["甲"]["recusals"] == [{"kind": "other", "word": "水利"}, typed]
    for wrong, place in ([{"kind": "king", "word": "x"}], "recusals.0.kind"), ([7], "recusals.0"), ("x", "recusals"):
        body = {"account_id": pool.ids["甲"], "specialties": ["法学"], "recusals": wrong}
        assert any(each.startswith(place) for each in pool.call("POST", "/experts", body, status=422)["errors"])


def test_what_an_older_program_does_not_say_of_an_expert_stays(pool: Pool) -> None:
    pool.keep("甲", organisation="清溪市水务局", tasks=["filing"], term_to="2027-01-01")
    pool.keep("甲", load_max=7)
    kept = pool.listed()["甲"]
    assert (kept["organisation"], kept["tasks"], kept["term_to"], kept["load_max"]) == (
        "清溪市水务局", ["filing"], "2027-01-01", 7)


TERMS: tuple[tuple[str | None, str | None, str], ...] = (
    (None, None, "serving"), ("2026-11-24", "2026-11-24", "serving"), (None, "2026-11-23", "ended"),
    ("2026-11-25", None, "waiting"))


def test_who_serves_depends_on_the_term(pool: Pool) -> None:
    for first, last, standing in TERMS:
        pool.keep("甲", term_from=first, term_to=last)
        assert pool.listed()["甲"]["standing"] == standing
        assert next(iter(pool.listed(standing=standing))) == "甲"
        assert (pool.ids["甲"] in serving(pool)) == (standing == "serving")


def test_who_is_away_is_not_asked_until_back(pool: Pool) -> None:
    """An absence holds from its first to its last day; overlapping ones are refused by their days."""
    path = f"/experts/{pool.ids['甲']}/absences"
    days = {"from_on": "2026-11-20", "to_on": "2026-11-24", "why": "出差"}
    made = pool.call("POST", path, days, headers=pool.as_("甲"))
    assert pool.listed()["甲"]["standing"] == "away" and serving(pool) == [pool.ids["乙"]]
    assert "重叠" in str(pool.call("POST", path, days | {"from_on": "2026-11-24"}, status=422)["errors"]["from_on"])
    assert "to_on" in pool.call("POST", path, {"from_on": "2026-12-02", "to_on": "2026-12-01"}, status=422)["errors"]
    assert "to_on" in pool.call("POST", path, {"from_on": "2026-12-02", "to_on": "9999-12-01"}, status=422)["errors"]
    pool.call("POST", path, days, headers=pool.as_("乙"), status=403)
    pool.call("DELETE", f"{path}/{made['id']}", headers=pool.as_("乙"), status=403)
    pool.call("DELETE", f"{path}/{made['id']}", headers=pool.as_("甲"))
    pool.call("DELETE", f"{path}/{made['id']}", headers=pool.as_("甲"), status=404)
    assert pool.ids["甲"] in serving(pool)


def test_an_expert_serves_only_the_kinds_of_task_taken_on(pool: Pool) -> None:
    pool.keep("甲", tasks=["filing"])
    assert serving(pool) == [pool.ids["乙"]]
    assert set(serving(pool, "filing")) == set(pool.ids.values())
    assert list(pool.listed(task="opinion")) == ["乙"]


def test_a_selection_gives_the_term_and_brings_back_who_left(pool: Pool) -> None:
    """All five criteria are needed; who is not chosen stays as before; a record is never changed."""
    path = f"/experts/{pool.ids['甲']}"
    pool.call("POST", f"{path}/leave", {"left_on": "2026-11-01", "why": "调离本市"})
    assert pool.listed()["甲"]["standing"] == "left"
    assert "已经退出" in pool.call("POST", f"{path}/leave", {"left_on": "2026-11-01", "why": "x"}, status=409)["detail"]
    pool.call("POST", f"{path}/selections", DECISION | {"criteria": CRITERIA, "result": "not_chosen"})
    assert pool.listed()["甲"]["standing"] == "left"
    pool.call("POST", f"{path}/selections", DECISION | {"criteria": CRITERIA, "result": "reappointed"})
    back = pool.listed()["甲"]
    assert (back["standing"], back["term_to"], back["left_why"]) == ("serving", "2029-01-09", None)


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"criteria": {"law": {"score": 4}}}, "criteria.roots"),
    ({"criteria": CRITERIA | {"law": {"score": 6}}}, "criteria.law.score"),
    ({"term_to": None}, "term_to"), ({"term_to": "2025-01-01"}, "term_to"), ({"panel": " "}, "panel"),
    ({"result": "king"}, "result"), ({"decided_on": "2026-11-25"}, "decided_on"))


def test_a_bad_selection_names_the_field_and_keeps_nothing(pool: Pool) -> None:
    for wrong, place in WRONG:
        body = DECISION | {"criteria": CRITERIA} | wrong
        assert place in pool.call("POST", f"/experts/{pool.ids['甲']}/selections", body, status=422)["errors"]
    assert pool.listed()["甲"]["term_to"] is None


def serving(pool: Pool, task: str = "opinion") -> list[str]:
    """Who may be asked today."""
    with pool.house.sites["review"].database.reading() as session:
        return [each.account_id for each in list_serving(session, task, TODAY)]
