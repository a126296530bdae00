"""A service that lives alone: its folder and shared copied into an empty one, its own keys, a database, a broker."""
import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from shared.contracts import Event
from shared.identity import Identity, sign_token
from shared.ids import new_id
from shared.keyring import load_keyring
from shared.messaging.envelope import Acknowledgement, Envelope, Parcel, Seal, open_acknowledgement, open_parcel
from shared.messaging.worker import CeleryCarrier, make_celery, queue_of
from tests.live.servers import ROOT, Redis, free_port
from tests.live.town import Process

LEFT_BEHIND = shutil.ignore_patterns("node_modules", "__pycache__", "client")


@dataclass
class Hermit:
    """One service in a folder of its own. ``keys`` holds everybody's; it is given the public ones and its own."""

    service: str
    folder: Path
    keys: Path
    broker: Redis
    port: int = field(default_factory=free_port)

    def settle_in(self) -> None:
        """Copy what it needs, and nothing else."""
        home = self.folder / "home"
        shutil.copytree(ROOT / "shared", home / "shared", ignore=LEFT_BEHIND)
        shutil.copytree(ROOT / "services" / self.service, home / "services" / self.service, ignore=LEFT_BEHIND)
        shutil.copy(ROOT / "services" / "__init__.py", home / "services")
        (self.folder / "keys").mkdir()
        for name in ("public.json", f"{self.service}.json"):
            shutil.copy(self.keys / name, self.folder / "keys")

    def environ(self) -> dict[str, str]:
        """How it is configured; nothing of ours leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MINYI_", "PYTHON"))}
        return kept | {"MINYI_DATA": str(self.folder), "MINYI_BROKER_URL": self.broker.url,
                       "MINYI_PORT": str(self.port), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run Python in its home until it ends."""
        return subprocess.run([sys.executable, *arguments], cwd=self.folder / "home", env=self.environ(), text=True,
                              capture_output=True, timeout=60)

    def process(self, verb: str) -> Process:
        """A process of it that goes on."""
        command = [sys.executable, "-m", f"services.{self.service}", verb]
        return Process(verb, command, self.environ(), self.folder / f"{verb}.log", self.folder / "home")

    def get(self, path: str) -> requests.Response:
        """Ask its web server, as a browser of a signed-in officer does."""
        who = Identity(account_id=new_id(), name="测试人员", roles=frozenset({"officer"}))
        token, _ = sign_token(load_keyring("review", self.keys).token_private, who, datetime.now(UTC))
        headers = {"Accept": "text/html, application/json;q=0.5", "Authorization": f"Bearer {token}"}
        return requests.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=10)

    def post(self, path: str, body: dict[str, Any]) -> requests.Response:
        """Give its web server JSON."""
        return requests.post(f"http://127.0.0.1:{self.port}{path}", json=body, timeout=10)

    def tell(self, *events: Event) -> set[str]:
        """Put events of one owner into its queue as that owner would; gives the ids of the envelopes."""
        owner, now = events[0].source, datetime.now(UTC).isoformat()
        envelopes = tuple(Envelope(id=new_id(), name=each.name, version=each.version, body=each.write(),
                                   request_id="", recorded_at=now) for each in events)
        parcel = Parcel(source=owner, destination=self.service, envelopes=envelopes)
        closed = Seal(load_keyring(owner, self.keys)).close("parcel", parcel)
        CeleryCarrier(make_celery(self.broker.url)).carry("receive", self.service, closed)
        return {each.id for each in envelopes}

    def sent(self, to: str) -> list[tuple[str, str]]:
        """What lies in the queue of another service: task and content."""
        found = []
        for raw in self.broker.client().lrange(queue_of(to), 0, -1):
            message = json.loads(raw)
            arguments = json.loads(b64decode(message["body"]))[0]
            found.append((message["headers"]["task"], arguments[1]))
        return found

    def heard_by(self, other: str) -> list[str]:
        """The names of the events that wait for another service, opened with that one's key."""
        seal = Seal(load_keyring(other, self.keys))
        return [envelope.name for task, content in self.sent(other) if task == "minyi.receive"
                for envelope in open_parcel(seal, content).envelopes]

    def acknowledged(self, owner: str) -> list[Acknowledgement]:
        """The acknowledgements that wait for *owner*, opened with the owner's key."""
        seal = Seal(load_keyring(owner, self.keys))
        return [open_acknowledgement(seal, content) for task, content in self.sent(owner)
                if task == "minyi.acknowledge"]


@contextmanager
def a_hermit(service: str, folder: Path, keys: Path, broker: Redis) -> Iterator[Hermit]:
    """Let a service live alone, web server and worker; both are stopped at the end."""
    hermit = Hermit(service, folder, keys, broker)
    hermit.settle_in()
    made = hermit.run("-m", f"services.{service}", "migrate")
    assert made.returncode == 0, made.stderr
    processes = [hermit.process("serve"), hermit.process("work")]
    try:
        for process in processes:
            process.start()
        yield hermit
    finally:
        for process in processes:
            process.end()
