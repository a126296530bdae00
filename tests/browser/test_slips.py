"""The keying desk in a browser, by keyboard alone: no contact travels in the clear, two keys make the opinion."""
import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from nacl.public import PrivateKey, SealedBox
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from services.intake.models import Opinion, Slip
from shared.keyring import load_keyring
from tests.house import House, a_house
from tests.intake.slip_desk import CONTACT, Table, a_slip, a_table, as_bytes

pytestmark = pytest.mark.browser
PHONE = "13900000000"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake alone."""
    with a_house(tmp_path, "intake") as found:
        yield found


@pytest.fixture
def place(house: House) -> Iterator[tuple[Table, str]]:
    """An opened box with two slips, and the address of its desk."""
    table = a_table(house, number=2)
    server = make_server("127.0.0.1", 0, house.apps["intake"], threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield table, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sit_down(browser: Browser, table: Table, address: str, by: str, path: str) -> tuple[Page, list[str]]:
    """A page as one of the people sees it, and the bodies of what it sends."""
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    token = table.people[by]["Authorization"].removeprefix("Bearer ")
    context.add_cookies([{"name": "minyi_token", "value": token, "url": address}])
    page, sent = context.new_page(), []
    page.on("request", lambda request: sent.append(str(request.post_data_buffer or b"")))
    page.goto(address + path)
    return page, sent


def test_a_contact_is_sealed_in_the_browser_and_an_empty_strip_is_one_key(
        browser: Browser, place: tuple[Table, str], tmp_path: Path) -> None:
    table, address = place
    files = [tmp_path / f"{serial}.png" for serial in (1, 2)]
    for serial, file in enumerate(files, 1):
        file.write_bytes(as_bytes(a_slip(table.batch_id, serial)))
    page, sent = sit_down(browser, table, address, "甲", f"/staff/slips/{table.opening_id}/scan")
    page.set_input_files("#files", files)
    page.locator(".uploading button").press("Enter")
    page.locator("ol .scan:nth-child(2) [data-contact=channel]").wait_for()
    page.locator("ol .scan:nth-child(1) [data-contact=channel]:focus").select_option("sms")
    page.keyboard.press("Tab")
    page.keyboard.type("王小井")
    page.keyboard.press("Tab")
    page.keyboard.type(PHONE)
    page.keyboard.press("Enter")
    page.get_by_text("已密封。").wait_for()
    page.locator("ol .scan:nth-child(2) [data-contact-form] button").press("Enter")
    page.get_by_text("没有填写，已记下。").wait_for()
    assert not [body for body in sent if PHONE in body or CONTACT in body]
    with table.house.sites["intake"].database.reading() as session:
        first, second = (session.get_one(Slip, table.slips[serial]) for serial in (1, 2))
    keys = load_keyring("notify", table.house.folder / "keys")
    private = PrivateKey(b64decode(keys.contact_private[first.contact_key or ""]))
    inside = json.loads(SealedBox(private).decrypt(b64decode(first.sealed_contact or "")))
    assert (inside["phone"], inside["channel"], inside["opinion_id"]) == (PHONE, "sms", first.opinion_id)
    assert second.sealed_contact == ""


def test_two_people_key_and_a_third_decides_without_a_mouse(browser: Browser, place: tuple[Table, str]) -> None:
    table, address = place
    table.scan_all()
    for by, word in (("甲", "三米"), ("乙", "五米")):
        page, _ = sit_down(browser, table, address, by, f"/staff/slips/{table.opening_id}/key")
        for keys in ("1", "Enter", "3", "Enter"):  # article 1, the third stance
            page.keyboard.press(keys)
        page.keyboard.type(word)
        page.keyboard.press("F8")
        page.keyboard.press("Control+Enter")
        page.get_by_role("status").wait_for()
    page, _ = sit_down(browser, table, address, "丙", f"/staff/slips/{table.opening_id}/differences")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    with table.house.sites["intake"].database.reading() as session:
        opinion, = session.scalars(select(Opinion))
    assert (opinion.provision, opinion.stance, opinion.text) == ("art_1", "amend", "五米")


@pytest.mark.parametrize("width", [360, 1024, 1920])
def test_the_desk_fits_every_screen(browser: Browser, place: tuple[Table, str], width: int) -> None:
    table, address = place
    table.scan_all()
    table.key(1, "甲", text="三米")
    table.key(1, "乙", text="五米")
    own = (f"/{table.opening_id}/{step}" for step in ("scan", "key", "differences"))
    for path in ("", *own, "/audit"):
        page, _ = sit_down(browser, table, address, "丙", f"/staff/slips{path}")
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
