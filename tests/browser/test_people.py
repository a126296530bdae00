"""Lists of people by the keyboard alone; axe finds nothing on the pages of people and filings, narrow or usual."""
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.browser.axe import violations
from tests.house import a_house
from tests.review.browsing import Browser
from tests.review.pool import CRITERIA, DECISION, Pool
from tests.review.test_filings import BAD, a_filing, offered
from tests.review.test_pages_work import an_import

pytestmark = [pytest.mark.browser]
PHONE, USUAL = 360, 1024


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Review alone, with two experts, two groups, a filing that one has reviewed, a draft without a group."""
    with a_house(tmp_path_factory.mktemp("people"), "review") as house:
        found = Pool(house)
        found.keep("甲", recusals=[{"kind": "place", "word": "龙井村"}])
        found.call("POST", f"/experts/{found.ids['甲']}/selections", DECISION | {"criteria": CRITERIA})
        found.call("POST", f"/experts/{found.ids['甲']}/absences", {"from_on": "2026-12-01", "to_on": "2026-12-02"})
        yield found


@pytest.fixture(scope="module")
def page(pool: Pool) -> Iterator[Page]:
    """A page of somebody who is admin and the first expert."""
    server = make_server("127.0.0.1", 0, pool.house.apps["review"], threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=address, bypass_csp=True)
        token = pool.house.token("admin", "expert", account_id=pool.ids["甲"])
        context.add_cookies([{"name": "minyi_token", "value": token, "url": address}])
        yield context.new_page()
        browser.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_list_is_walked_searched_and_opened_by_the_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": USUAL, "height": 760})
    page.goto("/review/people/experts")
    page.keyboard.press("?")
    expect(page.locator("#keys p")).to_be_visible()
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    expect(page.locator("tr.here a")).to_be_focused()
    expect(page.locator("tr.here a")).to_have_text("甲")
    page.keyboard.press("/")
    page.keyboard.type("环境")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("乙")
    page.goto("/review/people/experts")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="清空条件").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_axe_finds_nothing_about_people_and_filings(page: Page, pool: Pool) -> None:
    """On a phone every page; on a usual screen nothing is wider than it either."""
    filing = a_filing(pool)
    task = offered(pool, filing, "甲", "乙")["reviews"]["甲"]
    pool.call("POST", f"/filing-reviews/{task}/verdict", {"answers": BAD, "verdict": "correct"},
              headers=pool.as_("甲"))
    draft = an_import(Browser(pool.house, "group"), sector="环境保护和水利").location.removeprefix("/review/")
    expert, group = f"people/experts/{pool.ids['甲']}", f"people/groups/{pool.groups['城建环保小组']}"
    found: dict[str, list[str]] = {}
    for path in ("people", "people/experts?all=1", expert, f"{expert}/edit", f"{expert}/recusals", f"{expert}/select",
                 f"{expert}/leave", "people/officers", "people/advisers", "people/groups", group, "mine", "filings",
                 "filings/new", f"filings/{filing['id']}", "filing-desk", f"filing-desk/{task}", f"{draft}/group"):
        page.set_viewport_size({"width": PHONE, "height": 760})
        answer = page.goto(f"/review/{path}")
        assert answer is not None and answer.ok, path
        found[path] = violations(page)
        for width in (PHONE, USUAL):
            page.set_viewport_size({"width": width, "height": 760})
            if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
                found[path].append(f"wider than a screen of {width}")
    assert {path: what for path, what in found.items() if what} == {}
