"""What a service is made of, and those parts put together for one process."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from shared.clock import Clock, system_clock
from shared.contracts import Event
from shared.db import Base, Database
from shared.keyring import Keyring, load_keyring
from shared.messaging.agenda import Agenda
from shared.messaging.envelope import Seal
from shared.messaging.postbox import Carrier, Handler, Postbox
from shared.messaging.tables import Tables
from shared.settings import Settings

FindParts = Callable[["Site"], Mapping[str, dict[str, Any]]]
FindClosed = Callable[[Session, str], "datetime | None"]


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service, described: where it is mounted, what it hears, what it does. ``find_closed`` tells when an
    account was closed (None: it is open); tokens signed before that moment are refused. ``find_parts`` tells how parts
    are that the service alone has, for /health: each a state, "ok" or not, and what else is to be known."""

    name: str
    mount: str
    folder: Path
    base: type[Base]
    handlers: Mapping[type[Event], Handler]
    add_jobs: Callable[["Site"], None]
    add_routes: Callable[[Any, Any], None]
    find_closed: FindClosed
    settings: type[Settings] = Settings
    find_parts: FindParts = lambda _site: {}


@dataclass(frozen=True, kw_only=True)
class Site:
    """One service at work in this process. ``extras`` holds what tests put in place of the outside world."""

    service: Service
    settings: Settings
    keys: Keyring
    post: Postbox
    agenda: Agenda
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The service's own database."""
        return self.post.database

    def now(self) -> datetime:
        """The present moment."""
        return self.post.clock()


def open_site(service: Service, settings: Settings, carrier: Carrier, clock: Clock = system_clock,
              extras: dict[str, Any] | None = None) -> Site:
    """Put a service's parts together: database, keys, post, handlers, jobs. Raises KeysRefused."""
    keys = load_keyring(service.name, settings.keys or settings.data / "keys")
    post = Postbox(service=service.name, database=Database(settings.database_url, settings.pool),
                   tables=Tables.of(service.base), seal=Seal(keys), carrier=carrier, clock=clock,
                   patience=timedelta(seconds=settings.patience), handlers=dict(service.handlers))
    site = Site(service=service, settings=settings, keys=keys, post=post, agenda=Agenda(post), extras=extras or {})
    service.add_jobs(site)
    return site
