"""axe finds nothing on the desks of the comment boxes: list, openings, stock, queue, keying, at three widths."""
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from services.intake.models import Opening
from tests.browser.axe import violations
from tests.browser.desk_seats import MEASURE
from tests.house import House, a_house
from tests.intake.slip_desk import Table, a_table

pytestmark = pytest.mark.browser


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake alone."""
    with a_house(tmp_path, "intake") as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def place(house: House) -> Iterator[tuple[Table, str, list[str]]]:
    """An opening just counted, another with scans and a doubted slip; the address, and the paths to look at."""
    counted, table = a_table(house, registered=False), a_table(house, number=2)
    table.scan_all()
    path = f"/openings/{table.opening_id}/slips/{table.slips[2]}/kind"
    assert table.post(path, "甲", kind="blank").json["doubted"]
    with house.sites["intake"].database.reading() as session:
        box = session.get_one(Opening, table.opening_id).box_id
    server = make_server("127.0.0.1", 0, house.apps["intake"], threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    openings = [f"/staff/boxes/openings/{each.opening_id}" for each in (counted, table)]
    yield table, f"http://127.0.0.1:{server.server_port}", [
        "/staff/boxes", f"/staff/boxes/{box}", *openings, "/staff/stock", "/staff/slips",
        f"/staff/slips/{table.opening_id}/key"]
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_desk_of_the_boxes_has_a_violation(browser: Browser, place: tuple[Table, str, list[str]]) -> None:
    table, address, paths = place
    context, found = browser.new_context(bypass_csp=True), {}
    context.add_cookies([{"name": "minyi_token", "value": table.people["乙"]["Authorization"].removeprefix("Bearer "),
                          "url": address}])
    page = context.new_page()
    for path in paths:
        page.goto(address + path)
        for each in page.locator("main details").all():
            each.evaluate("(details) => { details.open = true; }")
        for width in (360, 1024, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            wrong = violations(page), page.evaluate(MEASURE)[0]
            if wrong != ([], 0):
                found[f"{path} {width}"] = wrong
    assert found == {}
