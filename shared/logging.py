"""One JSON object per log line, with the request's id; never a citizen's words, never a full address."""
import json
import logging
import sys
import time
from contextlib import nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TextIO

request_id: ContextVar[str] = ContextVar("request_id", default="")
_PLAIN = set(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}
LATE_SECONDS, MOST_LINES = 0.2, 500
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_NOISY = ("fontTools", "weasyprint", "celery", "kombu", "alembic", "granian")


class JsonLines(logging.Formatter):
    """Formats records as JSON; values given in ``extra`` become fields."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """Turn one record into one line."""
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname, "service": self.service, "logger": record.name,
                "message": record.getMessage()}
        line |= {key: value for key, value in record.__dict__.items() if key not in _PLAIN}
        if asked := request_id.get():
            line.setdefault("request_id", asked)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _encode(line)


class GatheringHandler(logging.StreamHandler[TextIO]):
    """Writes lines a few at a time, a fifth of a second late at most: a write per request would cost as much as the
    request. What is worth a warning is written at once, with all that went before it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []
        self._some = Event()
        Thread(target=self._write_now_and_then, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line for the next write."""
        try:
            self._lines.append(self.format(record))
        except Exception:
            self.handleError(record)
        if record.levelno >= logging.WARNING or len(self._lines) >= MOST_LINES:
            self.flush()
        elif not self._some.is_set():
            self._some.set()

    def flush(self) -> None:
        """Write what was kept."""
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("\n".join(lines) + "\n")
                self.stream.flush()

    def _write_now_and_then(self) -> None:
        while True:
            self._some.wait()
            time.sleep(LATE_SECONDS)
            self._some.clear()
            self.flush()


def start_logging(service: str, level: str) -> None:
    """Send every record to standard error as JSON lines."""
    handler = GatheringHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
