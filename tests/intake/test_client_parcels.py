"""What the tablet's program packs, the parcel door takes: sealed by it, opened here, kept with the digest it names."""
from base64 import b64decode
from itertools import pairwise
from typing import Any

from shared.ids import new_id, receipt_of
from tests.house import House
from tests.intake.client_core import ask_core
from tests.intake.tablets import ask, bring, enrol, opinions, statuses
from tests.parcels import Tablet

WRITTEN = "2026-11-23T12:00:00.000+08:00"


def a_body(consultation: str, tablet: Tablet, seq: int, prev: str | None) -> Any:
    """An opinion as the program puts it together."""
    draft = {"id": new_id(), "consultation_id": consultation, "draft_version": 1, "provision": "art_1",
             "stance": "amend", "text": f"第 {seq} 位说：请写明“谁来管”😀。", "language": "zh-CN"}
    place = {"channel": "tablet", "station_id": tablet.station, "popup_id": new_id()}
    link: dict[str, Any] = {"seq": seq, "clock_offset_ms": -120} | ({"prev": prev} if prev else {})
    return ask_core(["core/opinion", "bodyOf", draft, place, link, WRITTEN, {}])[0], draft, place


def packed(consultation: str, tablet: Tablet, count: int, title: str = "") -> tuple[bytes, list[str], list[str]]:
    """A parcel of so many opinions, their ids, their digests; with a title, the first one's event is the crew's own."""
    events: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    ids: list[str] = []
    digests: list[str] = []
    for seq in range(1, count + 1):
        body, draft, place = a_body(consultation, tablet, seq, digests[-1] if digests else None)
        template, digest = ask_core(["core/opinion", "templateOf", draft, place, ""], ["core/digest", "digestOf", body])
        [box] = ask_core(["core/parcel", "sealRecord", body, template, tablet.key])
        records.append({"box": box, "template": template})
        ids, digests = [*ids, draft["id"]], [*digests, digest]
        events = events or [{"id": place["popup_id"], "consultation_id": consultation, "title": title, "place": "古井",
                             "audience": "", "crew": [], "opens_at": WRITTEN}]
    sending = {"device_id": tablet.device, "token": tablet.token, "made_at": WRITTEN}
    [parcel] = ask_core(["core/parcel", "packParcel", records, sending, tablet.key, events if title else []])
    return b64decode(parcel["$bytes"]), ids, digests


def test_the_door_takes_what_the_tablets_program_packs(house: House) -> None:
    consultation, tablet = ask(house), enrol(house)
    parcel, ids, digests = packed(consultation, tablet, 3)
    answer = bring(house, parcel)
    assert statuses(answer) == ["created"] * 3 and answer["chain"] == {"expected": 4, "missing": []}
    kept = opinions(house)
    assert [(each.id, each.digest, each.receipt) for each in kept] == [
        (id_, digest, receipt_of(id_)) for id_, digest in zip(ids, digests, strict=True)]
    assert all(later.device_prev == earlier.digest for earlier, later in pairwise(kept))
    assert statuses(bring(house, parcel)) == ["repeated"] * 3


def test_the_door_keeps_the_events_that_the_tablets_program_tells_of(house: House) -> None:
    consultation, tablet = ask(house), enrol(house)
    parcel, _, _ = packed(consultation, tablet, 2, "井边夜谈")
    answer = bring(house, parcel)
    assert statuses(answer) == ["created"] * 2 and "notes" not in answer
    listed = house.client("intake").get("/api/v1/popups", headers=house.bearer("admin")).json["items"]
    assert [(each["title"], each["device_id"], each["opinions"]) for each in listed] == [("井边夜谈", tablet.device, 1)]


def test_the_program_reads_the_doors_answer_as_it_is(house: House) -> None:
    consultation, tablet = ask(house), enrol(house)
    parcel, _, _ = packed(consultation, tablet, 2)
    broken = parcel[:-1] + bytes([parcel[-1] ^ 1])
    [read] = ask_core(["core/verdicts", "readParcelAnswer", bring(house, broken), [1, 2]])
    assert [(each["seq"], each["status"]) for each in read["verdicts"]] == [(1, "created"), (2, "damaged")]
    assert read["now"] is not None
