"""The web side all four share, seen through intake: errors, ids, doors, headers, health."""
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from shared.logging import JsonLines
from shared.web.app import make_app
from shared.web.doors import COOKIE, check_doors, guarded, open_door
from tests.builders import a_consultation, an_opinion
from tests.house import House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Intake, with three more routes: one that breaks, two that ask who comes."""
    with a_house(tmp_path, "intake") as house:
        app = house.apps["intake"] = make_app(house.sites["intake"])
        app.add_url_rule("/api/breaks", "breaks", guarded("admin")(_breaks), methods=["GET"])
        app.add_url_rule("/api/who", "who", guarded("officer")(lambda: "you"), methods=["GET", "POST"])
        app.add_url_rule("/staff/page", "page", guarded("officer")(lambda: "you"), methods=["GET", "POST"])
        yield house


def _breaks() -> str:
    raise RuntimeError("a secret thing")


@pytest.mark.parametrize(("path", "body", "kind", "status"), [
    ("/api/v1/nothing", b"{}", "application/json", 404),
    ("/api/v1/opinions", b"{", "application/json", 400),
    ("/api/v1/opinions", b"\xff\xfe{}", "application/json", 400),
    ("/api/v1/opinions", b"[" * 100_000, "application/json", 400),
    ("/api/v1/opinions", b'{"id": NaN}', "application/json", 400),
    ("/api/v1/opinions", b'{"id": ' + b"9" * 9000 + b"}", "application/json", 400),
    ("/api/v1/opinions", b"x" * 300_000, "application/json", 413),
    ("/api/v1/opinions", b"id=1", "application/x-www-form-urlencoded", 400),
    ("/api/v1/opinions", b"[]", "application/json", 422),
    ("/api/v1/opinions", b"null", "application/json", 422),
])
def test_bad_bodies_are_a_problem_with_a_sentence(house: House, path: str, body: bytes, kind: str,
                                                  status: int) -> None:
    """problem+json, never a trace."""
    answer = house.client("intake").post(path, data=body, content_type=kind)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json(force=True)
    assert set(problem) >= {"title", "status", "detail", "errors", "request_id"} and "Traceback" not in answer.text


def test_an_unforeseen_error_tells_nothing_but_its_number(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """500 with the request's id; the trace is in the log."""
    with caplog.at_level(logging.ERROR):
        headers = house.bearer("admin") | {"X-Request-ID": "asked-for-12"}
        answer = house.client("intake").get("/api/breaks", headers=headers)
    assert answer.status_code == 500 and "secret" not in answer.text
    assert answer.get_json(force=True)["request_id"] == answer.headers["X-Request-ID"] == "asked-for-12"
    assert "a secret thing" in caplog.text


def test_a_wrong_method_names_the_right_ones(house: House) -> None:
    """405 with Allow."""
    answer = house.client("intake").delete("/api/v1/opinions")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_a_database_away_is_503_and_come_back(house: House) -> None:
    """Nothing is stored, nothing is claimed."""
    consultation = a_consultation()
    house.hear("intake", consultation)
    client = house.client("intake")
    (house.folder / "intake.sqlite").unlink()
    house.sites["intake"].database.close()
    (house.folder / "intake.sqlite").mkdir()
    answer = client.post("/api/v1/opinions", json=an_opinion(consultation.consultation_id))
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert client.get("/health").status_code == 503


def test_a_request_id_travels_into_the_post(house: House) -> None:
    """What it caused in other services can be found by it."""
    consultation = a_consultation()
    house.hear("intake", consultation)
    body = an_opinion(consultation.consultation_id)
    house.client("intake").post("/api/v1/opinions", json=body, headers={"X-Request-ID": "from-the-proxy-1"})
    outbox = house.sites["intake"].post.tables.outbox
    with house.sites["intake"].database.reading() as session:
        assert set(session.scalars(select(outbox.c.request_id))) == {"from-the-proxy-1"}


def test_roles_are_asked_for(house: House) -> None:
    """401 nobody, 403 somebody else, 200 the right one; a page sends people to the sign-in."""
    client = house.client("intake")
    assert client.get("/api/who").status_code == 401
    assert client.get("/api/who", headers=house.bearer("expert")).status_code == 403
    assert client.get("/api/who", headers=house.bearer("officer")).status_code == 200
    page = client.get("/staff/page", headers={"Accept": "text/html"})
    assert page.status_code == 302 and page.headers["Location"] == "/review/sign-in?next=/staff/page"


def test_a_cookie_alone_changes_nothing(house: House) -> None:
    """A page elsewhere can make a browser send the cookie; without our token that is refused."""
    client = house.client("intake")
    client.set_cookie(COOKIE, house.token("officer"))
    assert client.get("/api/who").status_code == 200
    assert client.post("/api/who").status_code == 403
    assert client.post("/staff/page").status_code == 403
    assert client.post("/api/who", headers=house.bearer("officer")).status_code == 200


def test_every_answer_carries_the_headers(house: House) -> None:
    """Also errors do."""
    for path in ("/health", "/nothing"):
        headers = house.client("intake").get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY" and headers["Referrer-Policy"] == "same-origin"


def test_metrics_are_for_this_machine_or_the_token(house: House) -> None:
    """A forwarded request is not from here."""
    client = house.client("intake")
    assert b"minyi_outbox_waiting" in client.get("/metrics").data
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_a_route_without_a_door_does_not_start() -> None:
    """The app names it."""
    app = Flask("x", static_folder=None)
    app.add_url_rule("/bare", "bare", lambda: "x")
    with pytest.raises(RuntimeError, match="bare"):
        check_doors(app)
    open_door("for the test")(app.view_functions["bare"])
    check_doors(app)


def test_a_log_line_is_json_with_the_request(house: House) -> None:
    """Names the route, never the path: a receipt may stand there."""
    record = logging.LogRecord("minyi.access", logging.INFO, "", 0, "answered", (), None)
    record.rule = "/t/<receipt>"
    line = json.loads(JsonLines("intake").format(record))
    assert (line["rule"], line["service"], line["level"]) == ("/t/<receipt>", "intake", "INFO")
