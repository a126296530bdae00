"""The front: what the app is given of a request, and what becomes of one that does not come whole."""
import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # re-exported by name
from werkzeug.wrappers import Request as WsgiRequest

from shared.web.front import HEAVY_BYTES, MOST_BYTES, Front


class Headers:
    """A request's headers as the server hands them over: names in lower case, some of them twice."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = list(pairs)

    def get(self, name: str) -> str | None:
        """The first value."""
        return next((value for key, value in self._pairs if key == name), None)

    def items(self) -> list[tuple[str, str]]:
        """All of them."""
        return self._pairs

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None


@dataclass
class Request:
    """The server's side of one request, whose body comes in pieces; ``ends`` is what happens after the last one."""

    method: str = "POST"
    path: str = "/"
    pairs: tuple[tuple[str, str], ...] = ()
    pieces: tuple[bytes, ...] = ()
    ends: BaseException | float | None = None
    read: int = 0
    answer: list[Any] = field(default_factory=list)
    query_string, server, client, scheme, http_version = "a=%E4", "127.0.0.1:8000", "10.0.0.7:999", "http", "1.1"

    @property
    def headers(self) -> Headers:
        """The headers."""
        return Headers(self.pairs)

    async def __call__(self) -> bytes:
        """The whole body."""
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.read += len(piece)
            yield piece
        if isinstance(self.ends, BaseException):
            raise self.ends
        await asyncio.sleep(self.ends or 0)

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """The app's answer."""
        self.answer = [status, headers, body]

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        """The front's own answer."""
        self.answer = [status, headers, body.encode()]


