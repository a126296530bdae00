"""Parcels at the door: opened, judged one by one, kept once; the chain is told exactly."""
import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from nacl.public import PrivateKey

from services.intake.models import Device
from shared.ids import new_id
from shared.sealing import fingerprint_of
from tests.house import House
from tests.intake.tablets import asides, ask, bring, confirm, enrol, opinions, outbox_size, statuses
from tests.parcels import Tablet


def test_the_parcel_key_is_public_and_named_by_its_digest(house: House) -> None:
    key = house.client("intake").get("/api/v1/keys/parcel").json
    assert key == {"fingerprint": fingerprint_of(key["public_key"]), "public_key": key["public_key"]}


def test_a_house_without_a_parcel_key_says_what_to_do(house: House) -> None:
    house.sites["intake"].keys.parcel_private.clear()
    answer = house.client("intake").get("/api/v1/keys/parcel")
    assert answer.status_code == 404 and "deploy.keys" in answer.json["detail"]


def test_a_parcel_is_taken_confirmed_and_told_on(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    kept = [tablet.write(asked, popup_id=new_id() if number else None) for number in range(3)]
    answer = bring(house, tablet.parcel())
    assert answer == {"results": [{"seq": seq, "status": "created"} for seq in (1, 2, 3)],
                      "chain": {"expected": 4, "missing": []}, "now": house.clock().isoformat()}
    assert confirm(house, tablet) == {"committed": [each.id for each in kept], "differing": [], "unknown": []}
    assert [(each.id, each.digest, each.device_seq, each.device_id) for each in opinions(house)] == [
        (each.id, each.digest, each.seq, tablet.device) for each in kept]
    assert outbox_size(house) > 0


def test_a_replay_changes_nothing(house: House) -> None:
    """Not even where something waits for a clerk."""
    asked, tablet = ask(house), enrol(house)
    tablet.write(asked)
    tablet.write(asked, provision="art_99")
    first, before = bring(house, tablet.parcel()), (opinions(house), outbox_size(house), len(asides(house)))
    again = bring(house, tablet.parcel())
    assert statuses(first) == ["created", "aside"] and statuses(again) == ["repeated", "aside"]
    assert again["chain"] == first["chain"] == {"expected": 3, "missing": []}
    assert [each.id for each in before[0]] == [each.id for each in opinions(house)]
    assert before[1:] == (outbox_size(house), len(asides(house)))


def test_what_came_one_by_one_is_a_repeat_in_a_parcel(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    body = tablet.compose(asked)
    tablet.keep(body)
    assert house.client("intake").post("/api/v1/opinions", json=body, headers={
        "Authorization": f"Bearer {tablet.token}"}).status_code == 201
    assert statuses(bring(house, tablet.parcel())) == ["repeated"]


@pytest.mark.parametrize(("other", "field"), [
    ({"provision": "art_99"}, "provision"), ({"draft_version": 7}, "draft_version"),
    ({"consultation_id": new_id()}, "consultation_id"), ({"text": ""}, "text"), ({"text": "长" * 5001}, "text"),
    ({"mood": "good"}, "mood"), ({"written_at": "昨天"}, "written_at"),
    ({"station_id": new_id()}, "_body"), ({"sealed_contact": "QUJD", "contact_key": "0" * 16}, "contact_key"),
    ({"answers": {"q": 1.5}}, "answers.q.value")])
def test_what_is_not_admissible_waits_for_a_clerk_and_leaves_no_gap(house: House, other: dict[str, Any],
                                                                    field: str) -> None:
    asked, tablet = ask(house), enrol(house)
    tablet.write(asked)
    odd = tablet.write(asked, **other)
    tablet.write(asked)
    answer = bring(house, tablet.parcel())
    assert statuses(answer) == ["created", "aside", "created"]
    assert answer["results"][1]["seq"] == 2 and field in answer["results"][1]["errors"]
    assert answer["chain"]["missing"] == [] and len(opinions(house)) == 2
    assert [(each.opinion_id, each.device_seq) for each in asides(house)] == [(odd.id, 2)]
    assert confirm(house, tablet)["aside"] == [odd.id]


def test_a_name_that_no_database_takes_waits_for_a_clerk(house: House) -> None:
    """RFC 8785 has no digest of it either."""
    asked, tablet = ask(house), enrol(house)
    body = tablet.compose(asked)
    kept = tablet.keep(body)
    odd = replace(kept, box=tablet.seal(json.dumps(body | {"a\ud800\0b": 1}).encode(), kept.template))
    for _ in range(2):
        assert bring(house, tablet.parcel([odd]))["results"] == [
            {"seq": 1, "status": "aside", "errors": {"a??b": ["没有这个字段，请检查拼写或去掉它。"]}}]
    assert [each.opinion_id for each in asides(house)] == [kept.id]


def test_a_second_body_under_an_id_is_a_conflict_and_leaves_no_gap(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    first = tablet.write(asked)
    tablet.write(asked, id=first.id, text="另一段话")
    answer = bring(house, tablet.parcel())
    assert statuses(answer) == ["created", "conflict"] and "id" in answer["results"][1]["errors"]
    assert answer["chain"] == {"expected": 3, "missing": []}
    assert [each.text for each in opinions(house)] == ["第 1 条：建议把井台周围三米划为保护范围。"]
    assert [each.kind for each in asides(house)] == ["conflict"]


def test_written_in_time_but_brought_late_is_kept_and_after_the_closing_waits(house: House) -> None:
    asked, tablet = ask(house, closes_at=house.clock() + timedelta(hours=1)), enrol(house)
    tablet.write(asked)
    tablet.write(asked, written_at=(house.clock() + timedelta(hours=2)).isoformat())
    house.clock.moment += timedelta(days=3)
    answer = bring(house, tablet.parcel())
    assert statuses(answer) == ["late", "aside"]
    assert answer["results"][1]["errors"] == {"_body": ["这条意见写于征求意见结束之后，不能收录。"]}


def test_the_chain_says_what_is_missing_and_what_does_not_fit(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    others = {4: {"device": {"seq": 5, "prev": "0" * 64}}}
    kept = [tablet.write(asked, **others.get(number, {})) for number in range(8)]
    assert bring(house, tablet.parcel(kept[1:6]))["chain"] == {"expected": 7, "missing": [1], "mismatched": [5]}
    assert bring(house, tablet.parcel(kept[7:]))["chain"] == {"expected": 9, "missing": [1, 7], "mismatched": [5]}
    assert bring(house, tablet.parcel(kept))["chain"] == {"expected": 9, "missing": [], "mismatched": [5]}


def test_two_opinions_under_one_number_are_named(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    copy = Tablet(tablet.device, tablet.token, tablet.key, tablet.station)
    bring(house, (tablet.write(asked), tablet.parcel())[1])
    assert bring(house, (copy.write(asked), copy.parcel())[1])["chain"] == {
        "expected": 2, "missing": [], "doubled": [1]}


def test_a_number_far_ahead_names_the_first_that_are_missing(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    tablet.write(asked, device={"seq": 2**31 - 1})
    chain = bring(house, tablet.parcel())["chain"]
    assert chain == {"expected": 2**31, "missing": list(range(1, 501))}


def test_a_device_is_noted_as_heard_once_a_minute(house: House) -> None:
    asked, tablet = ask(house), enrol(house)
    tablet.write(asked)
    heard, began = [], house.clock()
    for seconds in (0, 30, 70, 80):
        house.clock.moment = began + timedelta(seconds=seconds)
        if seconds == 70:
            confirm(house, tablet)
        else:
            bring(house, tablet.parcel())
        with house.sites["intake"].database.reading() as session:
            heard.append((session.get_one(Device, tablet.device).heard_at or began) - began)
    assert [each.total_seconds() for each in heard] == [0, 0, 70, 70]


def test_who_is_signed_in_does_not_matter_for_a_parcel(house: House) -> None:
    """A tablet's browser may hold an officer's cookie."""
    asked, tablet = ask(house), enrol(house)
    tablet.write(asked)
    client = house.client("intake")
    client.set_cookie("minyi_token", house.token("officer"))
    answer = client.post("/api/v1/parcels", data=tablet.parcel(), content_type="application/vnd.minyi.parcel")
    assert answer.status_code == 200, answer.text


def test_a_key_of_before_opens_still(house: House) -> None:
    """The key to seal to changes; what lies on tablets was sealed to the old one."""
    asked, tablet = ask(house), enrol(house)
    new = PrivateKey.generate()
    public = b64encode(bytes(new.public_key)).decode()
    keys = house.sites["intake"].keys
    keys.parcel_private[fingerprint_of(public)] = b64encode(bytes(new)).decode()
    object.__setattr__(keys, "parcel_current", fingerprint_of(public))
    house.apps.clear()
    tablet.write(asked)
    assert house.client("intake").get("/api/v1/keys/parcel").json["public_key"] == public
    assert statuses(bring(house, tablet.parcel())) == ["created"]


def test_what_a_tablet_keeps_of_an_opinion_is_small(house: House) -> None:
    """A record of a typical opinion takes about 300 bytes."""
    asked, tablet = ask(house), enrol(house)
    for _ in range(10):
        tablet.write(asked)
    assert len(tablet.parcel()) < 10 * 300 + 1000
