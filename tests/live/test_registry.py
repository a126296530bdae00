"""Devices, pop-ups and meetings on PostgreSQL, where a code that many use at once binds one device."""
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house import a_house
from tests.intake.registry import Registry, a_registry, code_of
from tests.intake.tablets import bring, enrol, statuses
from tests.intake.test_meetings import a_meeting, enter
from tests.intake.test_parcels_events import an_event
from tests.live.servers import Postgres

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One station and one consultation in a database of PostgreSQL's."""
    server, folder = Postgres(), Path(tmp_path_factory.mktemp("registry"))
    try:
        server.create()
        with a_house(folder, "intake", environ={"MINYI_DATABASE_URL": server.url("intake")}) as house:
            yield a_registry(house)
    finally:
        server.remove()


def test_of_many_who_use_a_code_at_once_one_is_bound(registry: Registry) -> None:
    for _ in range(5):
        path = f"/api/v1/enrolments/{code_of(registry.enrol())}"
        clients = [registry.house.client("intake") for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda client, to=path: client.post(to).status_code, clients))
        assert sorted(statuses) == [200] + [409] * 7


def test_the_desks_read_what_postgresql_says(registry: Registry) -> None:
    made, popup = registry.enrol("集市平板"), registry.a_popup()
    registry.send(registry.bind(made)["token"], 1, 2, 4, popup_id=popup["id"])
    assert "缺 1 条" in registry.look("/staff/devices?q=集市")
    assert "集市平板" in registry.look("/staff/devices/list.csv")
    assert "2026年11月24日" in registry.look(f"/staff/devices/{made['id']}")
    assert "第1条 <b>3</b>" in registry.look(f"/staff/popups/{popup['id']}")


def test_a_meetings_rows_have_their_receipts_on_its_sheet(registry: Registry) -> None:
    meeting = a_meeting(registry)
    receipts = [enter(registry, meeting, text=text).json["receipt"] for text in ("先说的", "后说的")]
    assert all(receipt in registry.look(f"/staff/meetings/{meeting}/receipts") for receipt in receipts)


def test_an_event_that_many_parcels_bring_at_once_is_kept_once(registry: Registry) -> None:
    tablet = enrol(registry.house, registry.station)
    tablet.events = [an_event(registry.asked), an_event(registry.asked, title="晒谷场", crew=[], opens_at=None)]
    for number in range(8):
        tablet.write(registry.asked, popup_id=tablet.events[number % 2]["id"])
    parcels = [tablet.parcel(tablet.outbox[at:at + 2]) for at in range(0, 8, 2)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda parcel: bring(registry.house, parcel), parcels))
    assert [statuses(answer) for answer in answers] == [["created"] * 2] * 4
    listed = registry.client.get("/api/v1/popups", headers=registry.admin).json["items"]
    found = {each["title"]: (each["opinions"], each["crew"]) for each in listed if each["device_id"]}
    assert found == {"井边夜谈": (4, ["石小井", "李大渠"]), "晒谷场": (4, [])}
    assert "集市一号平板" in registry.look(f"/staff/popups/{tablet.events[1]['id']}")


def test_a_consultations_tag_follows_its_opinions(registry: Registry) -> None:
    path, token = f"/api/v1/consultations/{registry.asked}", registry.bind(registry.enrol("三号"))["token"]
    tag = registry.client.get(path).headers["ETag"]
    assert registry.client.get(path, headers={"If-None-Match": tag}).status_code == 304
    registry.send(token, 1)
    assert registry.client.get(path, headers={"If-None-Match": tag}).status_code == 200
