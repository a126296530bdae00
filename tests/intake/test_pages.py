"""Intake's pages on SQLite: the desks of the staff, the receipt, the words of an error."""

import pytest
from flask.testing import FlaskClient

from tests.builders import a_consultation, an_opinion
from tests.house import House

STATION = {"name": "枫香乡工作站", "kind": "fixed", "township": "枫香乡", "address": "井边一号", "population": 900}
SAMPLE_LABEL = "样例数据："


def ask(house: House, invented: bool = False) -> str:
    """Let intake hear of an open consultation; gives its id."""
    consultation = a_consultation(invented=invented)
    house.hear("intake", consultation)
    return consultation.consultation_id


def look(client: FlaskClient, path: str, **rest: str) -> str:
    """The page at *path* as a browser sees it."""
    answer = client.get(path, headers={"Accept": "text/html"} | rest)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_activities_are_shown_with_their_time(house: House) -> None:
    client, officer = house.client("intake"), house.bearer("admin")
    station = client.post("/api/v1/stations", json=STATION, headers=officer).json["id"]
    client.post("/api/v1/activities", headers=officer, json={
        "station_id": station, "kind": "training", "title": "井台边的培训", "held_at": "2026-11-20T09:30:00+08:00",
        "place": "井台", "attendees": 12})
    page = look(client, "/staff/activities", **officer)
    assert "井台边的培训" in page and "09:30" in page


def test_a_doubled_id_is_shown_with_both_texts(house: House) -> None:
    client, body = house.client("intake"), an_opinion(ask(house))
    for text in ("先到的话", "后到的话"):
        client.post("/api/v1/opinions", json=body | {"text": text})
    page = look(client, "/staff/conflicts", **house.bearer("officer"))
    assert "先到的话" in page and "后到的话" in page


@pytest.mark.parametrize("invented", [True, False])
def test_pages_say_that_the_sample_is_invented_and_only_then(house: House, invented: bool) -> None:
    client, asked = house.client("intake"), ask(house, invented)
    receipt = client.post("/api/v1/opinions", json=an_opinion(asked)).json["receipt"]
    pages = [look(client, path, **house.bearer("officer")) for path in (
        "/", f"/c/{asked}", f"/c/{asked}/speak", f"/t/{receipt}", f"/t/{receipt}/thanks", "/staff/stations",
        "/staff/activities", "/staff/conflicts")]
    assert [SAMPLE_LABEL in page for page in pages] == [invented] * len(pages)


def test_changing_the_language_keeps_the_article(house: House) -> None:
    asked = ask(house)
    page = look(house.client("intake"), f"/c/{asked}/speak?provision=art_1")
    assert "?provision=art_1&amp;lang=en" in page and "?provision=art_1&amp;type=large" in page


def test_an_unknown_page_is_said_in_the_readers_language(house: House) -> None:
    client = house.client("intake")
    for language, words in (("zh", "没有找到"), ("en", "There is nothing at this address")):
        assert words in client.get(f"/nothing?lang={language}", headers={"Accept": "text/html"}).text
