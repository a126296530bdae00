"""The network between a browser and a real server, as a schedule wants it: answers lost, gates closed, lines slow.

A loss is modelled as what TCP makes of it: the lost 1,400-byte piece comes after a retransmission pause of 0.2 s, and
what the same connection has behind it waits. Pieces of all connections share one line in each direction."""
import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Self

PIECE, RETRANSMISSION_SECONDS, BITS = 1_400, 0.2, 8
HEAD_LIMIT = 128 * 1024
PORTAL = "<!doctype html><title>免费上网</title><h1>欢迎使用免费无线网络，请先登录</h1>".encode()
GATE = b"<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"
Edition = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Sky:
    """What happens to a request. ``reaches``: the server takes it all the same before the browser is told a lie."""

    kind: str = "clear"  # clear, lost, gate, portal, cut, hang, offline
    status: int = 502
    reaches: bool = True
    after: int = 0  # bytes of a cut answer's body that still come
    kbit: float = 0.0  # 0: as fast as it goes
    loss: float = 0.0
    only: str = ""  # the paths it hangs over; all others are clear


CLEAR, OFFLINE, LOST, PORTAL_SKY, HANG = (Sky(kind) for kind in ("clear", "offline", "lost", "portal", "hang"))


@dataclass
class Message:
    """A request or an answer: its head, without the empty line, and its body."""

    head: bytes
    body: bytes

    @property
    def path(self) -> str:
        """What a request asks for, without its query."""
        return self.head.split(b" ", 2)[1].split(b"?")[0].decode()

    def plainly(self) -> "Message":
        """The request for a whole answer, neither compressed nor left out because it is known."""
        lines = self.head.split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith((b"accept-encoding:", b"if-"))]
        return Message(b"\r\n".join(kept), self.body)

    def closing(self, length: int | None = None) -> bytes:
        """The head as it is passed on: one message a connection."""
        lines = [line for line in self.head.split(b"\r\n") if not line.lower().startswith(
            (b"connection:", b"content-length:") if length is not None else b"connection:")]
        more = [b"Connection: close"] + ([] if length is None else [b"Content-Length: %d" % length])
        return b"\r\n".join([*lines, *more, b"", b""])


