"""A market's evening: all tablets synchronise at the same moment; and a burst through the batch door."""
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import requests

from deploy.sample.door import Door
from services.intake.domain.parcels import MEDIA_TYPE
from shared.db import Database
from tests.journeys.story import SAMPLE, Story
from tests.live.machine import a_machine
from tests.live.servers import SERVICES
from tests.live.town import ADMIN_PASSWORD, a_town
from tests.parcels import Tablet

STATION = {"kind": "mobile", "township": "枫香乡", "address": "集市", "population": 900}
TABLETS, EACH = 6, 200
COUNTED = "SELECT count(*), count(DISTINCT id) FROM opinions"


class Count:
    """How many opinions intake has."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self) -> tuple[int, int]:
        """Rows and different ids."""
        if self._url.startswith("postgresql"):
            with psycopg.connect(self._url) as connection:
                row = connection.execute(COUNTED).fetchone()
        else:
            database = Database(self._url)
            with database.reading() as session:
                row = session.connection().exec_driver_sql(COUNTED).one()
            database.close()
        return (int(row[0]), int(row[1])) if row else (0, 0)


@dataclass(frozen=True)
class Place:
    """Minyi at work with an open consultation."""

    address: str
    story: Story
    count: Count


@contextmanager
def embedded(folder: Path) -> Iterator[Place]:
    """One machine, SQLite."""
    with a_machine(folder / "data") as machine:
        story = Story(Door({"": machine.address}), machine.password, machine.data / "mail")
        yield _open(machine.address, story, Count(f"sqlite:///{machine.data / 'intake.sqlite'}"))


@contextmanager
def distributed(folder: Path, settings: dict[str, str] | None = None) -> Iterator[Place]:
    """A process per service, PostgreSQL."""
    with a_town(folder, settings=settings or {}) as town:
        town.start()
        story = Story(Door({name: town.address(name) for name in SERVICES}), ADMIN_PASSWORD, town.folder)
        yield _open(town.address("intake"), story, Count(town.postgres.admin_url("minyi_intake")))


def _open(address: str, story: Story, count: Count) -> Place:
    story.hire()
    story.open("draft.txt", SAMPLE.read_bytes())
    return Place(address, story, count)


def equip(story: Story, tablets: int = TABLETS, each: int = EACH) -> list[Tablet]:
    """A station for a pop-up with its tablets, each full of opinions that were written without a network."""
    admin, written = story.people["admin"], datetime.now(UTC).isoformat()
    station = admin.post("/api/v1/stations", STATION | {"name": f"集市流动站 {written}"})["id"]
    key, found = admin.get("/api/v1/keys/parcel"), []
    for number in range(tablets):
        made = admin.post(f"/api/v1/stations/{station}/devices", {"name": f"集市平板 {number}", "kind": "tablet"})
        tablet = Tablet(made["id"], made["token"], key, station)
        for count in range(each):
            tablet.write(story.consultation, provision=story.articles[count % len(story.articles)], written_at=written)
        found.append(tablet)
    return found


def synchronise(address: str, tablets: list[Tablet]) -> Callable[[], None]:
    """All tablets send what they have at the same moment, and have it confirmed."""
    parcels, start = [each.parcel() for each in tablets], Barrier(len(tablets))

    def send(number: int) -> None:
        start.wait(30)
        answer = _post(f"{address}/api/v1/parcels", data=parcels[number], headers={"Content-Type": MEDIA_TYPE})
        assert {each["status"] for each in answer["results"]} == {"created"}, answer
        assert answer["chain"] == {"expected": len(tablets[number].outbox) + 1, "missing": []}
        confirm(address, tablets[number])

    def act() -> None:
        with ThreadPoolExecutor(len(tablets)) as pool:
            list(pool.map(send, range(len(tablets))))

    return act


def bring_odd_things(place: Place) -> None:
    """One tablet brings, twice, a good opinion, one that is not admissible, a second body under the first's id and a
    damaged one; the desk shows what waits."""
    (tablet,) = equip(place.story, 1, 1)
    written, asked = datetime.now(UTC).isoformat(), place.story.consultation
    tablet.write(asked, written_at=written, provision="art_999")
    tablet.write(asked, written_at=written, id=tablet.outbox[0].id)
    tablet.write(asked, written_at=written)
    parcel = bytearray(tablet.parcel())
    parcel[-1] ^= 1
    for first in ("created", "repeated"):
        answer = _post(f"{place.address}/api/v1/parcels", data=bytes(parcel), headers={"Content-Type": MEDIA_TYPE})
        assert [each["status"] for each in answer["results"]] == [first, "aside", "conflict", "damaged"], answer
        assert answer["chain"] == {"expected": 4, "missing": []}
    desk = requests.get(f"{place.address}/staff/conflicts", timeout=30, headers={
        "Authorization": f"Bearer {place.story.people['officer'].token}", "Accept": "text/html"})
    assert desk.status_code == 200 and "art_999" in desk.text and desk.text.count("<section") == 2


def confirm(address: str, tablet: Tablet) -> None:
    """Every opinion of the tablet is committed."""
    items = [{"id": each.id, "sha256": each.digest} for each in tablet.outbox]
    answer = _post(f"{address}/api/v1/opinions/confirm", json={"items": items},
                   headers={"Authorization": f"Bearer {tablet.token}"})
    assert answer == {"committed": [each.id for each in tablet.outbox], "differing": [], "unknown": []}


def _post(address: str, **rest: Any) -> Any:
    answer = requests.post(address, timeout=120, **rest)
    assert answer.status_code == 200, answer.text
    return answer.json()
