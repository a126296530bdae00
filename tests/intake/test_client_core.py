"""The tablet's core against the server's own rules: digests, receipts, sealed records and parcels."""
import json
import random
import struct
import zlib
from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest
from nacl.public import PrivateKey, SealedBox

from services.intake.domain.bodies import digest_of
from shared.ids import new_id, read_receipt, receipt_of
from tests.intake.client_core import ask_core
from tests.intake.test_sealing_client import a_key

MAGIC = b"MINYI1\n"
PLACE = {"channel": "tablet", "station_id": new_id(), "popup_id": new_id()}
ODD = ["😀\n\"引号\"\\", "\u2028\u0001é", "ﬁ", "\U0001f600", "€"]


def a_draft(**other: Any) -> dict[str, Any]:
    """What a person says on a tablet."""
    return {"id": new_id(), "consultation_id": PLACE["station_id"], "draft_version": 1, "provision": "art_5",
            "stance": "amend", "text": "请写明谁来管井。", "language": "zh-CN"} | other


def a_body(draft: dict[str, Any], seq: int = 1) -> Any:
    """A draft as the core puts it together."""
    link = {"seq": seq, "prev": "ab" * 32, "clock_offset_ms": -120}
    return ask_core(["core/opinion", "bodyOf", draft, PLACE, link, "2026-11-25T09:00:00.000+08:00", {}])[0]


def bytes_of(answer: Any) -> bytes:
    """Bytes that came back from Node."""
    return b64decode(answer["$bytes"])


def inflate(data: bytes, dictionary: bytes = b"") -> Any:
    """The JSON that raw DEFLATE, perhaps with a preset dictionary, stands for."""
    opener = zlib.decompressobj(wbits=-15, zdict=dictionary) if dictionary else zlib.decompressobj(wbits=-15)
    return json.loads(opener.decompress(data) + opener.flush())


def test_receipts_are_the_servers() -> None:
    ids = [new_id() for _ in range(200)]
    assert ask_core(*[["core/receipt", "receiptOf", each] for each in ids]) == [receipt_of(each) for each in ids]
    assert all(read_receipt(receipt_of(each)) for each in ids)


def test_ids_are_uuids_of_version_seven_that_rise_with_time() -> None:
    made = ask_core(*[["core/receipt", "newId", 1_795_600_000_000 + each] for each in range(50)])
    assert made == sorted(made) and all(each[14] == "7" and each[19] in "89ab" and len(each) == 36 for each in made)
    assert int(made[0].replace("-", "")[:12], 16) == 1_795_600_000_000


@pytest.mark.parametrize("seed", range(5))
def test_digests_are_the_servers_whatever_is_said(seed: int) -> None:
    chance = random.Random(seed)
    answers = {f"{chance.choice(ODD)}{n}": chance.choice(ODD) for n in range(6)}
    body = a_body(a_draft(text=chance.choice(ODD) * 5, answers=answers, reason=chance.choice(ODD)))
    sealed = body | {"sealed_contact": "AAAA", "contact_key": "0" * 16}
    assert ask_core(["core/digest", "digestOf", sealed]) == [digest_of(body)] == [digest_of(sealed)]


def test_what_was_not_said_is_absent() -> None:
    body = a_body(a_draft())
    assert "reason" not in body and None not in body.values() and body["popup_id"] == PLACE["popup_id"]


def test_a_sealed_record_opens_with_the_private_key_and_its_template_and_is_small() -> None:
    private, key = a_key()
    draft = a_draft()
    body, [template] = a_body(draft, 118), ask_core(["core/opinion", "templateOf", draft, PLACE, ""])
    [answer] = ask_core(["core/parcel", "sealRecord", body, template, key])
    box = bytes_of(answer)
    assert inflate(SealedBox(private).decrypt(box), template.encode()) == body
    assert len(box) <= 320, len(box)


