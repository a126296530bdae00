"""What a citizen notices of broken parts and of broken connections: nothing, or one honest sentence."""
import json
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from deploy.sample.door import Door
from shared.ids import new_id, receipt_of
from tests.journeys.story import SAMPLE, Story
from tests.live.servers import SERVICES, wait_until
from tests.live.stock import IDS, rows
from tests.live.town import ADMIN_PASSWORD, Town, a_town

pytestmark = pytest.mark.live
OTHERS = ("review", "reports", "notify")
SOON, CLIENTS = 2.0, 200


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose post is impatient."""
    folder: Path = tmp_path_factory.mktemp("outage")
    with a_town(folder, patience=2.0) as town:
        town.start()
        yield town


@pytest.fixture(scope="module")
def story(town: Town) -> Story:
    """A consultation that is open to the public."""
    story = Story(Door({name: town.address(name) for name in SERVICES}), ADMIN_PASSWORD, town.folder)
    story.hire()
    story.open("draft.txt", SAMPLE.read_bytes())
    return story


def an_opinion(story: Story) -> dict[str, Any]:
    """An opinion nobody has left yet."""
    return {"id": new_id(), "consultation_id": story.consultation, "provision": story.articles[0],
            "text": "请写明由谁负责。", "written_at": datetime.now(UTC).isoformat()}


def leave(town: Town, opinion: dict[str, Any]) -> tuple[requests.Response, float]:
    """Leave an opinion once, without asking again; the answer and the seconds until it."""
    began = time.monotonic()
    answer = requests.post(f"{town.address('intake')}/api/v1/opinions", json=opinion, timeout=30)
    return answer, time.monotonic() - began


def health(town: Town) -> tuple[int, str, dict[str, str]]:
    """Intake's health: the HTTP status, the word, and the state of each part."""
    answer = requests.get(town.health("intake"), timeout=30)
    body = answer.json()
    return answer.status_code, body["status"], {name: part["state"] for name, part in body["parts"].items()}


def is_well(town: Town) -> bool:
    """Whether intake says that everything is as it should be."""
    return health(town)[:2] == (200, "ok")


def test_a_citizen_gets_a_receipt_while_the_broker_and_the_other_services_are_away(town: Town, story: Story) -> None:
    """201 at once; when the others come back the opinions arrive everywhere by themselves."""
    take_others_away(town)
    opinions = [an_opinion(story) for _ in range(20)]
    answers, seconds = zip(*[leave(town, opinion) for opinion in opinions], strict=True)
    assert [answer.status_code for answer in answers] == [201] * 20
    assert [answer.json()["receipt"] for answer in answers] == [receipt_of(each["id"]) for each in opinions]
    assert max(seconds) < SOON
    began = time.monotonic()
    town.redis.start()
    town.start(OTHERS)
    wait_until(partial(are_everywhere, town, {each["id"] for each in opinions}), 60, "the opinions are everywhere")
    print(f"\nslowest receipt {max(seconds):.3f} s, "
          f"arrived everywhere {time.monotonic() - began:.1f} s after the others were started again")


def take_others_away(town: Town) -> None:
    """Stop the broker and kill every process that is not intake's."""
    town.redis.stop()
    for name, process in town.processes.items():
        if name.split("-")[0] in OTHERS:
            process.end(signal.SIGKILL)


def are_everywhere(town: Town, ids: set[str]) -> bool:
    """Whether each service has these opinions."""
    return all(ids <= set(rows(town, service, IDS[service])) for service in SERVICES)


def test_health_is_degraded_without_the_broker_and_down_without_the_database(town: Town, story: Story) -> None:
    """A load balancer must not turn people away for a broker; without the database nothing can be promised."""
    wait_until(lambda: is_well(town), 30, "intake is well")
    town.redis.stop()
    status, word, parts = health(town)
    assert (status, word, parts["broker"], parts["database"]) == (200, "degraded", "down", "ok")
    town.redis.start()
    wait_until(lambda: is_well(town), 30, "intake is well again")
    town.postgres.stop(immediately=True)
    status, word, parts = health(town)
    assert (status, word, parts["database"]) == (503, "down", "down")
    opinion = an_opinion(story)
    answer, took = leave(town, opinion)
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert "什么都没有保存" in answer.json()["detail"] and answer.headers["Retry-After"]
    assert took < SOON
    town.postgres.start()
    wait_until(lambda: is_well(town), 30, "intake is well again")
    assert leave(town, opinion)[0].status_code == 201


