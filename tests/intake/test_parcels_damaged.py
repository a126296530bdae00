"""Parcels that were damaged, forged or made to do harm: refused with a sentence, and what was good in them is kept."""
import random
from typing import Any

import pytest

from services.intake.domain.parcels import MAGIC, MOST_BYTES, deflate
from shared.ids import new_id
from tests.house import House
from tests.intake.tablets import STATION, ask, bring, confirm, enrol, opinions, statuses
from tests.parcels import Kept, Tablet


def a_full_tablet(house: House, count: int = 4) -> Tablet:
    """A tablet with a few opinions."""
    asked, tablet = ask(house), enrol(house)
    for _ in range(count):
        tablet.write(asked)
    return tablet


def refusal(house: House, parcel: bytes, status: int) -> str:
    """The sentence of a refusal; nothing was kept."""
    detail = bring(house, parcel, status)["detail"]
    assert opinions(house) == []
    return str(detail)


@pytest.mark.parametrize("token", ["x" * 43, "", "令牌", "a b"])
def test_a_forged_token_is_refused(house: House, token: str) -> None:
    tablet = a_full_tablet(house)
    detail = refusal(house, tablet.parcel(token=token), 401 if token.isascii() and token.isalnum() else 422)
    assert "什么都没有收下" in detail


def test_a_revoked_device_is_refused(house: House) -> None:
    tablet = a_full_tablet(house)
    house.client("intake").delete(f"/api/v1/devices/{tablet.device}", headers=house.bearer("admin"))
    assert "停用" in refusal(house, tablet.parcel(), 401)


def test_a_token_speaks_for_its_own_device_alone(house: House) -> None:
    tablet = a_full_tablet(house)
    assert "不是同一台" in refusal(house, tablet.parcel(device=new_id()), 422)


def test_a_parcel_for_another_key_is_refused(house: House) -> None:
    tablet = a_full_tablet(house)
    parcel = tablet.parcel()
    assert "密钥" in refusal(house, MAGIC + b"\1" * 8 + parcel[len(MAGIC) + 8:], 422)


@pytest.mark.parametrize("data", [b"", b"MINYI1", b"PK\3\4" + bytes(100), MAGIC, MAGIC + bytes(12),
                                  MAGIC + bytes(8) + b"\xff\xff\xff\xff"])
def test_what_is_no_parcel_is_refused(house: House, data: bytes) -> None:
    assert "意见包" in refusal(house, data, 422)


def test_a_parcel_that_is_too_large_is_refused(house: House) -> None:
    assert "大" in refusal(house, MAGIC + bytes(MOST_BYTES), 413)


@pytest.mark.parametrize("other", [
    {"v": 2}, {"v": None}, {"hashes": "AAA"}, {"hashes": "AAAA"}, {"hashes": 7}, {"hashes": None}, {"templates": None},
    {"templates": ["x"] * 101}, {"made_at": "gestern"}, {"order": [0]}, {"order": [-1] * 4}, {"more": 1},
    {"device": "x"}, {"token": None}])
def test_an_odd_header_is_refused(house: House, other: dict[str, Any]) -> None:
    assert "意见包" in refusal(house, a_full_tablet(house).parcel(**other), 422)


def test_a_header_that_is_a_bomb_or_no_json_is_refused(house: House) -> None:
    tablet = a_full_tablet(house)
    for inside in (deflate(bytes(3_000_000)), b"no deflate", deflate(b"[]"), deflate(b'{"v":1,"v":1}')):
        header = tablet.close(inside)
        parcel = MAGIC + bytes.fromhex(tablet.key["fingerprint"]) + len(header).to_bytes(4, "big") + header
        assert "意见包" in refusal(house, parcel, 422)


def starts_of(tablet: Tablet) -> list[int]:
    """Where each record begins in the tablet's parcel."""
    sizes = [len(each.box) + 6 for each in tablet.outbox]
    return [len(tablet.parcel()) - sum(sizes[number:]) for number in range(len(sizes))]


def test_one_changed_byte_anywhere_keeps_all_that_is_good(house: House) -> None:
    """In the head of the file nothing can be read; behind it one record is damaged and the others are kept."""
    tablet, chance = a_full_tablet(house), random.Random(11)
    whole, starts = tablet.parcel(), starts_of(tablet)
    heads = [start + offset for start in starts for offset in range(6)]
    for at in [*range(19), *heads, *chance.sample(range(len(whole)), 60)]:
        parcel = bytearray(whole)
        parcel[at] ^= 1 << chance.randrange(8)
        answer = house.client("intake").post("/api/v1/parcels", data=bytes(parcel))
        if at < starts[0]:
            assert answer.status_code == 422 and answer.json["detail"], at
        else:
            found = statuses(answer.json)
            assert found.count("damaged") <= 1 and set(found) <= {"created", "repeated", "damaged"}, (at, found)
    assert len(opinions(house)) == 4
    assert [each.text[:6] for each in opinions(house)] == [f"第 {seq} 条：" for seq in range(1, 5)]


@pytest.mark.parametrize("good", range(4))
def test_of_a_parcel_that_was_cut_off_the_whole_records_are_kept(house: House, good: int) -> None:
    tablet = a_full_tablet(house)
    cut = 1 + sum(len(each.box) + 6 for each in tablet.outbox[good + 1:])
    answer = bring(house, tablet.parcel()[:-cut])
    assert statuses(answer) == ["created"] * good + ["damaged"] * (4 - good)
    assert [each.get("index") for each in answer["results"]][good:] == list(range(good, 4))
    assert statuses(bring(house, tablet.parcel())) == ["repeated"] * good + ["created"] * (4 - good)


@pytest.mark.parametrize(("inside", "word"), [
    (deflate(bytes(20_000_000)), "256 kB"), (b"not deflated", "JSON"), (deflate(b"{"), "JSON"),
    (deflate(b"[1]"), "编号"), (deflate(b'{"id": 5}'), "编号"), (deflate(b'{"id": "x"}'), "编号"),
    (deflate(b"\xff\xfe"), "JSON"), (deflate(b"[" * 100_000), "JSON"), (deflate(b'{"a": NaN}'), "JSON"), (b"", "JSON")])
def test_a_sealed_record_that_is_no_opinion_or_a_bomb_costs_no_other(house: House, inside: bytes, word: str) -> None:
    tablet = a_full_tablet(house)
    tablet.outbox.insert(2, Kept(new_id(), 9, "0" * 64, tablet.close(inside), ""))
    answer = bring(house, tablet.parcel())
    assert statuses(answer) == ["created", "created", "damaged", "created", "created"]
    result = answer["results"][2]
    assert result["seq"] is None and result["index"] == 2 and word in result["errors"]["_body"][0]


def test_a_record_of_another_station_waits_for_a_clerk(house: House) -> None:
    """A parcel of one device with a record that says it was written at another's station."""
    asked, tablet = ask(house), enrol(house)
    second = STATION | {"name": "另一个工作站"}
    other = house.client("intake").post("/api/v1/stations", json=second, headers=house.bearer("admin")).json["id"]
    answer = bring(house, tablet.parcel([tablet.write(asked), enrol(house, other).write(asked)]))
    assert statuses(answer) == ["created", "aside"]
    assert answer["results"][1]["errors"] == {"_body": ["不能以这个工作站的名义提交。"]}


def test_a_template_that_is_not_there_is_damage(house: House) -> None:
    tablet = a_full_tablet(house)
    assert statuses(bring(house, tablet.parcel(templates=[]))) == ["damaged"] * 4
    assert confirm(house, tablet)["unknown"] == [each.id for each in tablet.outbox]
