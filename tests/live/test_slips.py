"""Slips on PostgreSQL: pictures as bytes, keys of two people, one opinion, also where two people press at once."""
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from services.intake.models import Keying, Opinion, Scan
from tests.house import House, a_house
from tests.intake.slip_desk import NAMES, WRITTEN, Table, a_slip, a_table, as_bytes
from tests.live.servers import Postgres

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Intake on PostgreSQL."""
    server, folder = Postgres(), Path(tmp_path_factory.mktemp("slips"))
    try:
        server.create()
        with a_house(folder, "intake", environ={"MINYI_DATABASE_URL": server.url("intake")}) as found:
            yield found
    finally:
        server.remove()


def count(table: Table, what: Any) -> int:
    """How many rows there are."""
    with table.house.sites["intake"].database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_slips_go_from_picture_to_opinion_on_postgresql(house: House) -> None:
    table = a_table(house, number=2)
    body = as_bytes(a_slip(table.batch_id, 1))
    kept, = table.scan(body).json["results"]
    assert table.scan(body).json["results"][0]["status"] == "repeated"
    table.scan(as_bytes(a_slip(table.batch_id, 2)))
    picture = table.get(f"/api/v1/scans/{kept['scan_id']}/picture", "乙")
    assert picture.data.startswith(b"\x89PNG") and picture.content_type == "image/png"
    before = count(table, Opinion)
    for slip_id in table.slips.values():
        assert table.seal(slip_id).status_code == 200
    table.key(1, "甲", text="三米")
    table.key(1, "乙", text="五米")
    assert table.post(f"/slips/{table.slips[1]}/resolution", "丙", text="五米").json["state"] == "forwarded"
    table.key(2, "甲", kind="blank")
    assert table.key(2, "乙", kind="blank").json["kind"] == "blank"
    assert count(table, Opinion) == before + 1
    assert table.get(f"/api/v1/openings/{table.opening_id}", "甲").json["state"] == "rekeyed"
    drawn, = [each for each in table.get("/api/v1/slips/audit", "丙").json["items"]
              if each["station_id"] == table.station_id]
    assert drawn["drawn"] == 1


def test_two_people_who_press_at_once_are_first_and_second(house: House) -> None:
    table = a_table(house, number=1)
    table.scan_all()
    together, before = Barrier(len(NAMES)), (count(table, Opinion), count(table, Keying))
    answers: list[int] = []

    def press(by: str) -> None:
        client = house.client("intake")
        together.wait()
        answers.append(client.post(f"/api/v1/openings/{table.opening_id}/keyings", headers=table.people[by],
                                   json={"slip_id": table.slips[1]} | WRITTEN).status_code)

    threads = [Thread(target=press, args=(by,)) for by in NAMES]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [200, 200, 409, 409]
    assert (count(table, Opinion), count(table, Keying)) == (before[0] + 1, before[1] + 2)


def test_the_same_page_sent_by_many_at_once_is_kept_once(house: House) -> None:
    table = a_table(house, number=1)
    body, before, statuses = as_bytes(a_slip(table.batch_id, 1)), count(table, Scan), []

    def send(by: str) -> None:
        statuses.append(table.scan(body, by=by).json["results"][0]["status"])

    threads = [Thread(target=send, args=(by,)) for by in NAMES]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(statuses) == ["kept", "repeated", "repeated", "repeated"]
    assert count(table, Scan) == before + 1
