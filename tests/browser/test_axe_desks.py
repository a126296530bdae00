"""axe finds nothing at the staff's desks; on a phone they fold into one line, for the keyboard too."""
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.axe import violations
from tests.browser.desk_seats import DESKS
from tests.house import House, a_house
from tests.intake.ballot import ONE
from tests.intake.slip_desk import Table, a_table

pytestmark = [pytest.mark.browser]
PHONE, USUAL = 360, 1024


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """Intake alone, with an opened box whose slips are scanned."""
    with a_house(tmp_path_factory.mktemp("desks"), "intake") as house:
        found = a_table(house, number=2)
        found.scan_all()
        yield found


@pytest.fixture(scope="module")
def page(table: Table) -> Iterator[Page]:
    """A page of an officer."""
    server = make_server("127.0.0.1", 0, table.house.apps["intake"], threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=address, bypass_csp=True)
        context.add_cookies([{"name": "minyi_token", "value": token(table.house), "url": address}])
        yield context.new_page()
        browser.close()
    server.shutdown()
    thread.join()
    server.server_close()


def token(house: House) -> str:
    """The token of an officer who may open the box."""
    return house.token("officer", account_id=ONE.account_id, name=ONE.name)


@pytest.mark.parametrize("width", [PHONE, USUAL])
def test_axe_finds_nothing_at_any_desk(page: Page, table: Table, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    opening = table.opening_id
    found = {}
    for path in (*DESKS, f"boxes/openings/{opening}", f"boxes/openings/{opening}/record", f"slips/{opening}/scan",
                 f"slips/{opening}/key", "slips/audit"):
        page.goto(f"/staff/{path}")
        found[path] = violations(page)
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found[path].append("wider than the screen")
    assert {path: what for path, what in found.items() if what} == {}


def test_on_a_phone_the_desks_fold_into_one_line_that_the_keyboard_opens(page: Page) -> None:
    page.set_viewport_size({"width": PHONE, "height": 760})
    page.goto("/staff/boxes")
    assert page.get_by_role("link", name="社情民意").count() == 0
    drawer = page.locator(".desks-drawer summary")
    assert drawer.inner_text().startswith("意见征集箱") and drawer.bounding_box()["height"] >= 44
    drawer.press("Enter")
    link = page.get_by_role("link", name="社情民意")
    assert violations(page) == [] and link.bounding_box()["height"] >= 44
    link.press("Enter")
    page.wait_for_url("**/staff/items")
