"""A person in a browser, for tests of pages: signed in by cookie, forms with their hidden token."""
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house import House

HTML = {"Accept": "text/html,application/xhtml+xml"}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def shows(text: str, *words: str) -> bool:
    """Whether a page has all of these words."""
    return all(each in text for each in words)


class Browser:
    """One person's browser at one service."""

    def __init__(self, house: House, *roles: str, account_id: str = "", service: str = "review",
                 groups: Sequence[str] = ()) -> None:
        self.client: FlaskClient = house.client(service)
        self.csrf = ""
        if roles:
            self.client.set_cookie("minyi_token", house.token(*roles, account_id=account_id, groups=groups))

    def get(self, path: str, **rest: Any) -> TestResponse:
        """Open a page and remember its form token."""
        answer = self.client.get(path, headers=HTML, **rest)
        found = _TOKEN.search(answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    def save(self, path: str) -> TestResponse:
        """Follow a link to something that is saved, not shown."""
        return self.client.get(path, headers=HTML)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **rest: Any) -> TestResponse:
        """Send a form as the page before it would."""
        return self.client.post(path, data={"csrf_token": self.csrf, **(fields or {})}, headers=HTML, **rest)