def test_a_parcel_is_laid_out_as_the_door_reads_it() -> None:
    private, key = a_key()
    records = [{"box": {"$bytes": "AAECAw=="}, "template": "a"}, {"box": {"$bytes": "BAUG"}, "template": "b"},
               {"box": {"$bytes": ""}, "template": "a"}]
    sending = {"device_id": "d", "token": "t", "made_at": "2026-11-25T09:00:00.000+08:00"}
    [answer] = ask_core(["core/parcel", "packParcel", records, sending, key])
    header, found = take_apart(bytes_of(answer), private, key["fingerprint"])
    boxes = [b"\0\1\2\3", b"\4\5\6", b""]
    assert found == [(0, boxes[0]), (1, boxes[1]), (0, boxes[2])]
    assert header == {"v": 1, "device": "d", "token": "t", "made_at": sending["made_at"], "templates": ["a", "b"],
                      "order": [0, 1, 0], "hashes": header["hashes"]}
    assert b64decode(header["hashes"]) == b"".join(sha256(each).digest()[:16] for each in boxes)


def test_a_parcel_tells_of_the_crews_own_events_in_its_sealed_header() -> None:
    private, key = a_key()
    sending = {"device_id": "d", "token": "t", "made_at": "2026-11-25T09:00:00.000+08:00"}
    record = {"box": {"$bytes": "AAECAw=="}, "template": "a"}
    event = {"id": new_id(), "consultation_id": new_id(), "title": "井边", "place": "古井", "audience": "", "crew": []}
    [answer] = ask_core(["core/parcel", "packParcel", [record], sending, key, [event]])
    header, _ = take_apart(bytes_of(answer), private, key["fingerprint"])
    assert header["events"] == [event] and "井边".encode() not in bytes_of(answer)


def take_apart(parcel: bytes, private: PrivateKey, fingerprint: str) -> tuple[Any, list[tuple[int, bytes]]]:
    """A parcel's header and its records, by contract alone."""
    assert parcel.startswith(MAGIC) and parcel[7:15].hex() == fingerprint
    (length,) = struct.unpack_from(">I", parcel, 15)
    header, at = inflate(SealedBox(private).decrypt(parcel[19 : 19 + length])), 19 + length
    found = []
    while at < len(parcel):
        template, size = struct.unpack_from(">HI", parcel, at)
        found.append((template, parcel[at + 6 : at + 6 + size]))
        at += 6 + size
    return header, found


def test_a_key_under_a_false_name_closes_nothing() -> None:
    _, key = a_key()
    [answer] = ask_core(["core/parcel", "sealRecord", {}, "t", key | {"fingerprint": "0" * 16}])
    assert "fingerprint" in answer["refused"]


PROBLEM = {"title": "凭证无效", "status": 401, "detail": "这台设备已停用。"}


@pytest.mark.parametrize(("status", "body", "kind"), [
    (200, {"results": []}, "yes"), (401, PROBLEM, "stop"), (403, PROBLEM | {"status": 403}, "stop"),
    (422, PROBLEM | {"status": 422}, "no"), (413, PROBLEM | {"status": 413}, "no"),
    (403, {}, "none"), (401, PROBLEM | {"status": 200}, "none"), (404, {"message": "login"}, "none"),
    (429, PROBLEM | {"status": 429}, "none"), (500, PROBLEM | {"status": 500}, "none"), (502, {}, "none"),
])
def test_only_the_servers_own_words_are_an_answer(status: int, body: Any, kind: str) -> None:
    assert ask_core(["core/door", "judge", status, body])[0]["kind"] == kind


@pytest.mark.parametrize("body", [
    {}, [], "ok", None, {"results": []}, {"results": [{"seq": 1, "status": "created"}]},
    {"results": [{"seq": 1, "status": "created"}] * 2},
    {"results": [{"seq": 1, "status": "fine"}, {"seq": 2, "status": "late"}]},
    {"results": [{"seq": 1, "status": "created"}, {"seq": 9, "status": "created"}]},
])
def test_an_answer_of_another_shape_is_none(body: Any) -> None:
    assert ask_core(["core/verdicts", "readParcelAnswer", body, [1, 2]]) == [None]


def test_a_verdict_without_a_number_is_read_by_its_place() -> None:
    damaged = {"seq": None, "index": 1, "status": "damaged", "errors": {"_body": ["坏了"]}}
    body = {"results": [{"seq": 1, "status": "created"}, damaged],
            "chain": {"expected": 3, "missing": [2]}, "now": "2026-11-25T01:00:00Z"}
    [answer] = ask_core(["core/verdicts", "readParcelAnswer", body, [1, 2]])
    assert answer["verdicts"][1] == {"seq": 2, "status": "damaged", "why": ["坏了"]} and answer["missing"] == [2]
