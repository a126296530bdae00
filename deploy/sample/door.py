"""Minyi's HTTP doors, as any program would use them: addresses per service, tokens, patience, clear refusals."""
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

TIMEOUT_SECONDS = 60.0
AGAIN = {429, 502, 503, 504}


class DoorRefused(Exception):
    """A door said no; the message holds its sentence and the fields it names."""

    def __init__(self, status: int, body: Any, what: str) -> None:
        problem = body if isinstance(body, dict) else {}
        super().__init__(f"{what}: {status} {problem.get('detail', '')} {problem.get('errors', '')}")
        self.status, self.body = status, problem


@dataclass
class Door:
    """One person or device at the doors. ``addresses``: service → http://host:port; one entry "" serves for all."""

    addresses: Mapping[str, str]
    token: str = ""
    patience: float = 30.0
    _own: threading.local = field(default_factory=threading.local)

    def signed_in(self, account: str, password: str) -> "Door":
        """Sign in and return a door with the token."""
        answer = self.post("/review/api/v1/session", {"account": account, "password": password})
        return self.with_token(answer["token"])

    def with_token(self, token: str) -> "Door":
        """The same doors for somebody else."""
        return Door(self.addresses, token, self.patience)

    def get(self, path: str) -> Any:
        """GET a JSON answer."""
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None, **rest: Any) -> Any:
        """POST JSON (or files) and get the JSON answer."""
        return self.ask("POST", path, body, **rest)

    def ask(self, method: str, path: str, body: Any = None, **rest: Any) -> Any:
        """Ask until there is an answer; what is away for a moment is asked again. Raises DoorRefused."""
        deadline, wait = time.monotonic() + self.patience, 0.05
        while True:
            try:
                answer = self._session().request(method, self.address(path) + path, json=body, timeout=TIMEOUT_SECONDS,
                                                 headers=self._headers(), **rest)
                if answer.status_code not in AGAIN or time.monotonic() > deadline:
                    return _read(answer, f"{method} {path}")
            except requests.RequestException:
                if time.monotonic() > deadline:
                    raise
            time.sleep(wait)
            wait = min(2 * wait, 1.0)

    def address(self, path: str) -> str:
        """The server behind a path."""
        first = path.lstrip("/").split("/", 1)[0]
        return self.addresses.get(first) or self.addresses.get("intake") or self.addresses[""]

    def _headers(self) -> dict[str, str]:
        return {"Accept": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def _session(self) -> requests.Session:
        """One kept-alive connection per thread."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # tokens, not cookies
        session: requests.Session = self._own.session
        return session


def until(holds: Callable[[], Any], seconds: float, what: str, pause: float = 0.1) -> Any:
    """Ask until *holds* gives something true, or raise TimeoutError naming *what*."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds:.0f} s still waiting for: {what}")
        time.sleep(pause)
    return found


def _read(answer: requests.Response, what: str) -> Any:
    try:
        body = answer.json() if answer.content and "json" in answer.headers.get("Content-Type", "") else answer.content
    except ValueError:
        body = None
    if answer.status_code >= 400:
        raise DoorRefused(answer.status_code, body, what)
    return body
