"""The navigation of the staff's desks: grouped, with what waits; and what every desk has in common."""
import re

import pytest

from services.intake.pages.desks import desk_words
from shared.ids import new_id
from tests.builders import NOON
from tests.house import House
from tests.intake.booth import STATION, Booth
from tests.review.browsing import Browser

WAITS = re.compile(r'href="/staff/(\w+)"[^>]*>[^<]+<b class="waits"><span[^>]*>[^<]*</span>(\d+)</b>')


@pytest.fixture
def booth(house: House) -> Booth:
    """A kiosk with an open consultation."""
    return Booth(house)


def clerk(house: House, *roles: str, stations: tuple[str, ...] = ()) -> Browser:
    """A browser of somebody of the staff."""
    browser = Browser(house, service="intake")
    browser.client.set_cookie("minyi_token", house.token(*roles or ("officer",), stations=stations))
    return browser


def waiting(page: str) -> dict[str, int]:
    """What the navigation of a page says waits, by desk."""
    return {desk: int(number) for desk, number in WAITS.findall(page)}


def leave_item(booth: Booth) -> str:
    """Leave one social item; gives its id."""
    body = {"id": new_id(), "text": "村口的路灯坏了。", "written_at": NOON.isoformat()}
    assert booth.client.post("/api/v1/items", json=body, headers=booth.token).status_code == 201
    return body["id"]


def test_every_desk_of_the_navigation_opens_and_marks_itself(house: House) -> None:
    reader = clerk(house)
    with house.apps["intake"].test_request_context():
        names = [name for _group, _words, desks in desk_words() for name, _label in desks]
    assert len(names) == len(set(names)) == 13
    for name in names:
        page = reader.get(f"/staff/{name}")
        assert page.status_code == 200, name
        assert set(re.findall(r'href="/staff/(\w+)" aria-current="page">', page.text)) == {name, "stations"}


def test_the_navigation_counts_what_waits_and_nothing_that_is_done(booth: Booth) -> None:
    booth.put(booth.speak()["id"])
    item = leave_item(booth)
    assert waiting(booth.look("/staff/stations")) == {"recordings": 1, "items": 1}
    booth.post(f"/staff/items/{item}", {"state": "closed"})
    assert waiting(booth.look("/staff/stations")) == {"recordings": 1}


def test_a_clerk_of_another_station_is_told_of_nothing_that_waits_here(booth: Booth) -> None:
    leave_item(booth)
    assert waiting(clerk(booth.house, stations=("elsewhere",)).get("/staff/devices").text) == {}
    assert waiting(clerk(booth.house, "admin", stations=("elsewhere",)).get("/staff/devices").text) == {"items": 1}


def test_who_is_no_clerk_sees_the_audit_without_desks_that_are_not_theirs(house: House) -> None:
    page = clerk(house, "leader").get("/staff/slips/audit")
    assert page.status_code == 200 and "/staff/kiosks" not in page.text


@pytest.mark.parametrize("desk", ["popups", "boxes", "stock", "activities"])
def test_a_desk_offers_only_the_stations_whose_work_the_clerk_may_do(booth: Booth, desk: str) -> None:
    other = booth.client.post("/api/v1/stations", json=STATION | {"name": "乙站"}, headers=booth.officer).json["id"]
    offered = clerk(booth.house, stations=(booth.station,)).get(f"/staff/{desk}").text
    assert f'value="{booth.station}"' in offered and f'value="{other}"' not in offered
    assert f'value="{other}"' in clerk(booth.house).get(f"/staff/{desk}").text


def test_a_device_is_registered_at_ones_own_station_only_and_a_new_station_says_so(house: House) -> None:
    mine = house.client("intake").post("/api/v1/stations", json=STATION, headers=house.bearer("admin")).json["id"]
    own = clerk(house, stations=(mine,))
    own.get("/staff/stations")
    made = own.post("/staff/stations", {name: str(value) for name, value in STATION.items()} | {"name": "新站"})
    assert made.status_code == 303
    page = own.get("/staff/stations").text
    assert "请管理员" in page and re.findall(r'action="/staff/stations/([^"/]+)/devices"', page) == [mine]


@pytest.mark.parametrize("desk", ["boxes", "stock", "popups", "stations", "parcels"])
def test_a_refused_form_has_one_summary_of_its_errors(booth: Booth, desk: str) -> None:
    reader = clerk(booth.house)
    reader.get(f"/staff/{desk}")
    page = reader.post(f"/staff/{desk}", {})
    assert (page.status_code, page.text.count('id="errors"')) == (422, 1)


def test_the_other_language_is_offered_on_every_desk(house: House) -> None:
    for desk in ("stock", "boxes", "kiosks"):
        assert re.search(r'<a href="\?lang=en" lang="en">English</a>', clerk(house).get(f"/staff/{desk}").text), desk
