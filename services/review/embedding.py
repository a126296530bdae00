"""The site's own model server, if it has one: meanings of texts over HTTP, as OpenAI's interface has them.

Off unless MINYI_REVIEW_EMBEDDER_URL is set. What opinions say then leaves this machine for that address, so it must be
the site's own. While it fails the words alone do: it is left in peace for a minute, the log says so once, and /health
shows it.
"""
import json
import logging
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from threading import Lock
from typing import Any
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import numpy as np

from services.review.domain.grouping.embedding import Embedder, Matrix
from services.review.settings import settings_of
from shared.site import Site

PATIENCE = 10.0  # seconds for one batch
BATCH = 64
MOST_CHARACTERS = 2_000  # of one text; the rest of a long one adds little
MOST_BYTES = 64_000_000
PAUSE = 60.0  # seconds a server that failed is left in peace
PROBE = "公园晚间照明"
log = logging.getLogger(__name__)


class _Straight(HTTPRedirectHandler):
    """Follows nobody elsewhere: opinions and the key go to the address that was set, and through no proxy."""

    def redirect_request(self, *_args: Any) -> None:
        """Take a redirection for a failure."""


_OPENER = build_opener(ProxyHandler({}), _Straight)


class ServerEmbedder:
    """Asks the server in batches; None as soon as one of them fails."""

    def __init__(self, url: str, model: str = "", key: str = "", patience: float = PATIENCE) -> None:
        self._url, self._model, self._key, self._patience = url, model, key, patience
        self._lock = Lock()
        self.cause = ""
        self.failures = 0
        self._failed_at = self._asked_at = -PAUSE

    def embed(self, texts: Sequence[str]) -> Matrix | None:
        """One row for each text; None while the server fails."""
        if not texts or self._resting():
            return None
        try:
            rows = [row for at in range(0, len(texts), BATCH) for row in self._ask(texts[at:at + BATCH])]
            found = _matrix(rows)
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            self._fail(error)
            return None
        self.cause, self._asked_at = "", time.monotonic()
        return found

    def state(self) -> dict[str, Any]:
        """How the server is, for /health: it is asked, but at most once a minute."""
        if not self._resting() and time.monotonic() - self._asked_at >= PAUSE:
            self.embed([PROBE])
        known = {"state": "down", "cause": self.cause} if self.cause else {"state": "ok"}
        return known | {"failures": self.failures}

    def _resting(self) -> bool:
        return time.monotonic() - self._failed_at < PAUSE

    def _fail(self, error: Exception) -> None:
        """Remember, and say it once a minute; neither the texts nor the answer stand in the line."""
        with self._lock:
            self.failures += 1
            self.cause = type(error).__name__
            said, self._failed_at = self._resting(), time.monotonic()
        if not said:
            told = {"cause": self.cause, "failures": self.failures}
            log.warning("the model server fails; words alone do", extra=told)

    def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        body = {"input": [text[:MOST_CHARACTERS] for text in texts]} | ({"model": self._model} if self._model else {})
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        request = Request(self._url, json.dumps(body).encode(), headers, method="POST")
        return _rows(json.loads(self._read(request)), len(texts))

    def _read(self, request: Request) -> bytes:
        """The answer, whole within the patience: one that drips is given up too."""
        until, content = time.monotonic() + self._patience, b""
        with _OPENER.open(request, timeout=self._patience) as answer:
            while part := answer.read1(1 << 16):
                content += part
                if time.monotonic() > until or len(content) > MOST_BYTES:
                    raise TimeoutError
        return content


def _rows(answer: Any, many: int) -> list[list[float]]:
    """The vectors of an answer in the order of the question; ValueError for any other shape."""
    data = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(data, list) or len(data) != many or not all(isinstance(each, Mapping) for each in data):
        raise ValueError("not one vector for each text")
    places = [each.get("index", at) for at, each in enumerate(data)]
    if sorted(places, key=str) != sorted(range(many), key=str):
        raise ValueError("not one vector for each text")
    return [data[places.index(at)].get("embedding") for at in range(many)]


def _matrix(rows: Sequence[Any]) -> Matrix:
    try:
        found = np.array(rows, dtype=np.float32)
    except TypeError:
        raise ValueError("a vector is no list of numbers") from None
    if found.ndim != 2 or not found.shape[1] or not np.isfinite(found).all():
        raise ValueError("vectors of different lengths, or not of finite numbers")
    return found


def embedder_of(site: Site) -> Embedder | None:
    """The site's embedder, one for the process; None where no server is set."""
    settings = settings_of(site)
    if not settings.embedder_url:
        return None
    made = ServerEmbedder(settings.embedder_url, settings.embedder_model, settings.embedder_key)
    embedder: Embedder = site.extras.setdefault("embedder", made)
    return embedder


def embedder_part(site: Site) -> dict[str, dict[str, Any]]:
    """What /health shows of it: nothing where no server is set."""
    embedder = embedder_of(site)
    return {"embedder": embedder.state()} if isinstance(embedder, ServerEmbedder) else {}
