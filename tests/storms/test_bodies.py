"""Bodies that are no opinion, in every way a body can be wrong, at every door that takes JSON."""
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.ids import new_id, receipt_of
from tests.builders import NOON, an_opinion
from tests.storms.answers import look_at
from tests.storms.counts import untouched
from tests.storms.town import NASTY, Town

DOOR = "/api/v1/opinions"
DEEP, LESS_DEEP = 100_000, 30_000
HUGE = b"1" + b"0" * 400
RAW = {
    "nothing": b"", "broken UTF-8": b'{"text": "\xff\xfe"}', "cut off": b'{"text": "', "not JSON": b"text=hello",
    "an array": b"[]", "a number": b"7", "null": b"null", "NaN": b'{"text": NaN}', "infinity": b'{"text": -Infinity}',
    "deep arrays": b"[" * DEEP + b"]" * DEEP, "deep objects": b'{"a":' * LESS_DEEP + b"1" + b"}" * LESS_DEEP,
    "a huge number": b'{"draft_version": ' + HUGE + b"}", "too many digits": b'{"a": ' + b"9" * 10_000 + b"}",
    "NUL": b'{"text": "a\\u0000b"}', "half a character": b'{"id": "\\ud800", "text": "\\ud800"}',
    "a name of half a character": b'{"\\ud800": 1}', "the same name twice": b'{"id": 1, "id": 2}',
    "BOM": b"\xef\xbb\xbf{}",
}
WRONG: tuple[tuple[str, Any], ...] = (
    ("id", None), ("id", 5), ("id", "not-a-uuid"), ("id", "0190C7A2-7B1E-7C3D-9F00-1A2B3C4D5E6F"), ("id", ["a"]),
    ("consultation_id", new_id()), ("consultation_id", {"a": 1}), ("text", ""), ("text", "   \n "), ("text", 7),
    ("text", "字" * 5001), ("text", "a\u0000b"), ("text", "\ud800"), ("text", None), ("text", ["a"]),
    ("written_at", "yesterday"), ("written_at", "2026-11-24T09:00:00"), ("written_at", 1764000000),
    ("written_at", None),
    ("written_at", "9999-12-31T23:59:59+00:00"), ("written_at", "2026-13-40T25:61:61Z"), ("provision", "art_99"),
    ("provision", "../../etc/passwd"), ("provision", 12), ("provision", "\ud800"), ("stance", "angry"), ("stance", 1),
    ("draft_version", 0), ("draft_version", 2**70), ("draft_version", 1.5), ("draft_version", "1"),
    ("draft_version", 9999), ("anchor", "art_1"), ("anchor", {"quote": "x"}), ("anchor", {"quote": "x", "start": -1}),
    ("answers", []), ("answers", {"q": 5}), ("answers", {str(n): "a" for n in range(101)}), ("channel", "pigeon"),
    ("station_id", "x"), ("submitter", "me"), ("submitter", {"kind": "robot"}), ("submitter", {"name": "x"}),
    ("proposed_text", "字" * 5001), ("reason", "字" * 2001), ("language", "中文"), ("language", "x" * 500),
    ("device", {"seq": 0}), ("device", {"seq": 2**40}), ("sealed_contact", "not base64!"),
    ("sealed_contact", "A" * 5000), ("withdraw_hash", "abc"), ("colour", "red"), ("\ud800", 1),
)


def post(town: Town, path: str, content: bytes, kind: str = "application/json", role: str = "admin") -> TestResponse:
    """Post raw bytes as somebody; whatever comes back is looked at."""
    service = path.split("/")[1] if path.split("/")[1] != "api" else "intake"
    answer = town.house.client(service).post(path, data=content, content_type=kind, headers=town.headers.get(role, {}))
    look_at(f"POST {path}", answer.status_code, dict(answer.headers), answer.data)
    return answer


def doors(town: Town) -> tuple[str, ...]:
    """One door of each sort that takes a JSON body."""
    ids = {name: found[0] for name, found in town.ids.items()}
    return (DOOR, f"{DOOR}/batch", f"{DOOR}/confirm", f"{DOOR}/{ids['receipt']}/withdraw", "/api/v1/stations",
            "/api/v1/activities", f"/api/v1/stations/{ids['station_id']}/devices", "/review/api/v1/session",
            "/review/api/v1/accounts", "/review/api/v1/experts", "/review/api/v1/groups",
            f"/review/api/v1/consultations/{ids['consultation_id']}/suggestions",
            f"/review/api/v1/opinions/{ids['opinion_id']}/set-aside",
            f"/review/api/v1/suggestions/{ids['suggestion_id']}/gate",
            f"/review/api/v1/consultations/{ids['consultation_id']}/approve",
            f"/reports/api/v1/submissions/{ids['submission_id']}/outcomes",
            f"/reports/api/v1/submissions/{ids['submission_id']}/receipt")


def an_asked(town: Town, **other: Any) -> dict[str, Any]:
    """An opinion on the town's consultation."""
    return an_opinion(town.ids["consultation_id"][0], **other)


@pytest.mark.parametrize("content", RAW.values(), ids=RAW)
def test_what_is_no_proper_json_is_refused_at_every_door(town: Town, content: bytes) -> None:
    """With a sentence, and nothing is stored anywhere."""
    with untouched(town.house):
        answers = [post(town, path, content) for path in doors(town)]
    assert {answer.status_code for answer in answers} <= {400, 401, 403, 422}


def test_a_name_that_stands_twice_is_refused(town: Town) -> None:
    """Either could be meant; the sentence says which it is."""
    with untouched(town.house):
        answer = post(town, DOOR, b'{"text": "a", "anchor": {"quote": "x", "quote": "y"}, "id": "b"}')
    assert answer.status_code == 400 and "quote" in (answer.json or {})["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"])
