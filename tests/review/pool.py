"""An expert pool with work groups for tests: people by name, a door for each."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from tests.house import House
from tests.review.browsing import Browser
from tests.review.test_people import an_account

API = "/review/api/v1"
SECTORS = {"城建环保小组": ["城乡建设", "环境保护"], "农业水利小组": ["农业农村", "水利"]}
CRITERIA = {name: {"score": 4, "words": f"{name} 的说明"} for name in
            ("experience", "politics", "law", "roots", "communication")}
DECISION = {"recommended_by": "司法局", "panel": "李某、张某", "decided_on": "2026-01-05", "result": "appointed",
            "term_from": "2026-01-10", "term_to": "2029-01-09", "note": ""}


@dataclass
class Pool:
    """Two experts (甲: law, 乙: environment), two groups, at the house's noon of 2026-11-24."""

    house: House
    client: FlaskClient = field(init=False)
    ids: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set everybody up."""
        self.client = self.house.client("review")
        for name, account, specialty in (("甲", "jia", "法学"), ("乙", "yi", "环境保护")):
            self.ids[name] = an_account(self.house, self.client, account=account, name=name, roles=["expert"])["id"]
            self.keep(name, specialties=[specialty])
        for name, sectors in SECTORS.items():
            self.groups[name] = self.call("POST", "/groups", {"name": name, "sectors": sectors})["id"]

    def keep(self, name: str, **other: Any) -> None:
        """Say what the pool knows of an expert."""
        self.call("POST", "/experts", {"account_id": self.ids[name], "specialties": ["法学"]} | other)

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, status: int = 0,
             headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Ask review's API as the admin, or as somebody else; the status must be this one, or a success."""
        answer = self.client.open(f"{API}{path}", method=method, json=body,
                                  headers=headers or self.house.bearer("admin"))
        assert answer.status_code == status or (not status and answer.status_code < 300), answer.text
        return dict(answer.get_json(silent=True) or {})

    def as_(self, name: str) -> dict[str, str]:
        """The header of an expert, or of somebody of a work group."""
        if name in self.groups:
            return self.house.bearer("group", groups=[self.groups[name]])
        return self.house.bearer("expert", account_id=self.ids[name])

    def browser(self, name: str) -> Browser:
        """The browser of the admin, of an expert, or of somebody of a work group."""
        if name == "admin":
            return Browser(self.house, "admin")
        if name in self.groups:
            return Browser(self.house, "group", groups=[self.groups[name]])
        return Browser(self.house, "expert", account_id=self.ids[name])

    def listed(self, **query: str) -> dict[str, dict[str, Any]]:
        """The pool as it is filtered, by name."""
        found = self.client.get(f"{API}/experts", query_string=query, headers=self.house.bearer("admin")).json or {}
        return {each["name"]: each for each in found["items"]}
