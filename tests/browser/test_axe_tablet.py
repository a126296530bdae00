"""axe finds nothing on the tablet: binding, start, form, error, thanks; and nothing overflows or is faint."""
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.test_axe import WIDTHS
from tests.browser.visitors import HEIGHT, faults
from tests.live.campaign import Campaign, a_campaign
from tests.live.tablet import APP

pytestmark = [pytest.mark.browser, pytest.mark.live]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """A tablet that was just enrolled."""
    with a_campaign(tmp_path_factory.mktemp("axe")) as campaign:
        yield campaign


def wrong(page: Page) -> dict[str, Any]:
    """What axe and the house's own measure find."""
    found = faults(page) | {"axe": violations(page)}
    return {name: what for name, what in found.items() if what}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_state_of_the_tablet_has_a_violation(campaign: Campaign, width: int) -> None:
    tablet = campaign.tablet
    page, found = tablet.page, {}
    page.set_viewport_size({"width": width, "height": HEIGHT})
    tablet.page.goto(tablet.origin + APP)
    page.wait_for_selector("[data-strip]")
    found["start"] = wrong(page)
    tablet.fill("   ")
    found["form"] = wrong(page)
    page.click("[data-action=send]")
    page.wait_for_selector(".errors:visible")
    found["error"] = wrong(page)
    assert tablet.speak(campaign.say())
    found["thanks"] = wrong(page)
    assert {state: each for state, each in found.items() if each} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_that_binds_a_device_has_no_violation(campaign: Campaign, width: int) -> None:
    code = campaign.outpost.enrol(f"平板 {width}")["enrolment_url"].split("/", 3)[3]
    page = campaign.tablet.chromium.page(f"{campaign.tablet.origin}/{code}")
    page.set_viewport_size({"width": width, "height": HEIGHT})
    assert wrong(page) == {}
    page.goto(f"{campaign.tablet.origin}/enrol/no-such-code")
    assert violations(page) == []
    page.close()
