"""Intake alone on the real web server, with a phone enrolled and two consultations to speak about."""
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from deploy.keys import make_keys
from services.intake.app import SERVICE
from shared.identity import Identity, sign_token
from shared.ids import new_id
from shared.keyring import load_keyring
from shared.messaging.pump import Pump
from shared.migrate import upgrade
from shared.settings import Settings
from shared.site import open_site
from tests.builders import a_consultation
from tests.live.servers import free_port, wait_until
from tests.live.town import Process


@contextmanager
def an_intake(folder: Path, database_url: str = "", **environ: str) -> Iterator[str]:
    """Serve intake and give the address a phone would be told."""
    make_keys(folder / "keys")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    given = {"MINYI_DATA": str(folder), "MINYI_PORT": str(port), "MINYI_PUBLIC_URL": address, **environ}
    given |= {"MINYI_DATABASE_URL": database_url} if database_url else {}
    furnish(Settings.read("intake", given))
    process = Process("intake", [sys.executable, "-m", "services.intake", "serve"], os.environ | given,
                      folder / "intake.log")
    try:
        process.start()
        key = f"{address}/api/v1/keys/contact"  # /health would wait for a broker, and here is none
        wait_until(lambda: requests.get(key, timeout=2).status_code == 200, 60, "intake answers")
        yield f"{address}/openrosa/{enrol(folder, address)}"
    finally:
        process.end()


def furnish(settings: Settings) -> None:
    """Make the tables, and let intake hear of two consultations."""
    upgrade(SERVICE.folder, settings.database_url)
    site, now = open_site(SERVICE, settings, Pump()), datetime.now(UTC)
    for title in ("古井保护条例（草案）征求意见", "集市管理办法（草案）征求意见 <&>"):
        event = a_consultation(title=title, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30))
        with site.database.writing() as session:
            site.post.handlers[type(event)](session, site.post, [event])
    site.database.close()


def enrol(folder: Path, address: str) -> str:
    """A station and a phone of its own, through the doors; gives the token."""
    who = Identity(account_id=new_id(), name="测试人员", roles=frozenset({"admin"}), stations=frozenset())
    private = load_keyring("review", folder / "keys").token_private
    headers = {"Authorization": f"Bearer {sign_token(private, who, datetime.now(UTC))[0]}"}
    station = requests.post(f"{address}/api/v1/stations", headers=headers, timeout=30, json={
        "name": "古井工作站", "kind": "fixed", "township": "古井镇", "address": "正街 1 号", "population": 5000}).json()
    made = requests.post(f"{address}/api/v1/stations/{station['id']}/devices", headers=headers, timeout=30,
                         json={"name": "手机", "kind": "collect"}).json()
    return str(made["token"])
