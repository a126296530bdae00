"""Devices: bound by a one-time code, bound anew, revoked, told of themselves."""
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.intake.api.patience import MOST, forget_misses
from services.intake.models import DeviceStep, Enrolment
from tests.builders import NOON, an_opinion
from tests.house import House
from tests.intake.registry import PAGE, Registry, a_registry, bearer, code_of


@pytest.fixture
def registry(house: House) -> Iterator[Registry]:
    """One station, one consultation, nobody's misses."""
    forget_misses()
    yield a_registry(house)
    forget_misses()


def test_an_enrolment_address_carries_a_code_and_no_token(registry: Registry) -> None:
    made = registry.enrol()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/enrol/[A-Za-z0-9_-]{22}", made["enrolment_url"])
    assert made["token"] not in made["enrolment_url"] and made["collect_settings"] is None


def test_a_code_binds_the_device_and_its_new_token_takes_the_place_of_the_first(registry: Registry) -> None:
    made = registry.enrol()
    bound = registry.bind(made)
    assert {name: bound[name] for name in ("device_id", "kind", "name", "station")} == {
        "device_id": made["id"], "kind": "tablet", "name": "一号平板",
        "station": {"id": registry.station, "name": "枫香乡工作站"}}
    asked = [registry.client.get("/api/v1/devices/me", headers=bearer(token)).status_code
             for token in (made["token"], bound["token"])]
    assert asked == [401, 200]


def test_a_code_is_good_once(registry: Registry) -> None:
    made = registry.enrol()
    registry.bind(made)
    again = registry.client.post(f"/api/v1/enrolments/{code_of(made)}")
    assert again.status_code == 409 and "已经用过" in again.json["detail"] and "重新绑定" in again.json["detail"]


def test_of_many_who_use_a_code_at_once_one_is_bound(registry: Registry) -> None:
    path = f"/api/v1/enrolments/{code_of(registry.enrol())}"
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda _: registry.house.client("intake").post(path).status_code, range(6)))
    assert sorted(statuses) == [200] + [409] * 5


def test_a_code_is_good_for_half_an_hour(registry: Registry) -> None:
    made = registry.enrol()
    registry.house.clock.moment = NOON + timedelta(minutes=30)
    late = registry.client.post(f"/api/v1/enrolments/{code_of(made)}")
    assert late.status_code == 409 and "过期" in late.json["detail"]


def test_a_newer_code_makes_the_older_one_void(registry: Registry) -> None:
    made = registry.enrol()
    newer = registry.post(f"/devices/{made['id']}/codes", 201)
    older = registry.client.post(f"/api/v1/enrolments/{code_of(made)}")
    assert older.status_code == 409 and "作废" in older.json["detail"]
    assert registry.bind(newer)["device_id"] == made["id"]


def test_codes_cannot_be_tried_out(registry: Registry) -> None:
    statuses = [registry.client.post(f"/api/v1/enrolments/a-code-that-is-none-{n}").status_code for n in range(MOST)]
    assert set(statuses) == {404}
    page = registry.client.get("/enrol/another", headers=PAGE)
    assert page.status_code == 429 and "请一分钟后再试" in page.text


def test_a_known_device_is_bound_anew_and_the_old_token_stops_then_not_before(registry: Registry) -> None:
    made = registry.enrol()
    old = registry.bind(made)["token"]
    newer = registry.post(f"/devices/{made['id']}/codes", 201)
    assert registry.client.get("/api/v1/devices/me", headers=bearer(old)).status_code == 200
    new = registry.bind(newer)["token"]
    refused = registry.client.get("/api/v1/devices/me", headers=bearer(old))
    assert refused.status_code == 401 and "重新绑定" in refused.json["detail"]
    assert registry.client.get("/api/v1/devices/me", headers=bearer(new)).json["id"] == made["id"]


def test_a_revoked_devices_next_request_is_refused_with_what_to_do_and_nothing_is_lost(registry: Registry) -> None:
    made = registry.enrol()
    token = registry.bind(made)["token"]
    body = an_opinion(registry.asked, channel="tablet", station_id=registry.station)
    assert registry.client.delete(f"/api/v1/devices/{made['id']}", headers=registry.admin).status_code == 200
    answers = [registry.client.get("/api/v1/devices/me", headers=bearer(token)),
               registry.client.post("/api/v1/opinions", json=body, headers=bearer(token)),
               registry.client.post("/api/v1/opinions/confirm", headers=bearer(token), json={
                   "items": [{"id": body["id"], "sha256": "0" * 64}]})]
    assert [each.status_code for each in answers] == [401] * 3
    assert all("重新绑定" in each.json["detail"] and "都还在" in each.json["detail"] for each in answers)
    again = registry.bind(registry.post(f"/devices/{made['id']}/codes", 201))["token"]
    assert registry.client.post("/api/v1/opinions", json=body, headers=bearer(again)).status_code == 201


def test_a_device_that_was_revoked_cannot_be_bound_by_an_earlier_code(registry: Registry) -> None:
    made = registry.enrol()
    registry.client.delete(f"/api/v1/devices/{made['id']}", headers=registry.admin)
    assert registry.client.post(f"/api/v1/enrolments/{code_of(made)}").status_code == 409


