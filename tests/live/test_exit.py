"""The way out of review on PostgreSQL: judged, approved, exported as of one moment, settled."""
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.review.operations.outgoing.export import export_book
from services.review.queries.outgoing.export import Row
from services.review.schemas.desk import HERE
from tests.builders import NOON
from tests.house import a_house
from tests.live.servers import Postgres
from tests.review.browsing import Browser
from tests.review.office import Office

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An open consultation of a review whose database is a server's."""
    server = Postgres()
    try:
        environ = {"MINYI_DATABASE_URL": server.create().url("review")}
        with a_house(tmp_path_factory.mktemp("exit"), "review", environ=environ) as house:
            yield Office(house)
    finally:
        server.remove()


def test_the_gate_the_approval_and_the_end_work_there_too(office: Office) -> None:
    station = office.station("石板井社区站")
    one, two = (office.suggest(office.hear(text, station_id=station)) for text in ("一。", "二。"))
    page = Browser(office.house, "adviser").get(f"{office.page}/gate").text
    assert "石板井社区站 1" in page and page.count("data-card") == 2
    versions = {each["id"]: office.judge(each)["version"] for each in (one, two)}
    assert "一条也没有审定" in office.approve(one, two, versions=versions | {two["id"]: 9}, status=409)["detail"]
    office.approve(one, two, versions=versions)
    office.issue(one, two)
    for each in (one, two):
        office.decide(each)
    office.send("group", f"{office.path}/settle")
    office.house.settle()
    assert all(each.decided > 0 for each in office.opinions().values())


def test_an_export_is_of_one_moment_whatever_arrives_while_it_is_written(office: Office) -> None:
    """The numbers of the opinions are asked for first; what comes after that has none and is in no table."""
    arrived: list[str] = []

    def slowly(rows: Iterator[Row]) -> Iterator[Row]:
        arrived.extend(office.hear("写的时候才到。"))
        yield from rows

    before, file = len(office.opinions()), BytesIO()
    export_book(office.house.sites["review"].database, office.id, file, HERE, True, NOON, slowly)
    book = load_workbook(BytesIO(file.getvalue()))
    assert arrived and len(office.opinions()) == before + len(arrived)
    assert book["意见"].max_row == 1 + before


def test_the_pieces_of_a_file_are_a_file(office: Office, tmp_path: Path) -> None:
    answer = office.get("officer", f"{office.path}/export.xlsx")
    (tmp_path / "all.xlsx").write_bytes(answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert load_workbook(tmp_path / "all.xlsx")["意见"].max_row == 1 + len(office.opinions())