@dataclass
class App:
    """A WSGI app that keeps what it was asked."""

    asked: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""
    closed: int = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer with itself: an iterable that wants to be closed."""
        self.asked, self.body = environ, environ["wsgi.input"].read()
        start("201 CREATED", [("X-A", "1"), ("X-A", "2")])
        return self

    def __iter__(self) -> Any:
        return iter([b"a", b"b"])

    def close(self) -> None:
        """The end of an answer."""
        self.closed += 1


def ask(request: Any, **rest: float) -> App:
    """Let a front handle one request."""
    app = App()

    async def handle() -> None:
        await Front(app, threads=1, **rest).__rsgi__(request, request)

    asyncio.run(handle())
    return app


def test_the_app_is_given_the_request_whole_and_its_answer_goes_back() -> None:
    request = Request(path="/t/回执", pieces=(b"ab", b"c"), pairs=(
        ("content-length", "3"), ("content-type", "text/plain"), ("cookie", "a=1"), ("cookie", "b=2"), ("x-y", "1"),
        ("x-y", "2"), ("x_forwarded_for", "1.2.3.4"), ("host", "h:1")))
    app = ask(request)
    assert request.answer == [201, [("X-A", "1"), ("X-A", "2")], b"ab"]
    assert (app.body, app.closed) == (b"abc", 1)
    wanted = {"PATH_INFO": "/t/回执".encode().decode("latin-1"), "QUERY_STRING": "a=%E4", "CONTENT_LENGTH": "3",
              "CONTENT_TYPE": "text/plain", "HTTP_COOKIE": "a=1; b=2", "HTTP_X_Y": "1,2", "HTTP_HOST": "h:1",
              "REMOTE_ADDR": "10.0.0.7", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "REQUEST_METHOD": "POST"}
    assert {name: app.asked.get(name) for name in wanted} == wanted
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE"} & app.asked.keys()


def test_a_body_that_tells_no_length_is_read_too() -> None:
    app = ask(Request(pieces=(b"ab", b"c"), pairs=(("transfer-encoding", "chunked"),)))
    assert (app.body, app.asked["CONTENT_LENGTH"]) == (b"abc", "3")
    assert ask(Request(method="GET", ends=60.0)).asked["CONTENT_LENGTH"] == "0"


def test_a_body_in_chunks_is_one_body_to_the_app() -> None:
    """The server has put the chunks together; werkzeug reads nothing of a body that still says it is in chunks."""
    app = ask(Request(pieces=(b"ab", b"c"), pairs=(("transfer-encoding", "chunked"),)))
    assert "HTTP_TRANSFER_ENCODING" not in app.asked
    read = WsgiRequest(app.asked | {"wsgi.input": BytesIO(app.body)})
    read.max_content_length = 3
    assert read.get_data() == b"abc"


def test_a_length_told_beside_chunks_is_not_believed() -> None:
    """The server goes by the chunks (RFC 9112, 6.3): a small length must not let in a body without end."""
    piece = b"x" * (8 * 1024 * 1024)
    request = Request(pieces=(piece,) * 9, pairs=(("content-length", "2"), ("transfer-encoding", "chunked")))
    assert int(ask(request).asked["CONTENT_LENGTH"]) > MOST_BYTES
    assert request.read <= MOST_BYTES + len(piece)


@pytest.mark.parametrize("told", [("content-length", "100"), ("content-length", str(MOST_BYTES))])
def test_who_does_not_go_on_sending_is_told_so_and_takes_no_thread(told: tuple[str, str]) -> None:
    """408 with a sentence; nothing reached the app."""
    request = Request(pieces=(b"{",), ends=60.0, pairs=(told,))
    app = ask(request, patience=0.05, pace=10.0**12)
    status, headers, body = request.answer
    assert (status, dict(headers)["connection"], app.asked) == (408, "close", {})
    assert "重新提交" in json.loads(body)["detail"]


def test_who_hangs_up_is_not_answered() -> None:
    request = Request(pieces=(b"{",), ends=ProtocolClosed(), pairs=(("content-length", "9"),))
    assert (ask(request).asked, request.answer) == ({}, [])


def test_more_than_any_route_takes_is_not_read() -> None:
    """Told beforehand: not a byte; found out: a byte more than the most. The app refuses both by their length."""
    told = Request(pieces=(b"x",), pairs=(("content-length", str(MOST_BYTES + 1)),))
    assert (ask(told).asked["CONTENT_LENGTH"], told.read) == (str(MOST_BYTES + 1), 0)
    piece = b"x" * (8 * 1024 * 1024)
    untold = Request(pieces=(piece,) * 9, pairs=(("transfer-encoding", "chunked"),))
    assert int(ask(untold).asked["CONTENT_LENGTH"]) > MOST_BYTES
    assert untold.read <= MOST_BYTES + len(piece)


def test_a_large_body_that_stops_gives_its_place_up_at_once() -> None:
    """After the grace, however long so large a body might have taken."""
    request = Request(pieces=(b"{",), ends=60.0, pairs=(("content-length", str(MOST_BYTES)),))
    assert (ask(request, patience=0.05, pace=1.0).asked, request.answer[0]) == ({}, 408)


@dataclass
class Hall:
    """An app in which posts of many bytes go on until somebody else was answered."""

    looked: threading.Event = field(default_factory=threading.Event)
    inside: int = 0
    most_inside: int = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer at once to whoever only looks."""
        start("200 OK", [])
        if environ["REQUEST_METHOD"] == "GET":
            self.looked.set()
            return [b"page"]
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        found = self.looked.wait(20)
        self.inside -= 1
        return [b"kept" if found else b"nobody looked"]


@pytest.mark.parametrize(("pairs", "size"), [
    ((), HEAVY_BYTES + 1), ((("content-encoding", "gzip"),), HEAVY_BYTES // 4),
    ((("content-type", "application/vnd.minyi.parcel"),), HEAVY_BYTES // 4)])
def test_whoever_only_looks_does_not_stand_behind_heavy_posts(pairs: tuple[tuple[str, str], ...], size: int) -> None:
    """Ten of them at once, and two threads; one of ten is answered at a time."""
    hall = Hall()
    posts = [Request(pieces=(b"x" * size,), pairs=(("content-length", str(size)), *pairs)) for _ in range(10)]
    look = Request(method="GET")

    async def open_doors() -> None:
        front = Front(hall, threads=2)
        going = [asyncio.create_task(front.__rsgi__(each, each)) for each in posts]  # type: ignore[arg-type]  # one stand-in
        await asyncio.sleep(0.2)
        await front.__rsgi__(look, look)  # type: ignore[arg-type]  # for the server's two
        await asyncio.gather(*going)

    asyncio.run(open_doors())
    assert look.answer[2] == b"page" and {each.answer[2] for each in posts} == {b"kept"}
    assert hall.most_inside == 1
