"""A new version of the tablet's app waits for unsent work and for open forms, and comes when someone asks for it."""
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.campaign import Campaign, a_campaign
from tests.live.servers import wait_until
from tests.live.tablet import APP, press
from tests.live.weather import CLEAR, Sky

pytestmark = [pytest.mark.live, pytest.mark.timeout(120)]
SERVED = "async (path) => (await (await fetch(path)).text()).trim().split('\\n').at(-1)"
NO_PARCELS = Sky("gate", status=502, reaches=False, only="/api/")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    """A tablet that was just enrolled."""
    with a_campaign(tmp_path) as campaign:
        yield campaign


def served(campaign: Campaign) -> str:
    """The last line of the module that a page is given: it names the edition."""
    found: str = campaign.tablet.page.evaluate(SERVED, campaign.module[0])
    return found


def publish(campaign: Campaign) -> str:
    """A new version is ready on the tablet; gives its last line."""
    campaign.do_update(0.0)
    wait_until(campaign.tablet.has_waiting_update, 20, "the new version lies ready")
    return f"// edition {campaign.edition}"


def go_home(campaign: Campaign) -> None:
    """Open the operator's page."""
    campaign.tablet.page.goto(campaign.tablet.origin + APP)
    campaign.tablet.page.wait_for_selector("[data-action=choose-event]")
    campaign.tablet.mark = None


def test_an_update_never_comes_over_unsent_work_and_comes_when_it_is_safe(campaign: Campaign) -> None:
    tablet = campaign.tablet
    campaign.weather.sky = NO_PARCELS
    assert tablet.speak(campaign.say())
    edition = publish(campaign)
    go_home(campaign)
    assert tablet.page.locator("[data-action=update]").is_disabled() and served(campaign) != edition
    tablet.restart()
    assert served(campaign) != edition, "a restart took the update over unsent work"
    campaign.weather.sky = CLEAR
    campaign.calm()
    go_home(campaign)
    with tablet.page.expect_navigation():
        tablet.page.click("[data-action=update]:enabled")
    tablet.page.wait_for_selector("[data-strip]")
    assert served(campaign) == edition
    assert tablet.speak(campaign.say())
    campaign.calm()


def test_an_update_never_comes_over_a_form_that_is_open_in_another_tab(campaign: Campaign) -> None:
    tablet = campaign.tablet
    with tablet.a_second_tab() as other:
        tablet.fill("还没有写完的话", other)
        edition = publish(campaign)
        go_home(campaign)
        press(tablet.page, "[data-action=update]")
        tablet.page.wait_for_timeout(500)
        assert served(campaign) != edition
        assert other.input_value("[name=text]") == "还没有写完的话"
        assert tablet.submit(other, "还没有写完的话")
    campaign.calm()


def test_a_login_page_never_becomes_the_app(campaign: Campaign) -> None:
    """A captive portal answers 200 to everything, also to the browser's look for an update."""
    tablet = campaign.tablet
    campaign.weather.editions = {campaign.module[0]: lambda _: b"<html>portal</html>"}
    edition = campaign.edition
    campaign.edition += 1
    campaign.weather.editions["/tablet/sw.js"] = lambda body: body + b"\n// other"
    tablet.ask_for_update()
    tablet.page.wait_for_timeout(1000)
    tablet.restart()
    assert campaign.edition == edition + 1 and "portal" not in served(campaign)
    assert tablet.speak(campaign.say())
    campaign.calm()