def test_looking_at_a_code_uses_nothing_up_and_says_what_will_be_bound(registry: Registry) -> None:
    made = registry.enrol()
    for _ in range(2):
        page = registry.client.get(f"/enrol/{code_of(made)}", headers=PAGE)
        assert page.status_code == 200 and "一号平板" in page.text and "枫香乡工作站" in page.text
        assert f'data-code="{code_of(made)}"' in page.text and "<noscript>" in page.text
    registry.bind(made)
    used = registry.client.get(f"/enrol/{code_of(made)}", headers=PAGE)
    assert used.status_code == 409 and "已经用过" in used.text and "enrol.js" not in used.text


def test_a_device_can_ask_what_a_code_would_bind_and_uses_nothing_up(registry: Registry) -> None:
    made = registry.enrol()
    path = f"/api/v1/enrolments/{code_of(made)}"
    for _ in range(2):
        seen = registry.client.get(path)
        assert seen.status_code == 200 and seen.json == {
            "device_id": made["id"], "kind": "tablet", "name": "一号平板",
            "station": {"id": registry.station, "name": "枫香乡工作站"}}
    registry.bind(made)
    assert registry.client.get(path).status_code == 409


def test_asking_cannot_be_used_to_try_out_codes(registry: Registry) -> None:
    statuses = [registry.client.get(f"/api/v1/enrolments/a-code-that-is-none-{n}").status_code for n in range(MOST + 1)]
    assert statuses == [404] * MOST + [429]


def test_no_code_stands_in_the_access_log(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    made = registry.enrol()
    with caplog.at_level(logging.DEBUG):
        registry.client.get(f"/enrol/{code_of(made)}", headers=PAGE)
        registry.client.get(f"/api/v1/enrolments/{code_of(made)}")
        registry.bind(made)
    told = [vars(each) for each in caplog.records if each.name == "minyi.access"]
    assert [each["rule"] for each in told] == ["/enrol/<code>"] + ["/api/v1/enrolments/<code>"] * 2
    assert not [each for each in caplog.records if code_of(made) in str(vars(each))]


def test_neither_a_code_nor_a_token_is_kept_as_it_is(registry: Registry) -> None:
    made = registry.enrol()
    token = registry.bind(made)["token"]
    kept = (registry.house.folder / "intake.sqlite").read_bytes()
    assert not [each for each in (code_of(made), made["token"], token) if each.encode() in kept]


def test_what_was_done_with_a_device_is_kept(registry: Registry) -> None:
    made = registry.enrol()
    registry.bind(made)
    registry.client.delete(f"/api/v1/devices/{made['id']}", headers=registry.admin)
    with registry.house.sites["intake"].database.reading() as session:
        steps = session.query(DeviceStep).order_by(DeviceStep.id).all()
        assert [(each.step, each.who is None) for each in steps] == [
            ("enrolled", False), ("bound", True), ("revoked", False)]
        assert session.query(Enrolment).one().used_at == NOON


def test_an_officer_enrols_and_revokes_at_his_own_stations_only(registry: Registry) -> None:
    made = registry.enrol()
    other = registry.house.bearer("officer", stations=["0190c7a2-7b1e-7c3d-9f00-1a2b3c4d5e6f"])
    asked = [registry.client.post(f"/api/v1/stations/{registry.station}/devices", headers=other,
                                  json={"name": "二号", "kind": "kiosk"}),
             registry.client.post(f"/api/v1/devices/{made['id']}/codes", headers=other),
             registry.client.delete(f"/api/v1/devices/{made['id']}", headers=other)]
    assert [each.status_code for each in asked] == [403] * 3


def test_a_device_is_told_its_station_its_pop_ups_and_where_its_chain_stands(registry: Registry) -> None:
    token = registry.bind(registry.enrol())["token"]
    coming = registry.a_popup()
    over = registry.a_popup(opens_at=(NOON - timedelta(days=2)).isoformat(),
                            closes_at=(NOON - timedelta(days=1)).isoformat())
    registry.send(token, 1, 2, 4)
    told = registry.client.get("/api/v1/devices/me", headers=bearer(token)).json
    assert [each["id"] for each in told["popups"]] == [coming["id"]] != [over["id"]]
    assert told["chain"] == {"expected": 5, "missing": [3]}
    assert told["station"] == {"id": registry.station, "name": "枫香乡工作站"} and told["revoked"] is False


def test_without_a_token_nobody_is_told_of_a_device(registry: Registry) -> None:
    answer = registry.client.get("/api/v1/devices/me")
    assert answer.status_code == 401 and "设备令牌" in answer.json["detail"]


def test_the_staff_page_shows_the_code_as_a_picture_once(registry: Registry) -> None:
    answer = registry.client.post(f"/staff/stations/{registry.station}/devices", headers=PAGE | registry.admin,
                                  data={"name": "三号", "kind": "tablet", "csrf_token": token_on(registry)})
    assert answer.status_code == 201 and "data:image/svg+xml" in answer.text and "/enrol/" in answer.text
    assert "/enrol/" not in registry.look("/staff/stations") and "三号" in registry.look("/staff/stations")


def token_on(registry: Registry) -> str:
    """The token that a form of the staff page carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', registry.look("/staff/stations"))
    return found[1] if found else ""
