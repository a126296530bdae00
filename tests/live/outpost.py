"""Intake alone on SQLite, with one open consultation and a station: small enough to be killed every few seconds."""
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from services.intake.operations.registry import add_station
from shared.identity import Identity, sign_token
from shared.ids import new_id
from shared.keyring import load_keyring
from tests.builders import a_consultation
from tests.house import a_house
from tests.live.servers import free_port, wait_until
from tests.live.town import Process

ONE_AT_A_TIME = threading.Lock()  # alembic keeps its context in its module
STATION = {"name": "山塘村工作站", "kind": "fixed", "township": "临山镇", "address": "山塘村一号", "population": 1200}


@dataclass
class Outpost:
    """One service on a folder of its own; ``kills`` counts how often it was ended without a word."""

    folder: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    consultation: str = ""
    station: str = ""
    kills: int = 0

    def build(self) -> "Outpost":
        """Make keys and tables, open a consultation, set up a station."""
        with ONE_AT_A_TIME, a_house(self.folder, "intake", clock=lambda: datetime.now(UTC)) as house:
            now = datetime.now(UTC)
            opened = a_consultation(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
            house.hear("intake", opened)
            site = house.sites["intake"]
            with site.database.writing() as session:
                self.station = add_station(session, site.post, STATION).id
        self.consultation = opened.consultation_id
        environ = {**os.environ, "MINYI_DATA": str(self.folder), "MINYI_PORT": str(self.port), **self.settings}
        command = [sys.executable, "-m", "services.intake", "serve"]
        self.process = Process("intake-serve", command, environ, self.folder / "serve.log")
        return self

    def start(self) -> None:
        """Start the web server without waiting for it."""
        self.process.start()

    def await_answer(self) -> None:
        """Wait until it answers."""
        wait_until(self._answers, 60, "intake answers", pause=0.05)

    def _answers(self) -> bool:
        return requests.get(f"{self.address}/api/v1/consultations", timeout=5).status_code == 200

    def kill(self) -> None:
        """End it as a power cut does."""
        self.kills += 1
        self.process.end()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def enrol(self, name: str, kind: str = "tablet") -> dict[str, Any]:
        """Enrol a device as an officer does: id, token and the address in the QR code."""
        answer = requests.post(f"{self.address}/api/v1/stations/{self.station}/devices", timeout=20,
                               json={"name": name, "kind": kind}, headers=self._officer())
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def issue_code(self, device: str) -> str:
        """The path that binds a known device anew, as an officer is shown it."""
        answer = requests.post(f"{self.address}/api/v1/devices/{device}/codes", timeout=20, headers=self._officer())
        assert answer.status_code == 201, answer.text
        return path_of(answer.json())

    def revoke(self, device: str) -> None:
        """Let a device's token count no longer, as an officer does."""
        answer = requests.delete(f"{self.address}/api/v1/devices/{device}", timeout=20, headers=self._officer())
        assert answer.status_code == 200, answer.text

    def _officer(self) -> dict[str, str]:
        who = Identity(account_id=new_id(), name="测试人员", roles=frozenset({"officer"}))
        token, _ = sign_token(load_keyring("review", self.folder / "keys").token_private, who, datetime.now(UTC))
        return {"Authorization": f"Bearer {token}"}

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What its database holds now."""
        with closing(sqlite3.connect(self.folder / "intake.sqlite", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(query, values).fetchall()

    def stored(self, device: str) -> list[sqlite3.Row]:
        """The opinions that one device has brought, in the order of its own numbers."""
        return self.rows("SELECT * FROM opinions WHERE device_id = ? ORDER BY device_seq", device)


def path_of(enrolled: Mapping[str, Any]) -> str:
    """The path under which a device is bound."""
    return "/" + str(enrolled["enrolment_url"]).split("/", 3)[3]


@contextmanager
def an_outpost(folder: Path, **settings: str) -> Iterator[Outpost]:
    """Build one, start it, stop it at the end."""
    outpost = Outpost(folder, settings=settings).build()
    try:
        outpost.start()
        outpost.await_answer()
        yield outpost
    finally:
        outpost.process.end()
