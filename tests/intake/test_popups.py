"""Pop-ups: planned, changed, closed; what was said there."""
import re
from datetime import timedelta

import pytest

from tests.builders import NOON, an_opinion
from tests.house import House
from tests.intake.registry import PAGE, Registry, a_registry, bearer


@pytest.fixture
def registry(house: House) -> Registry:
    """One station, one consultation."""
    return a_registry(house)


def test_a_pop_up_that_is_closed_is_offered_no_longer(registry: Registry) -> None:
    token, popup = registry.bind(registry.enrol())["token"], registry.a_popup()
    closed = registry.post(f"/popups/{popup['id']}/close", 200)
    assert closed["closed_at"] == NOON.isoformat() == registry.post(f"/popups/{popup['id']}/close", 200)["closed_at"]
    assert registry.client.get("/api/v1/devices/me", headers=bearer(token)).json["popups"] == []


def test_a_pop_up_can_be_changed_until_it_is_closed(registry: Registry) -> None:
    popup = registry.a_popup()
    path = f"/api/v1/popups/{popup['id']}"
    changed = registry.client.patch(path, headers=registry.admin, json={"place": "新街口"})
    assert changed.json == popup | {"place": "新街口"}
    wrong = registry.client.patch(path, headers=registry.admin, json={"closes_at": NOON.isoformat()})
    assert wrong.status_code == 422 and wrong.json["errors"]["closes_at"] == ["结束时间应在开始时间之后。"]
    registry.post(f"/popups/{popup['id']}/close", 200)
    assert registry.client.patch(path, headers=registry.admin, json={"place": "河边"}).status_code == 409


@pytest.mark.parametrize("name, value", [
    ("crew", []), ("crew", "张三"), ("title", " "), ("closes_at", NOON.isoformat()), ("opens_at", "明天"),
    ("station_id", "0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"), ("consultation_id", "0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"),
    ("audience", None)])
def test_a_pop_up_with_a_fault_is_refused_and_the_field_named(registry: Registry, name: str, value: object) -> None:
    body = {"station_id": registry.station, "consultation_id": registry.asked, "title": "赶集日", "place": "老街口",
            "audience": "村民", "crew": ["张三"], "opens_at": NOON.isoformat(),
            "closes_at": (NOON + timedelta(hours=1)).isoformat()}
    answer = registry.post("/popups", 422, **body | {name: value})
    assert [each.split(".")[0] for each in answer["errors"]] == [name]


def test_an_officer_plans_at_his_own_stations_only(registry: Registry) -> None:
    popup = registry.a_popup()
    other = registry.house.bearer("officer", stations=["0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"])
    assert registry.client.post(f"/api/v1/popups/{popup['id']}/close", headers=other).status_code == 403


def test_what_was_said_at_a_pop_up_stands_on_its_page_with_counts(registry: Registry) -> None:
    token, popup = registry.bind(registry.enrol())["token"], registry.a_popup()
    for text, provision in (("井台要修", "art_1"), ("井盖要换", "art_1"), ("都好", None)):
        body = an_opinion(registry.asked, channel="tablet", station_id=registry.station, popup_id=popup["id"],
                          text=text, provision=provision)
        assert registry.client.post("/api/v1/opinions", json=body, headers=bearer(token)).status_code == 201
    page = registry.look(f"/staff/popups/{popup['id']}")
    assert "意见（3 条）" in page and "第1条 <b>2</b>" in page and "整部草案 <b>1</b>" in page and "井盖要换" in page
    assert registry.client.get("/api/v1/popups", headers=registry.admin).json["items"][0]["opinions"] == 3


def test_an_unknown_pop_up_of_a_device_is_kept(registry: Registry) -> None:
    token = registry.bind(registry.enrol())["token"]
    body = an_opinion(registry.asked, channel="tablet", popup_id="0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f")
    assert registry.client.post("/api/v1/opinions", json=body, headers=bearer(token)).status_code == 201


def test_a_pop_up_is_changed_on_its_page_with_the_time_of_the_wall_clock(registry: Registry) -> None:
    popup = registry.a_popup()
    page = registry.look(f"/staff/popups/{popup['id']}")
    assert 'value="2026-11-24T12:00"' in page and 'value="张三、李四"' in page
    typed = {"csrf_token": (re.search(r'name="csrf_token" value="([^"]+)"', page) or [""])[1], "title": "赶集日",
             "place": "老街口", "audience": "村民", "crew": "王五，赵六", "opens_at": "2026-11-24T13:00",
             "closes_at": "2026-11-24T17:30"}
    path = f"/staff/popups/{popup['id']}"
    assert registry.client.post(path, data=typed, headers=PAGE | registry.admin).status_code == 303
    [changed] = registry.client.get("/api/v1/popups", headers=registry.admin).json["items"]
    assert changed["crew"] == ["王五", "赵六"] and changed["opens_at"] == "2026-11-24T05:00:00+00:00"
    wrong = registry.client.post(path, data=typed | {"closes_at": "2026-11-24T12:00"}, headers=PAGE | registry.admin)
    assert wrong.status_code == 422 and "结束时间应在开始时间之后。" in wrong.text
    assert 'value="王五，赵六"' in wrong.text
