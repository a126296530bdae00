"""What a kiosk shows and takes beside opinions: leaflets, the station's office, social items, voices lost half-way."""
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from services.intake.models import Abandonment, ItemStep, Opinion, Outbox, SocialItem
from shared.ids import new_id, read_receipt, receipt_of
from tests.builders import NOON
from tests.house import House
from tests.intake.booth import Booth


@pytest.fixture
def booth(house: House) -> Booth:
    """A kiosk with an open consultation."""
    return Booth(house)


def leave(booth: Booth, **other: str) -> Any:
    """Leave a social item; gives its body and the answer."""
    body = {"id": new_id(), "text": "村口的路灯坏了半个月。", "written_at": NOON.isoformat()} | other
    return body, booth.client.post("/api/v1/items", json=body, headers=booth.token)


def shown(booth: Booth) -> Any:
    """What the kiosk is given."""
    answer = booth.client.get("/api/v1/kiosk", headers=booth.token)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_kiosk_without_a_token_is_told_so_in_a_sentence(booth: Booth) -> None:
    for answer in (booth.client.get("/api/v1/kiosk"), booth.client.post("/api/v1/items", json={
            "id": new_id(), "text": "话", "written_at": NOON.isoformat()})):
        assert answer.status_code == 401 and "设备令牌" in answer.json["detail"]


def test_a_social_item_is_no_opinion_and_is_counted_nowhere_among_them(booth: Booth) -> None:
    said_before = booth.rows(select(func.count()).select_from(Outbox))
    body, answer = leave(booth)
    assert answer.status_code == 201
    assert answer.json["number"] != receipt_of(body["id"]) and read_receipt(answer.json["number"])
    assert booth.rows(select(Opinion)) == [] and booth.rows(select(func.count()).select_from(Outbox)) == said_before


def test_a_repeated_social_item_has_the_same_number_and_other_words_are_refused(booth: Booth) -> None:
    body, first = leave(booth)
    _, again = leave(booth, **body)
    assert (again.status_code, again.json) == (200, first.json)
    assert leave(booth, **body | {"text": "别的话"})[1].status_code == 409
    assert len(booth.rows(select(SocialItem))) == 1


def test_a_social_item_goes_its_way_and_its_number_tells_where_it_is(booth: Booth) -> None:
    body, answer = leave(booth)
    number, path = answer.json["number"], f"/staff/items/{body['id']}"
    assert booth.post(path, {"state": "forwarded"}).status_code == 422
    for fields in ({"state": "forwarded", "whom": "供电所", "note": "请三天内答复"}, {"state": "closed"}):
        assert booth.post(path, fields).status_code == 303
    assert booth.post(path, {"state": "forwarded", "whom": "别处"}).status_code == 409
    told = booth.client.get(f"/api/v1/opinions/{number}").json
    assert [each["stage"] for each in told["timeline"]] == ["received", "forwarded", "closed"]
    assert told["kind"] == "item" and told["timeline"][0]["text"] == "社情民意已收到"
    assert told["timeline"][1]["whom"] == "供电所" and "请三天内" not in str(told)
    assert "供电所" in booth.client.get(f"/t/{number}", headers={"Accept": "text/html"}).text
    assert [each.who for each in booth.rows(select(ItemStep))] == ["录音整理员"] * 2
    assert "村口的路灯" in booth.look("/staff/items?state=closed")
    assert "村口的路灯" not in booth.look("/staff/items?state=received")


def test_an_officer_of_another_station_neither_sees_nor_moves_it(booth: Booth) -> None:
    body, _ = leave(booth)
    stranger = booth.house.bearer("officer", stations=[booth.asked])
    assert "村口的路灯" not in booth.look("/staff/items", **stranger)
    assert booth.post(f"/staff/items/{body['id']}", {"state": "closed"}, **stranger).status_code == 403


def test_a_leaflet_is_shown_while_it_is_published(booth: Booth) -> None:
    held = BytesIO()
    Image.new("L", (40, 30), 200).save(held, "PNG")
    fields = {"title": "什么是草案", "text": "草案是还没有定下来的法。", "published": "true"}
    booth.post("/staff/kiosks/leaflets", fields | {"picture": (BytesIO(held.getvalue()), "x.png")})
    [leaflet] = shown(booth)["leaflets"]
    assert leaflet["title"] == "什么是草案"
    assert booth.client.get(leaflet["picture"]).data == held.getvalue()
    booth.post(f"/staff/kiosks/leaflets/{leaflet['id']}", {"title": "什么是草案", "text": "改过的话。"})
    assert shown(booth)["leaflets"] == [] and booth.client.get(leaflet["picture"]).status_code == 404


def test_a_leaflets_picture_that_is_none_is_refused_with_a_sentence(booth: Booth) -> None:
    answer = booth.post("/staff/kiosks/leaflets", {"title": "甲", "text": "乙", "picture": (BytesIO(b"MZ"), "x.png")})
    assert answer.status_code == 422 and "不是图片" in answer.text and shown(booth)["leaflets"] == []


def test_a_station_says_when_somebody_is_there_and_how_long_its_kiosks_wait(booth: Booth) -> None:
    assert shown(booth)["office"]["idle_seconds"] == 120
    path = f"/staff/kiosks/offices/{booth.station}"
    office = {"hours": "周一至周五 9:00–17:00", "phone": "0800-000000", "officers": "王联络", "idle_seconds": "300"}
    assert booth.post(path, office).status_code == 303
    assert shown(booth)["office"] == office | {"idle_seconds": 300}
    for wrong in ("59", "601", "很久"):
        assert booth.post(path, office | {"idle_seconds": wrong}).status_code == 422


def test_of_who_leaves_half_way_only_a_number_is_kept_and_a_repeat_changes_nothing(booth: Booth) -> None:
    for counts in ({"words": 2}, {"words": 3, "stance": 1}, {"words": 2}):
        answer = booth.client.post("/api/v1/kiosk/abandonments", json={"on": "2026-11-24", "counts": counts},
                                   headers=booth.token)
        assert answer.status_code == 200
    assert {each.step: each.number for each in booth.rows(select(Abandonment))} == {"words": 3, "stance": 1}
    assert "写或说意见 × 3" in booth.look("/staff/kiosks")