def test_two_hundred_who_hang_up_leave_nothing_behind(town: Town, story: Story) -> None:
    """Half the headers, half the body, or all of it: others are answered meanwhile and after; nothing stays open."""
    wait_until(lambda: is_well(town), 30, "intake is well")
    opinions = [an_opinion(story) for _ in range(CLIENTS)]
    with ExitStack() as held, ThreadPoolExecutor(20) as pool:
        for connection in pool.map(lambda pair: half_a_request(town, *pair), enumerate(opinions)):
            held.enter_context(connection)
        answer, meanwhile = leave(town, an_opinion(story))
    assert answer.status_code == 201 and meanwhile < SOON
    answer, after = leave(town, an_opinion(story))
    assert answer.status_code == 201 and after < SOON
    wait_until(lambda: open_transactions(town) == [], 5, "no transaction is left open")
    kept = {each["id"] for each in opinions} & set(rows(town, "intake", IDS["intake"]))
    assert kept <= {each["id"] for each in opinions[2::3]}
    wait_until(lambda: kept <= set(rows(town, "notify", IDS["notify"])), 30, "who is kept is told to the others")
    print(f"\nanswered in {meanwhile:.3f} s while {CLIENTS // 2} hold half a request, in {after:.3f} s after "
          f"{CLIENTS} have hung up, {len(kept)} of them kept")


def half_a_request(town: Town, number: int, opinion: dict[str, Any]) -> socket.socket:
    """Begin to leave an opinion: half the headers, half the body, or all of it; the answer is not waited for."""
    body = json.dumps(opinion).encode()
    head = (f"POST /api/v1/opinions HTTP/1.1\r\nHost: 127.0.0.1:{town.ports['intake']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    parts = (head[: len(head) // 2], head + body[: len(body) // 2], head + body)
    connection = socket.create_connection(("127.0.0.1", town.ports["intake"]), timeout=10)
    connection.sendall(parts[number % 3])
    if number % 2:
        connection.close()
    return connection


def open_transactions(town: Town) -> list[Any]:
    """Connections to any of the four databases that sit in a transaction."""
    with psycopg.connect(town.postgres.admin_url()) as connection:
        return connection.execute("SELECT datname, state, query FROM pg_stat_activity WHERE datname LIKE 'minyi_%'"
                                  " AND state LIKE 'idle in transaction%'").fetchall()


@pytest.mark.parametrize(("asked", "status"), [
    (b"GET /%E4%B8%AD%FF//x?q=%FF HTTP/1.1\r\nHost: h\r\n\r\n", 404),
    (b"GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1\r\nCookie: b\r\nX-Odd: \xff\xfe\r\n\r\n", 200),
    (b"GET / HTTP/1.0\r\n\r\n", 200),
    (b"HEAD /health HTTP/1.1\r\nHost: h\r\n\r\n", 200),
    (b"POST /api/v1/opinions HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 422),
    (b"POST /api/v1/opinions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
     b"\r\n2\r\n{}\r\n0\r\n\r\n", 422),
    (b"POST /api/v1/opinions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n"
     b"\r\n{", 413),
    (b"POST /api/v1/opinions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 300000\r\n\r\n"
     + b"x" * 300_000, 413),
])
def test_odd_requests_are_answered_as_they_deserve(town: Town, asked: bytes, status: int) -> None:
    """Bytes that are no text, old HTTP, no length, a length that is a lie."""
    with socket.create_connection(("127.0.0.1", town.ports["intake"]), timeout=10) as connection:
        connection.sendall(asked)
        line = connection.recv(65536).split(b"\r\n", 1)[0]
    assert line.split()[1] == str(status).encode()
