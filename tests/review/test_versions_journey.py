"""A second reading between all four services: told, offered to the people, opinions on the old text still carried."""
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.builders import an_opinion
from tests.house import House, a_house
from tests.review.test_versions_desk import FIRST, SECOND

API = "/review/api/v1/consultations"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """All four services."""
    with a_house(tmp_path) as opened:
        yield opened


def post(house: House, path: str, role: str, **body: Any) -> Any:
    """Send something to review as somebody with this role; all post arrives."""
    answer = house.client("review").post(API + path, headers=house.bearer(role), **body)
    assert answer.status_code in (200, 201), answer.text
    house.settle()
    return answer.json


def speak(house: House, consultation: str, **other: Any) -> str:
    """Leave an opinion at intake's door; all post arrives."""
    opinion = an_opinion(consultation, **other)
    answer = house.client("intake").post("/api/v1/opinions", json=opinion)
    assert answer.status_code == 201, answer.text
    house.settle()
    return str(opinion["id"])


def test_a_second_reading_goes_round_and_nobody_is_lost(house: House) -> None:
    """Opinions before and after the issue, on the old text and on the new, up to the batch that reports hears."""
    fields = {"title": "古井", "level": "county", "sector": "文化", "opens_at": "2026-11-20T00:00:00+08:00",
              "closes_at": "2026-12-20T00:00:00+08:00", "file": (BytesIO(FIRST.encode()), "one.txt")}
    consultation = post(house, "", "group", data=fields)["id"]
    post(house, f"/{consultation}/open", "group")
    early = speak(house, consultation, provision="art_2", draft_version=1)
    lost = speak(house, consultation, provision="art_4", draft_version=1)
    post(house, f"/{consultation}/versions", "group", data={"file": (BytesIO(SECOND.encode()), "two.txt")})
    seen = house.client("intake").get(f"/api/v1/consultations/{consultation}").json
    assert seen["draft_version"] == 1
    post(house, f"/{consultation}/versions/2/open", "group", json={})
    seen = house.client("intake").get(f"/api/v1/consultations/{consultation}").json
    assert (seen["draft_version"], seen["provisions"][3]["text"][:14]) == (2, "县人民政府应当将古井保护纳入")
    late = speak(house, consultation, provision="art_2", draft_version=1)
    new = speak(house, consultation, provision="art_3")
    listed = house.client("review").get(f"{API}/{consultation}/opinions", headers=house.bearer("officer")).json["items"]
    assert {each["id"]: (each["place"], each["place_state"]) for each in listed} == {
        early: ("art_3", "moved"), late: ("art_3", "moved"), new: ("art_3", "kept"), lost: (None, "ask")}
    approve(house, consultation, [early, late, new])
    balance = house.client("review").get(f"{API}/{consultation}/balance", headers=house.bearer("officer")).json
    assert (balance["received"], balance["in_suggestions"], balance["waiting"]) == (4, 3, 1)


def approve(house: House, consultation: str, ids: list[str]) -> None:
    """One suggestion of these opinions, to reports; its provision is one of the newest version."""
    words = {"title": "写明年代", "text": "写明年代。", "reason": "便于认定。", "provision": "art_3"}
    made = post(house, f"/{consultation}/suggestions", "officer", json=words | {"opinion_ids": ids})["id"]
    gate = house.client("review").post(f"/review/api/v1/suggestions/{made}/gate", headers=house.bearer("adviser"),
                                       json={"verdict": "pass", "note": None})
    assert gate.status_code == 200
    post(house, f"/{consultation}/approve", "leader", json={"suggestion_ids": [made]})
    drafted = house.client("reports").post(f"/reports/api/v1/consultations/{consultation}/submissions", json={},
                                           headers=house.bearer("officer"))
    assert drafted.status_code == 202, drafted.text
