"""Sites for tests: services on SQLite files in a folder of their own, the post carried by a pump."""
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from deploy.keys import make_keys
from shared.clock import Clock
from shared.contracts import Event
from shared.identity import Identity, sign_token
from shared.ids import new_id
from shared.keyring import load_keyring
from shared.messaging.pump import Pump
from shared.migrate import upgrade
from shared.settings import SERVICES
from shared.site import Site, open_site
from shared.web.app import make_app
from tests.builders import NOON


@dataclass
class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False
    moment: datetime = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment


@dataclass
class House:
    """Some or all of the services, wired as in production but for the broker."""

    folder: Path
    sites: dict[str, Site]
    pump: Pump
    clock: TestClock
    apps: dict[str, Flask] = field(default_factory=dict)

    def client(self, service: str) -> FlaskClient:
        """A client of one service's web side."""
        if service not in self.apps:
            self.apps[service] = make_app(self.sites[service])
        return self.apps[service].test_client()

    def hear(self, hearer: str, *events: Event) -> None:
        """Let *hearer* hear events as if their owner had said them (the owner need not be in the house)."""
        site = self.sites[hearer]
        for event in events:
            with site.database.writing() as session:
                site.post.handlers[type(event)](session, site.post, [event])

    def token(self, *roles: str, account_id: str = "", stations: Sequence[str] = (), name: str = "测试人员",
              groups: Sequence[str] = ()) -> str:
        """A signed token for someone with *roles*."""
        identity = Identity(account_id=account_id or new_id(), name=name, roles=frozenset(roles),
                            stations=frozenset(stations), groups=frozenset(groups))
        private = load_keyring("review", self.folder / "keys").token_private
        return sign_token(private, identity, self.clock())[0]

    def bearer(self, *roles: str, **rest: Any) -> dict[str, str]:
        """The header for someone with *roles*."""
        return {"Authorization": f"Bearer {self.token(*roles, **rest)}"}

    def settle(self) -> int:
        """Let all post arrive and all jobs run."""
        return self.pump.settle()

    def close(self) -> None:
        """Let go of the databases."""
        for site in self.sites.values():
            site.database.close()


def open_house(folder: Path, services: Iterable[str] = SERVICES, environ: dict[str, str] | None = None,
               clock: Clock | None = None) -> House:
    """Open *services* on fresh SQLite files in *folder*."""
    make_keys(folder / "keys")
    pump, ticking = Pump(), TestClock()
    sites = {}
    for name in services:
        service = import_module(f"services.{name}.app").SERVICE
        settings = service.settings.read(name, {"MINYI_DATA": str(folder), "MINYI_MODE": "embedded",
                                                "MINYI_POOL": "5"} | (environ or {}))
        _migrate(service.folder, settings.database_url)
        sites[name] = open_site(service, settings, pump, clock=clock or ticking)
    pump.agendas = {name: site.agenda for name, site in sites.items()}
    return House(folder=folder, sites=sites, pump=pump, clock=ticking)


def _migrate(folder: Path, url: str) -> None:
    """Bring a database to the newest revision. A new file is a copy of one that went through all of them: a test in
    two opens a house, and the way there takes a quarter of a second."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        path.write_bytes(_migrated(folder))
    else:
        upgrade(folder, url)


@cache
def _migrated(folder: Path) -> bytes:
    """An empty database of a service at the newest revision."""
    with TemporaryDirectory() as place:
        path = Path(place) / "new.sqlite"
        upgrade(folder, f"sqlite:///{path}")
        return path.read_bytes()


@contextmanager
def a_house(folder: Path, *services: str, **rest: Any) -> Iterator[House]:
    """Open a house and close it at the end."""
    house = open_house(folder, services or SERVICES, **rest)
    try:
        yield house
    finally:
        house.close()
