"""The device desk: what each device has sent, when it was heard, what is missing; those to look after first."""
import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from services.intake.domain.watch import Known, judge_device
from services.intake.pages.elapsed import say_elapsed
from tests.builders import NOON, an_opinion
from tests.house import House
from tests.intake.registry import Registry, a_registry, bearer

HOUR = timedelta(hours=1)


@pytest.fixture
def registry(house: House) -> Registry:
    """One station, one consultation."""
    return a_registry(house)


@pytest.mark.parametrize("other, word", [
    ({}, "well"), ({"heard_at": NOON - 25 * HOUR}, "silent"), ({"heard_at": None}, "unheard"),
    ({"missing": 1}, "missing"), ({"odd": 1}, "odd"), ({"aside": 1}, "aside"),
    ({"missing": 1, "revoked_at": NOON}, "revoked"),
    ({"missing": 1, "heard_at": None}, "missing")])
def test_a_device_is_judged_by_the_gravest(other: dict[str, Any], word: str) -> None:
    known = {"enrolled_at": NOON - 48 * HOUR, "heard_at": NOON - HOUR, "revoked_at": None, "missing": 0, "odd": 0,
             "aside": 0}
    assert judge_device(Known(**known | other), NOON) == word


def test_a_time_is_said_in_the_largest_unit_that_fits(house: House) -> None:
    client = house.client("intake")
    with client.application.test_request_context("/"):
        said = [say_elapsed(seconds) for seconds in (5, 12 * 60 + 59, 3 * 3600, 49 * 3600)]
    assert said == ["刚刚", "12 分钟前", "3 小时前", "2 天前"]


def test_the_desk_says_what_was_sent_when_it_was_heard_and_what_is_missing(registry: Registry) -> None:
    token = registry.bind(registry.enrol())["token"]
    registry.send(token, 1, 2, 4)
    registry.house.clock.moment = NOON + timedelta(minutes=12)
    page = registry.look("/staff/devices")
    assert "缺 1 条" in page and "12 分钟前" in page and 'title="2026-11-24 12:00:00"' in page
    [device] = [row for row in rows(registry) if row["设备"] == "一号平板"]
    assert device | {"最近联系": ""} == {
        "工作站": "枫香乡工作站", "设备": "一号平板", "种类": "平板", "状态": "缺号", "今天": "3", "总数": "3",
        "最近联系": "", "应到下一号": "5", "缺号": "3", "另存待核对": "0"}


def test_what_needs_looking_after_stands_first_with_a_word(registry: Registry) -> None:
    tokens = {name: registry.bind(registry.enrol(name))["token"] for name in ("安静", "缺的", "好的")}
    registry.enrol("没来过")
    registry.house.clock.moment = NOON + 25 * HOUR
    registry.admin = registry.house.bearer("admin")
    registry.send(tokens["缺的"], 2)
    registry.send(tokens["好的"], 1)
    assert [(row["设备"], row["状态"]) for row in rows(registry)] == [
        ("缺的", "缺号"), ("安静", "超过 24 小时没有联系"), ("没来过", "还没有联系过"), ("好的", "正常")]


def test_yesterdays_opinions_are_not_todays(registry: Registry) -> None:
    made = registry.enrol()
    token = registry.bind(made)["token"]
    registry.send(token, 1)
    registry.house.clock.moment = NOON + 24 * HOUR
    registry.admin = registry.house.bearer("admin")
    registry.send(token, 2, 3)
    assert [(row["今天"], row["总数"]) for row in rows(registry)] == [("2", "3")]
    page = registry.look(f"/staff/devices/{made['id']}")
    assert page.index("2026年11月25日") < page.index("2026年11月24日") and "1–3 齐全" in page


def test_devices_are_found_by_their_own_or_their_stations_name(registry: Registry) -> None:
    registry.enrol("集市平板")
    assert "集市平板" in registry.look("/staff/devices?q=集市") and "集市平板" in registry.look("/staff/devices?q=枫香")
    assert "没有这样的设备" in registry.look("/staff/devices?q=学校")


def test_an_empty_desk_says_what_to_do_next(registry: Registry) -> None:
    assert "登记第一台" in registry.look("/staff/devices")


def test_a_devices_name_is_no_formula_in_the_exported_table(registry: Registry) -> None:
    registry.enrol("=1+1")
    assert rows(registry)[0]["设备"] == "'=1+1"


def test_what_was_kept_aside_of_a_device_is_counted_and_listed(registry: Registry) -> None:
    made = registry.enrol()
    token = registry.bind(made)["token"]
    body = an_opinion(registry.asked, channel="tablet", station_id=registry.station, device={"seq": 1})
    for text in ("先", "后"):
        registry.client.post("/api/v1/opinions", json=body | {"text": text}, headers=bearer(token))
    assert rows(registry)[0]["另存待核对"] == "1"
    assert body["id"] in registry.look(f"/staff/devices/{made['id']}")


def test_a_chain_that_does_not_fit_is_said_with_its_numbers(registry: Registry) -> None:
    made = registry.enrol()
    token = registry.bind(made)["token"]
    registry.send(token, 1)
    body = an_opinion(registry.asked, channel="tablet", device={"seq": 2, "prev": "0" * 64})
    assert registry.client.post("/api/v1/opinions", json=body, headers=bearer(token)).status_code == 201
    assert rows(registry)[0]["状态"] == "序号链对不上"
    assert "接不上前一条的：2；来了两份的：—。" in registry.look(f"/staff/devices/{made['id']}")


def rows(registry: Registry) -> list[dict[str, str]]:
    """The desk as a spreadsheet takes it."""
    answer = registry.client.get("/staff/devices/list.csv", headers=registry.admin)
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