def test_another_kind_of_body_is_refused(town: Town, kind: str) -> None:
    """JSON must say that it is JSON."""
    with untouched(town.house):
        for path in doors(town):
            assert post(town, path, json.dumps(an_asked(town)).encode(), kind).status_code in (400, 401, 403, 415, 422)


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name}-{number}" for number, (name, _) in enumerate(WRONG)])
def test_a_wrong_field_is_named_and_nothing_is_stored(town: Town, name: str, value: Any) -> None:
    """One by one, and the same in a batch, where it spoils nothing but itself."""
    wrong = an_asked(town) | {name: value}
    with untouched(town.house):
        answer = post(town, DOOR, json.dumps(wrong).encode(), role="nobody")
    assert answer.status_code == 422
    shown = name.encode("utf-8", "replace").decode()
    assert any(field.split(".")[0] == shown for field in (answer.json or {})["errors"])
    good = an_asked(town)
    batch = post(town, f"{DOOR}/batch", json.dumps({"opinions": [wrong, good]}).encode(), role="nobody")
    first, second = (batch.json or {})["results"]
    assert (first["status"], second["status"]) == ("invalid", "created")
    assert any(field.split(".")[0] == shown for field in first["errors"])


@pytest.mark.parametrize("item", [None, 5, "x", [], {}, {"id": None}, {"id": "\ud800"}, {"a": {"b": ["c"]}}])
def test_a_batch_outlives_whatever_stands_in_it(town: Town, item: Any) -> None:
    """Items of any kind are invalid, and the good ones beside them are kept."""
    body = json.dumps({"opinions": [item, an_asked(town), item]}).encode()
    results = (post(town, f"{DOOR}/batch", body, role="nobody").json or {})["results"]
    assert [each["status"] for each in results] == ["invalid", "created", "invalid"]
    assert all(each["errors"] for each in results[::2])


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_from_one_to_five_hundred(town: Town, count: int) -> None:
    """Otherwise nothing of it is kept."""
    with untouched(town.house):
        body = {"opinions": [an_asked(town) for _ in range(count)]}
        assert post(town, f"{DOOR}/batch", json.dumps(body).encode(), role="nobody").status_code == 422


@pytest.mark.parametrize(("path", "size"), [(DOOR, 256 * 1024), (f"{DOOR}/batch", 32 * 1024 * 1024),
                                            ("/review/api/v1/session", 256 * 1024), ("/api/v1/stations", 256 * 1024)])
def test_a_body_over_the_limit_is_413(town: Town, path: str, size: int) -> None:
    """The limit is the route's own."""
    with untouched(town.house):
        assert post(town, path, b'{"text":"' + b"a" * size + b'"}').status_code == 413


def test_a_repeated_id_with_other_words_is_kept_aside(town: Town) -> None:
    """409; the first stays as it was, the second waits for a clerk, once."""
    body = an_asked(town)
    assert post(town, DOOR, json.dumps(body).encode()).status_code == 201
    other = json.dumps(body | {"text": NASTY}).encode()
    with untouched(town.house, "review", "reports", "notify"):
        assert [post(town, DOOR, other).status_code for _ in range(3)] == [409, 409, 409]
    page = town.house.client("intake").get("/staff/conflicts", headers=town.headers["officer"])
    assert page.status_code == 200 and page.text.count("&lt;script&gt;") == 1 and "<script>alert" not in page.text


def test_time_is_judged_by_who_brings_it(town: Town) -> None:
    """Closed: the web is refused, a device's opinion written in time is late, one written afterwards is refused."""
    consultation = town.ids["consultation_id"][0]
    town.call("review", "group", "POST", f"/review/api/v1/consultations/{consultation}/close", 200)
    town.house.settle()
    after = NOON + timedelta(minutes=1)
    town.house.clock.moment = after + timedelta(hours=1)
    device = {"Authorization": f"Bearer {town.device}"}
    cases = ((None, NOON, 409), (device, NOON - timedelta(hours=1), 202), (device, after, 409))
    try:
        for headers, written, status in cases:
            forget(town)
            body = an_asked(town, written_at=written.isoformat(), channel="tablet" if headers else "web")
            answer = town.house.client("intake").post(DOOR, json=body, headers=headers or {})
            assert answer.status_code == status, answer.text
    finally:
        town.house.clock.moment = NOON
        forget(town)


def test_a_time_in_the_future_is_kept(town: Town) -> None:
    """Clocks go wrong; the words are worth keeping."""
    body = an_asked(town, written_at=(NOON + timedelta(days=3)).isoformat())
    answer = post(town, DOOR, json.dumps(body).encode())
    assert (answer.status_code, (answer.json or {})["receipt"]) == (201, receipt_of(body["id"]))


@pytest.mark.parametrize("claim", [{"channel": "tablet"}, {"channel": "box"}, {"station_id": new_id()}])
def test_nobody_speaks_in_a_stations_name_without_showing_who_he_is(town: Town, claim: Mapping[str, Any]) -> None:
    """401 without a token, also with a made-up one."""
    with untouched(town.house):
        for headers in ({}, {"Authorization": "Bearer " + "x" * 43}, {"Authorization": "Bearer a.b.c"}):
            answer = town.house.client("intake").post(DOOR, json=an_asked(town) | dict(claim), headers=headers)
            look_at("claim", answer.status_code, dict(answer.headers), answer.data)
            assert answer.status_code in (401, 403)


def forget(town: Town) -> None:
    """Let intake look at the consultation afresh: it remembers for a second."""
    town.house.apps.pop("intake", None)
