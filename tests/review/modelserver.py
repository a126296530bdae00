"""A model server for tests, in this process: it embeds by subject, and misbehaves when told to."""
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SUBJECTS = (("电梯", "升降"), ("遛狗", "犬"), ("停车", "泊位"))


class ModelServer(ThreadingHTTPServer):
    """Answers as OpenAI's interface does. ``mood``: well, slow, drip, broken, moved, short, ragged, words, or html."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.mood = "well"
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1/embeddings"

    def answer(self, texts: Sequence[str]) -> bytes:
        """The body of an answer, good or bad."""
        rows: list[Any] = [meaning(text) for text in texts]
        if self.mood == "ragged":
            rows[-1] = [1.0]
        if self.mood == "other":
            rows = [[1.0, 0.0]] * len(rows)
        if self.mood == "words":
            rows = ["meaning"] * len(rows)
        data = [{"index": at, "embedding": row} for at, row in enumerate(rows)][self.mood == "short":]
        return b"<html>" if self.mood == "html" else json.dumps({"data": data[::-1]}).encode()


def meaning(text: str) -> list[float]:
    """What a text is about, and a direction that all texts share."""
    return [1.0, *(float(any(word in text for word in words)) for words in SUBJECTS)]


class _Asked(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        """Answer one question."""
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(question)
        self.server.keys.append(self.headers["Authorization"])
        body = self.server.answer(question["input"])
        if self.server.mood == "slow":
            time.sleep(1)
        self.send_response({"broken": 500, "moved": 302}.get(self.server.mood, 200))
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body if self.server.mood == "drip" else ():
            self.wfile.write(bytes([byte]))
            time.sleep(0.1)
        self.wfile.write(body if self.server.mood != "drip" else b"")

    def do_GET(self) -> None:
        """Remember who was led astray."""
        self.server.asked.append({"elsewhere": self.path})

    def handle(self) -> None:
        """An asker who has gone is no matter."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def a_model_server() -> Iterator[ModelServer]:
    """Start one, and stop it at the end."""
    with ModelServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
