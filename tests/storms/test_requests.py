"""Requests that are odd in their path, query, headers or method, on every route, pages too."""
import re
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.ids import new_id
from shared.settings import SERVICES
from tests.storms.answers import FIELDS, MARKS
from tests.storms.counts import untouched
from tests.storms.town import NASTY, ROLES, Town

PAGES = ("0", "-1", "abc", "99999999999999999999", "1.5", "", "１", "1;DROP TABLE opinions", "%00")
SEGMENTS = ("nothing", new_id(), "..", "%2e%2e%2fetc%2fpasswd", "%00", "%ff", "a" * 5000, "' OR 1=1 --", "{{7*7}}")
TOKENS = ("Bearer", "Bearer ", "Bearer x", "Bearer " + "a.b.c", "Bearer " + "e" * 9000, "Basic YTpi",
          "Bearer \x7f.\x7f.x", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiYWRtaW4iXX0.")
SAFE = ("GET", "HEAD")
MARKUP = (b"<script>alert(1)", b"<img src=\"http://127.0.0.1:9", b"<link rel=stylesheet")


def routes(town: Town, service: str) -> Iterable[tuple[str, set[str]]]:
    """Every path of a service with its methods."""
    town.house.client(service)
    found: dict[str, set[str]] = {}
    for rule in town.house.apps[service].url_map.iter_rules():
        found.setdefault(str(rule), set()).update(set(rule.methods or ()) - {"OPTIONS"})
    return found.items()


def filled(rule: str, ids: dict[str, list[str]], segment: str | None = None) -> str:
    """A route's path with ids that exist, or with *segment* in every place."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return segment if segment is not None else ids.get(name, ids.get(f"{name}_id", ["nothing"]))[0]

    return re.sub(r"<(?:[^<>:]*:)?(\w+)>", fill, rule)


def ask(town: Town, service: str, method: str, path: str, role: str = "admin", **rest: Any) -> TestResponse:
    """Ask as somebody; the answer is no fault of ours, and shows nobody's words as markup."""
    headers = town.headers.get(role, {}) | rest.pop("headers", {})
    answer = town.house.client(service).open(path, method=method, headers=headers, **rest)
    assert answer.status_code < 500, (method, path[:200], answer.status_code, answer.data[:400])
    barred = (*MARKS, *MARKUP) if "html" in answer.content_type else MARKS
    assert not any(mark in answer.data for mark in barred), path[:200]
    if answer.status_code >= 400 and "/api/" in path and method != "HEAD":
        assert answer.content_type == "application/problem+json" and (answer.json or {}).keys() >= FIELDS
    answer.close()
    return answer


@pytest.mark.parametrize("service", SERVICES)
def test_every_page_opens_or_refuses_for_everybody(town: Town, service: str) -> None:
    """With the nastiest words in every table: shown as words; HEAD as GET."""
    for rule, methods in routes(town, service):
        for method in methods & set(SAFE):
            for role in ("nobody", *ROLES):
                ask(town, service, method, filled(rule, town.ids), role, headers={"Accept": "text/html,*/*;q=0.1"})


@pytest.mark.parametrize("service", SERVICES)
def test_unknown_places_are_a_clear_refusal(town: Town, service: str) -> None:
    """Ids nobody has, ids of another kind, tricks with paths: for reading and for writing."""
    with untouched(town.house):
        for rule, methods in routes(town, service):
            if "<" in rule:
                for segment in SEGMENTS:
                    for method in methods:
                        answer = ask(town, service, method, filled(rule, town.ids, segment), json={})
                        assert answer.status_code >= 300 or "static" in rule or "assets" in rule or method in SAFE


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_lists_are_numbers(town: Town, service: str, page: str) -> None:
    """Anything else is refused or read as the first page; never a fault."""
    for rule, methods in routes(town, service):
        if "GET" in methods:
            ask(town, service, "GET", f"{filled(rule, town.ids)}?page={page}&state={page}&colour=red&q={'字' * 500}")


@pytest.mark.parametrize("service", SERVICES)
def test_wrong_methods_are_refused(town: Town, service: str) -> None:
    """405, naming the right ones, or 404."""
    for rule, methods in routes(town, service):
        for method in {"POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - methods:
            answer = ask(town, service, method, filled(rule, town.ids))
            assert answer.status_code in (302, 303, 400, 401, 403, 404, 405, 413, 422), (method, rule)


@pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))
def test_a_token_that_is_none_opens_nothing(town: Town, token: str) -> None:
    """In the header and in the cookie."""
    for service, path in (("review", "/review/api/v1/accounts"), ("intake", "/api/v1/stations"),
                          ("reports", "/reports/api/v1/ledgers"), ("notify", "/notify/api/v1/notices")):
        headers = {"Authorization": token.encode().decode("latin-1")}
        assert ask(town, service, "GET", path, "nobody", headers=headers).status_code in (401, 403)
        cookie = {"Cookie": f"minyi_token={token.removeprefix('Bearer ')}; minyi_{service}=garbage"}
        assert ask(town, service, "GET", path, "nobody", headers=cookie).status_code in (401, 403)


@pytest.mark.parametrize("service", SERVICES)
def test_a_form_from_elsewhere_changes_nothing(town: Town, service: str) -> None:
    """A page elsewhere can make a browser post with our cookie, but it has no token of the form."""
    token = town.headers["admin"]["Authorization"].removeprefix("Bearer ")
    with untouched(town.house):
        for rule, methods in routes(town, service):
            if "POST" in methods and "/api/" not in rule:
                client = town.house.client(service)
                client.set_cookie("minyi_token", token)
                answer = client.post(filled(rule, town.ids), data={"title": NASTY, "text": NASTY})
                assert answer.status_code in (303, 400, 403, 404, 413, 422), (rule, answer.status_code)


@pytest.mark.parametrize("asked", ["x", "a" * 65, "abc\tdefgh", "<script>alert(1)</script>", "零一二三四五六七八"])
def test_a_request_id_is_taken_only_if_it_is_one(town: Town, asked: str) -> None:
    """Anything else gets an id of ours."""
    headers = {"X-Request-ID": asked.encode().decode("latin-1")}
    answer = ask(town, "intake", "GET", "/api/v1/consultations", headers=headers)
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-ID"])
