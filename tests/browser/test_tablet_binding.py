"""A tablet's events and bindings in a browser: what its crew sets up travels, and no binding costs an opinion."""
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.live.campaign import Campaign, a_campaign
from tests.live.outpost import path_of
from tests.live.servers import wait_until
from tests.live.weather import CLEAR, OFFLINE, Sky

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(180)]
BIND = "[data-action=bind], [data-action=enrol]"
NO_PARCEL = Sky("gate", reaches=False, only="/api/v1/parcels")
USED = "SELECT used_at FROM enrolments WHERE device_id = ? ORDER BY made_at"
DRAFTS = "/api/v1/consultations/<consultation_id>"


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    """A tablet that was just enrolled."""
    with a_campaign(tmp_path) as campaign:
        yield campaign


def set_up_event(campaign: Campaign, title: str, crew: str) -> None:
    """The crew sets up an event of its own and comes to the form."""
    page = campaign.tablet.page
    page.reload()
    page.click("[data-action=choose-event]")
    if page.locator("[name=popup][value='']").count():
        page.check("[name=popup][value='']")
    page.fill("[name=event-title]", title)
    page.fill("[name=event-crew]", crew)
    page.click("form.event [data-action=start]")
    page.wait_for_selector("[name=text]")


def bind(campaign: Campaign, path: str) -> None:
    """Scan a code with the tablet and press the button."""
    page = campaign.tablet.page
    page.goto(campaign.tablet.origin + path)
    page.click(BIND)


def answers(campaign: Campaign, rule: str) -> list[int]:
    """The statuses that the server has answered under a rule."""
    lines = (campaign.outpost.folder / "serve.log").read_text().splitlines()
    told: list[dict[str, Any]] = [json.loads(line) for line in lines if f'"{rule}"' in line]
    return [each["status"] for each in told if each.get("rule") == rule]


def test_events_set_up_without_a_network_come_with_the_opinions_that_name_them(campaign: Campaign) -> None:
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    for title, crew in (("井边夜谈", "石小井、李大渠"), ("晒谷场", "王谷")):
        set_up_event(campaign, title, crew)
        assert tablet.speak(campaign.say())
    campaign.weather.sky = CLEAR
    tablet.await_sent(30)
    popups = campaign.outpost.rows("SELECT * FROM popups ORDER BY made_at, opens_at")
    assert [(each["title"], json.loads(each["crew"]), each["device_id"]) for each in popups] == [
        ("井边夜谈", ["石小井", "李大渠"], tablet.device), ("晒谷场", ["王谷"], tablet.device)]
    assert [each["popup_id"] for each in campaign.outpost.stored(tablet.device)] == [each["id"] for each in popups]


def test_a_refresh_asks_only_whether_the_drafts_are_as_they_were(campaign: Campaign) -> None:
    page = campaign.tablet.page
    first = answers(campaign, DRAFTS)
    assert first and set(first[1:]) <= {304} and first[0] == 200
    with page.expect_response("**/api/v1/consultations/*") as answered:
        page.reload()
    assert answered.value.json()["provisions"], "the page has it whole all the same"
    wait_until(lambda: answers(campaign, DRAFTS)[len(first):] == [304], 10, "it was told no more than that")


def test_the_code_on_the_thank_you_is_the_receipts_address(campaign: Campaign) -> None:
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    receipt = tablet.speak(campaign.say())
    picture = tablet.page.locator("main [role=img]").screenshot()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert [each.text for each in found] == [f"{tablet.origin}/t/{receipt}"]
    whole = zxingcpp.read_barcodes(Image.open(io.BytesIO(tablet.page.screenshot(full_page=True))))
    assert [each.text for each in whole] == [f"{tablet.origin}/t/{receipt}"]


def test_a_tablet_with_anothers_unsent_work_is_refused_and_the_code_stays_good(campaign: Campaign) -> None:
    tablet = campaign.tablet
    other = campaign.outpost.enrol("二号平板")
    campaign.weather.sky = NO_PARCEL
    assert tablet.speak(campaign.say())
    bind(campaign, path_of(other))
    tablet.page.wait_for_selector("[data-error]:visible")
    assert "还有 1 条意见没有送到" in tablet.page.inner_text("[data-error]")
    assert [row["used_at"] for row in campaign.outpost.rows(USED, other["id"])] == [None]
    campaign.weather.sky = CLEAR
    tablet.page.goto(f"{tablet.origin}/tablet")
    tablet.page.wait_for_selector("[data-strip]")
    tablet.await_sent(30)
    assert len(campaign.outpost.stored(tablet.device)) == 1
    bind(campaign, path_of(other))
    tablet.page.wait_for_url("**/tablet*")
    assert campaign.outpost.rows(USED, other["id"])[0]["used_at"] is not None


def test_a_revoked_tablet_bound_anew_sends_and_exports_the_very_same_outbox(campaign: Campaign, tmp_path: Path) -> None:
    tablet = campaign.tablet
    campaign.weather.sky = OFFLINE
    for _ in range(3):
        assert tablet.speak(campaign.say())
    sealed = [(each["id"], each["digest"]) for each in tablet.outbox()]
    campaign.outpost.revoke(tablet.device)
    campaign.weather.sky = CLEAR
    tablet.sync()
    wait_until(lambda: tablet.strip()["state"] == "stopped", 20, "it stops")
    campaign.weather.sky = NO_PARCEL
    bind(campaign, campaign.outpost.issue_code(tablet.device))
    tablet.page.wait_for_url("**/tablet*")
    with tablet.page.expect_download() as carried:
        tablet.page.click("[data-action=export]")
    carried.value.save_as(tmp_path / "stick.minyi")
    brought = tablet.page.request.post(f"{campaign.outpost.address}/api/v1/parcels",
                                       data=(tmp_path / "stick.minyi").read_bytes())
    assert [each["status"] for each in brought.json()["results"]] == ["created"] * 3
    campaign.weather.sky = CLEAR
    tablet.await_sent(30)
    assert [(row["id"], row["digest"]) for row in campaign.outpost.stored(tablet.device)] == sealed