@dataclass
class Weather:
    """A proxy on a port of its own before the server on *upstream*; ``sky`` may change at any moment."""

    upstream: int
    sky: Sky = CLEAR
    port: int = 0
    seed: int = 1
    hits: Counter[str] = field(default_factory=Counter)  # what became of requests
    now: Counter[str] = field(default_factory=Counter)  # requests under way, by path
    most: Counter[str] = field(default_factory=Counter)  # the most at once, by path
    editions: dict[str, Edition] = field(default_factory=dict)  # how the body under a path is changed
    bytes_up: int = 0
    bytes_down: int = 0

    def __enter__(self) -> Self:
        self._chance, self._serving = Random(self.seed), set[asyncio.Task[None] | None]()
        self._loop = asyncio.new_event_loop()
        self._up, self._down = asyncio.Lock(), asyncio.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever, name="weather", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=HEAD_LIMIT), self._loop).result(10)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_what: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"http://127.0.0.1:{self.port}"

    async def _end(self) -> None:
        self._server.close()
        while others := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.sleep(0.05)  # connections end, and one that was just made shows itself

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = asyncio.current_task()
        self._serving.add(own)  # asyncio itself holds on to a task only as long as its connection lives
        try:
            if self.sky.kind == "offline":
                self.hits["offline"] += 1
                return
            asked = await _read(reader)
            if asked is not None:
                with self._counted(asked.path):
                    await self._pass(asked, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(own)
            writer.transport.abort() if self.sky.kind in ("offline", "lost", "hang") else writer.close()

    @contextmanager
    def _counted(self, path: str) -> Iterator[None]:
        self.now[path] += 1
        self.most[path] = max(self.most[path], self.now[path])
        try:
            yield
        finally:
            self.now[path] -= 1

    async def _pass(self, asked: Message, writer: asyncio.StreamWriter) -> None:
        """Bring a request to the server, if it gets so far, and back what the sky makes of the answer."""
        sky = self.sky if asked.path.startswith(self.sky.only) else CLEAR
        self.hits[sky.kind] += 1
        answer = None
        if sky.reaches and sky.kind != "portal":
            answer = await self._ask(asked, sky)
        await self._answer(asked, answer, sky, writer)

    async def _answer(self, asked: Message, answer: Message | None, sky: Sky, writer: asyncio.StreamWriter) -> None:
        if sky.kind == "hang":
            while self.sky is sky:
                await asyncio.sleep(0.05)
            writer.transport.abort()
        elif sky.kind == "lost":
            writer.transport.abort()
        elif sky.kind == "portal":
            await self._send(writer, _page(200, PORTAL), sky)
        elif sky.kind == "gate" or answer is None:
            await self._send(writer, _page(sky.status, GATE), sky)
        else:
            await self._give(asked, answer, sky, writer)

    async def _give(self, asked: Message, answer: Message, sky: Sky, writer: asyncio.StreamWriter) -> None:
        """The server's answer, whole or cut; of a path with an edition, that edition."""
        edition = self.editions.get(asked.path)
        body = edition(answer.body) if edition and b" 200 " in answer.head[:20] else answer.body
        head = answer.closing(len(body)) if _has_body(asked, answer) else answer.closing()
        sent = body[:sky.after] if sky.kind == "cut" else body
        await self._send(writer, head + sent, sky)
        if len(sent) < len(body):
            writer.transport.abort()

    async def _ask(self, asked: Message, sky: Sky) -> Message | None:
        """The server's answer; None where there is no server."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream, limit=HEAD_LIMIT)
        except OSError:
            self.hits["no server"] += 1
            return None
        try:
            asked = asked.plainly() if asked.path in self.editions else asked
            whole = asked.closing() + asked.body
            self.bytes_up += len(whole)
            await self._pace(len(whole), sky, self._up)
            writer.write(whole)
            await writer.drain()
            return await _read(reader, to_the_end=not asked.head.startswith(b"HEAD "))
        except (OSError, asyncio.IncompleteReadError):
            self.hits["server gone"] += 1
            return None
        finally:
            writer.close()

    async def _send(self, writer: asyncio.StreamWriter, whole: bytes, sky: Sky) -> None:
        self.bytes_down += len(whole)
        for start in range(0, len(whole), PIECE):
            piece = whole[start:start + PIECE]
            await self._pace(len(piece), sky, self._down)
            writer.write(piece)
            await writer.drain()

    async def _pace(self, size: int, sky: Sky, line: asyncio.Lock) -> None:
        """Take the time that *size* bytes take on the line, and a pause for each piece of them that is lost."""
        if not sky.kbit:
            return
        for start in range(0, size, PIECE):
            async with line:
                await asyncio.sleep(min(PIECE, size - start) * BITS / (sky.kbit * 1000))
            if self._chance.random() < sky.loss:
                self.hits["piece lost"] += 1
                await asyncio.sleep(RETRANSMISSION_SECONDS)


async def _read(reader: asyncio.StreamReader, to_the_end: bool = False) -> Message | None:
    """Read one message; None if nothing came."""
    with suppress(asyncio.IncompleteReadError):
        head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
        names = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        if b"content-length" in names and (to_the_end or not head.startswith(b"HTTP/")):
            return Message(head, await reader.readexactly(int(names[b"content-length"])))
        return Message(head, await reader.read() if to_the_end else b"")
    return None


def _has_body(asked: Message, answer: Message) -> bool:
    """Whether the answer's body is here and whole in itself, so that its length can be told."""
    bare = answer.head.split(b" ", 2)[1] in (b"204", b"304") or asked.head.startswith(b"HEAD ")
    return not bare and b"transfer-encoding:" not in answer.head.lower()


def _page(status: int, body: bytes) -> bytes:
    return (b"HTTP/1.1 %d Told\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
            b"Connection: close\r\n\r\n" % (status, len(body))) + body
