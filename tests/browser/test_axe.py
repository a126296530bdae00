"""axe finds nothing on any public page: narrow, usual and wide, in both languages, in each face a page can have."""
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from deploy.sample.door import Door
from tests.browser.axe import rules, violations
from tests.browser.visitors import Site
from tests.journeys.story import Story
from tests.live.machine import a_machine

pytestmark = [pytest.mark.browser, pytest.mark.live]
WIDTHS = (360, 1024, 1920)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One product for all tests of this module."""
    folder = tmp_path_factory.mktemp("axe")
    with a_machine(folder / "data") as machine, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium",
                                             args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        site = Site(machine, browser, Story(Door({"": machine.address}), machine.password, folder / "mail"))
        site.set_up()
        yield site
        browser.close()


def look(page: Page, paths: list[str]) -> dict[str, list[str]]:
    """What axe finds on each of these pages."""
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = violations(page)
    return {path: each for path, each in found.items() if each}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_public_page_has_a_violation(site: Site, width: int) -> None:
    with site.visitor(width, bypass_csp=True) as page:
        assert look(page, [*site.pages(), "/nothing/here"]) == {}


@pytest.mark.parametrize("choice", ["lang=en", "type=large", "contrast=high"])
def test_no_face_of_a_public_page_has_a_violation(site: Site, choice: str) -> None:
    with site.visitor(360, bypass_csp=True) as page:
        page.goto(f"/?{choice}")
        assert look(page, site.pages()) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_form_with_errors_a_proposal_and_a_contact_has_no_violation(site: Site, width: int) -> None:
    with site.visitor(width, bypass_csp=True) as page:
        page.goto(site.draft(f"/speak?provision={site.story.articles[4]}"))
        page.check("[value=amend]")
        page.fill("[name=proposed_text]", "井台周围三米不得停车。")
        page.check("[name=contact_channel][value=email]")
        page.fill("[name=contact_email]", "jing@example.org")
        assert violations(page) == []
        page.fill("[name=text]", "   ")
        page.click("form.speak .primary")
        page.wait_for_selector("#errors")
        assert violations(page) == []


def test_axe_is_really_asked(site: Site) -> None:
    with site.visitor(360, bypass_csp=True) as page:
        page.goto("/")
        assert len(rules(page)) > 90
        page.set_content("<main><img src=x><p style='color: #aaa'>淡而看不清的字</p></main>")
        assert {each.split(" | ")[0] for each in violations(page)} >= {"image-alt", "color-contrast"}
