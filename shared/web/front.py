"""Between the web server and the app: a request takes a thread once it is here whole.

The server's own WSGI door gives a thread to a request whose headers are here, and that thread waits for the body
without end: eight tablets that lose their network while sending would close the door for everybody.
"""
import asyncio
import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from io import BytesIO
from typing import Any

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]  # re-exported by name

from shared.web.turns import light

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, list[tuple[str, str]], bytes]
MOST_BYTES, LARGE_BYTES = 40 * 1024 * 1024, 256 * 1024
HEAVY_BYTES, HEAVY_SHARE, PACKED_TIMES = 128 * 1024, 8, 8  # more than any form or single opinion
PATIENCE_SECONDS, LEAST_BYTES_PER_SECOND = 20.0, 20_000
PARCEL = "application/vnd.minyi.parcel"  # what a tablet has kept: packed opinions by the hundred
CHUNKS = "transfer-encoding"
BODILESS = frozenset(("GET", "HEAD", "OPTIONS"))
LATE = json.dumps({"type": "about:blank", "title": "请求没有传完", "status": 408, "errors": {}, "request_id": "",
                   "detail": "等了很久，请求的内容还没有传完，什么都没有保存，请检查网络后重新提交。"},
                  ensure_ascii=False)
FIXED = {"SCRIPT_NAME": "", "wsgi.version": (1, 0), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
         "wsgi.multiprocess": False, "wsgi.run_once": False}


class Front:
    """Speaks the server's RSGI on one side and WSGI on the other. Large bodies are read a few at a time: memory is
    finite too; and heavy ones are answered by few threads of their own: whoever only looks at a page would otherwise
    stand in line behind every one of them at each of its steps, for threads that compute share one interpreter. A body
    must come at *pace* bytes a second, after a grace of *patience* seconds."""

    def __init__(self, app: Wsgi, threads: int, patience: float = PATIENCE_SECONDS,
                 pace: float = LEAST_BYTES_PER_SECOND) -> None:
        self._app, self._patience, self._pace = app, patience, pace
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._heavy = ThreadPoolExecutor(max(1, threads // HEAVY_SHARE), thread_name_prefix="web-heavy")
        self._large = asyncio.Semaphore(threads)

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """Answer one request; whoever has hung up needs no answer."""
        try:
            length = _length_of(scope)
            body = await self._read(proto, length) if length != 0 else b""
        except ProtocolClosed:
            return
        except TimeoutError:
            proto.response_str(408, [("content-type", "application/problem+json"), ("connection", "close")], LATE)
            return
        asked = _environ(scope, body, length)
        is_heavy, loop = _weight_of(scope, body) > HEAVY_BYTES, asyncio.get_running_loop()
        with nullcontext() if is_heavy else light():
            status, headers, content = await loop.run_in_executor(
                self._heavy if is_heavy else self._threads, self._answer, asked)
        proto.response_bytes(status, headers, content)

    async def _read(self, proto: HTTPProtocol, length: int | None) -> bytes:
        """The whole body; of one that is larger than any route takes, nothing: the app refuses it by its length."""
        most = MOST_BYTES if length is None else length
        if most > MOST_BYTES:
            return b""
        seconds = self._patience + most / self._pace
        if most <= LARGE_BYTES:
            async with asyncio.timeout(seconds):
                return await proto()
        async with self._large, asyncio.timeout(seconds):
            return await self._gather(proto)

    async def _gather(self, proto: HTTPProtocol) -> bytes:
        """A body in pieces: whoever falls silent gives his place up after the grace. One that tells no length ends a
        piece after the most that is taken."""
        gathered, pieces = bytearray(), aiter(proto)
        with suppress(StopAsyncIteration):
            while len(gathered) <= MOST_BYTES:
                async with asyncio.timeout(self._patience):
                    gathered += await anext(pieces)
        return bytes(gathered)

    def _answer(self, asked: dict[str, Any]) -> Answer:
        """Let the app answer, in a thread of its own."""
        status, headers = 500, list[tuple[str, str]]()

        def start(line: str, given: list[tuple[str, str]], _error: Any = None) -> None:
            nonlocal status, headers
            status, headers = int(line.split(" ", 1)[0]), given

        parts = self._app(asked, start)
        try:
            return status, headers, b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()


def _weight_of(scope: Scope, body: bytes) -> int:
    """How long a body is, or about was before it was packed."""
    is_packed = "content-encoding" in scope.headers or scope.headers.get("content-type") == PARCEL
    return len(body) * (PACKED_TIMES if is_packed else 1)


def _length_of(scope: Scope) -> int | None:
    """How long the body is; None if the request does not say. Chunks outweigh a length told beside them."""
    told = None if CHUNKS in scope.headers else scope.headers.get("content-length")
    if told is not None and told.isdecimal():
        return int(told)
    return 0 if scope.method in BODILESS and CHUNKS not in scope.headers else None


def _environ(scope: Scope, body: bytes, length: int | None) -> dict[str, Any]:
    """The request as PEP 3333 wants it: bytes that are no ASCII go as Latin-1."""
    host, _, port = scope.server.rpartition(":")
    asked = FIXED | {
        "REQUEST_METHOD": scope.method, "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_NAME": host, "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}", "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme, "wsgi.input": BytesIO(body)}
    for name, value in scope.headers.items():
        if "_" in name or name == CHUNKS:
            continue  # X_Forwarded_For must not pass for X-Forwarded-For; the chunks are one body by now
        key = f"HTTP_{name.upper().replace('-', '_')}"
        asked[key] = f"{asked[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in asked else value
    asked["CONTENT_TYPE"] = asked.pop("HTTP_CONTENT_TYPE", "")
    asked.pop("HTTP_CONTENT_LENGTH", None)
    asked["CONTENT_LENGTH"] = str(length or len(body))
    return asked
