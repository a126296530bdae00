"""Pop-ups that a crew has set up on a tablet: they come with the opinions that name them, and cost none of these."""
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.models import Popup
from shared.ids import new_id
from tests.builders import NOON
from tests.house import House
from tests.intake.registry import a_registry
from tests.intake.tablets import ask, bring, enrol, opinions, statuses
from tests.intake.test_parcels_desk import bring_files, row_of
from tests.parcels import Tablet

NOTE = "平板上登记的流动工作站点有的不合规定，没有收下；意见照常收下，请在“流动工作站点”页核对。"
MIDNIGHT = datetime(2026, 11, 24, 16, tzinfo=UTC)  # at the station


def an_event(asked: str, **other: Any) -> dict[str, Any]:
    """A pop-up as the tablet tells of it."""
    return {"id": new_id(), "consultation_id": asked, "title": "井边夜谈", "place": "古井", "audience": "取水的人",
            "crew": ["石小井", "李大渠"], "opens_at": (NOON - timedelta(hours=2)).isoformat()} | other


def out_and_about(house: House, count: int = 2, **other: Any) -> tuple[Tablet, dict[str, Any]]:
    """A tablet with an event of its crew's own and some opinions that name it."""
    asked, tablet = ask(house), enrol(house)
    event = an_event(asked, **other)
    tablet.events.append(event)
    for _ in range(count):
        tablet.write(asked, popup_id=event["id"])
    return tablet, event


def popups(house: House) -> list[Popup]:
    """All that intake knows."""
    with house.sites["intake"].database.reading() as session:
        return list(session.scalars(select(Popup)))


def look(house: House, path: str) -> str:
    """A page as an officer sees it."""
    return house.client("intake").get(path, headers=house.bearer("officer") | {"Accept": "text/html"}).text


def test_an_event_set_up_on_a_tablet_stands_on_the_desk_with_its_opinions(house: House) -> None:
    tablet, event = out_and_about(house)
    assert statuses(bring(house, tablet.parcel())) == ["created"] * 2
    (kept,) = popups(house)
    assert {name: getattr(kept, name) for name in ("id", "title", "place", "audience", "crew", "consultation_id")} == {
        name: event[name] for name in ("id", "title", "place", "audience", "crew", "consultation_id")}
    assert (kept.station_id, kept.device_id, kept.made_by) == (tablet.station, tablet.device, None)
    assert (kept.opens_at, kept.closes_at, kept.made_at) == (NOON - timedelta(hours=2), MIDNIGHT, NOON)
    listed, page = look(house, "/staff/popups"), look(house, f"/staff/popups/{event['id']}")
    assert "平板上登记" in listed and "井边夜谈" in listed and 'data-label="意见">2</td>' in listed
    assert "平板上登记" in page and "集市一号平板" in page and "意见（2 条）" in page


def test_a_file_on_a_stick_brings_its_events_too(house: House) -> None:
    tablet, event = out_and_about(house)
    assert NOTE not in bring_files(house, tablet.parcel())
    assert [each.id for each in popups(house)] == [event["id"]]


def test_what_staff_wrote_is_never_overwritten(house: House) -> None:
    registry = a_registry(house)
    planned, tablet = registry.a_popup(), enrol(house, registry.station)
    tablet.events.append(an_event(registry.asked, id=planned["id"], title="别的"))
    tablet.write(registry.asked, popup_id=planned["id"])
    assert statuses(bring(house, tablet.parcel())) == ["created"]
    (kept,) = popups(house)
    assert kept.title == "赶集日" and kept.device_id is None and kept.made_by is not None


def test_what_staff_mended_stays_when_the_tablet_tells_it_again(house: House) -> None:
    tablet, event = out_and_about(house, crew=[], audience="")
    bring(house, tablet.parcel())
    client, path = house.client("intake"), f"/api/v1/popups/{event['id']}"
    changed = client.patch(path, headers=house.bearer("admin"), json={"place": "新井", "crew": ["石小井"]})
    assert changed.status_code == 200, changed.text
    assert statuses(bring(house, tablet.parcel())) == ["repeated"] * 2
    (kept,) = popups(house)
    assert (kept.place, kept.crew, kept.audience) == ("新井", ["石小井"], "")


def test_an_event_that_no_opinion_in_the_parcel_names_is_passed_over(house: House) -> None:
    tablet, event = out_and_about(house)
    stray = an_event(event["consultation_id"])
    answer = bring(house, tablet.parcel(events=[event, stray]))
    assert [each.id for each in popups(house)] == [event["id"]] and "notes" not in answer


@pytest.mark.parametrize("said", [
    "井边", 7, {"id": "x"}, [7], [None], [[]], [{}], [{"id": []}], [{"id": {}}], [["id"]]])
def test_a_senseless_member_costs_no_opinion(house: House, said: Any) -> None:
    tablet, _ = out_and_about(house)
    answer = bring(house, tablet.parcel(events=said))
    assert statuses(answer) == ["created"] * 2 and answer["notes"] == [NOTE] and popups(house) == []


@pytest.mark.parametrize("fault", [
    {"title": ""}, {"title": None}, {"place": "长" * 201}, {"crew": "石小井"}, {"crew": ["人"] * 101},
    {"opens_at": "昨天"}, {"consultation_id": "x"}, {"title": "\0"}, {"other": 1}])
def test_one_bad_event_costs_neither_an_opinion_nor_another_event(house: House, fault: dict[str, Any]) -> None:
    tablet, event = out_and_about(house)
    other = an_event(event["consultation_id"])
    tablet.write(event["consultation_id"], popup_id=other["id"])
    page = bring_files(house, tablet.parcel(events=[event | fault, other]))
    assert NOTE in row_of(page, "a.minyi") and len(opinions(house)) == 3
    assert [each.id for each in popups(house)] == [other["id"]]


@pytest.mark.parametrize("opens, closes, kept", [
    (None, None, (NOON, MIDNIGHT)),
    (NOON + timedelta(days=1), None, (NOON, MIDNIGHT)),
    (NOON - timedelta(days=2), None, (NOON - timedelta(days=2), MIDNIGHT - timedelta(days=2))),
    (NOON, NOON + timedelta(hours=1), (NOON, NOON + timedelta(hours=1))),
    (NOON, NOON, (NOON, MIDNIGHT)),
])
def test_it_began_when_the_tablet_says_but_never_in_the_future_and_lasts_its_day(
        house: House, opens: datetime | None, closes: datetime | None, kept: tuple[datetime, datetime]) -> None:
    tablet, _ = out_and_about(house, opens_at=opens and opens.isoformat(), closes_at=closes and closes.isoformat())
    bring(house, tablet.parcel())
    (popup,) = popups(house)
    assert (popup.opens_at, popup.closes_at) == kept


def test_an_event_of_an_opinion_that_waits_for_a_clerk_is_kept(house: House) -> None:
    tablet, event = out_and_about(house, count=0)
    tablet.write(event["consultation_id"], popup_id=event["id"], provision="art_99")
    assert statuses(bring(house, tablet.parcel())) == ["aside"] and [each.id for each in popups(house)] == [event["id"]]


def test_the_stations_other_tablets_are_offered_it(house: House) -> None:
    tablet, event = out_and_about(house)
    bring(house, tablet.parcel())
    other = enrol(house, tablet.station, "二号平板")
    told = house.client("intake").get("/api/v1/devices/me", headers={"Authorization": f"Bearer {other.token}"}).json
    assert [(each["id"], each["title"]) for each in told["popups"]] == [(event["id"], "井边夜谈")]
