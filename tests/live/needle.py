"""Contacts that cannot be overlooked, and everything of a running product that may be searched for them."""
import html
import io
import re
import threading
import zipfile
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import redis
import requests
from psycopg import sql

from shared.sealing import seal_contact
from tests.journeys.story import Story

SECRETS = ("needle7f3a", "Qyzzlename", "13900007531")
CONTACT: dict[str, str | None] = {"email": "needle7f3a.first@example.org", "name": "井守护人Qyzzlename",
                                  "phone": "13900007531", "channel": "email"}
IN_THE_CLEAR = {"contact_channel": "email", "contact_email": "needle7f3a.second@example.org",
                "contact_name": "Qyzzlename 二"}
BROKEN = CONTACT | {"email": "needle7f3a.third@"}
_PLAIN = bytes.maketrans(b"+/", b"-_")
_TEXT64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
DEPTH = 4


def readings(raw: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The bytes as they are, and as whoever finds them could read them: base64 decoded, archives and PDFs unpacked."""
    yield raw
    inner = [*_decoded(raw), *_unpacked(raw), *_inflated(raw)] if depth else []
    for each in inner:
        yield from readings(each, depth - 1)


def _decoded(raw: bytes) -> Iterator[bytes]:
    """Base64 wherever it may begin; of what is no text only the first reading counts."""
    for found in set(_TEXT64.findall(raw)):
        plain = found.rstrip(b"=").translate(_PLAIN)
        for start in range(4):
            part = plain[start:]
            inner = urlsafe_b64decode(part[: len(part) - (len(part) % 4 == 1)] + b"==")
            with suppress(UnicodeDecodeError):
                inner.decode()
                yield inner


def _unpacked(raw: bytes) -> Iterator[bytes]:
    """The files of an archive."""
    if b"PK\x03\x04" in raw:
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(raw[raw.index(b"PK\x03\x04"):])) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def _inflated(raw: bytes) -> Iterator[bytes]:
    """The compressed streams of a PDF."""
    for packed in _STREAM.findall(raw) if b"%PDF" in raw else []:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(packed)


def found_in(place: str, parts: Iterable[bytes], wanted: Iterable[str] = SECRETS) -> set[tuple[str, str]]:
    """Which of *wanted* stand in any reading of the parts of a place."""
    words = [(word, word.encode()) for word in wanted]
    return {(place, word) for raw in parts for reading in readings(raw) for word, code in words if code in reading}


def files_of(folder: Path, but: Path) -> dict[str, bytes]:
    """All files below a folder, but those in one other folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not path.is_relative_to(but)}


def rows_of(address: str) -> Iterator[bytes]:
    """All values of all rows of all tables of a PostgreSQL database, each as it would be shown or as its bytes."""
    with psycopg.connect(address) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))):
                yield from (value if isinstance(value, bytes) else str(value).encode() for value in row if value)


class Watch(threading.Thread):
    """Looks at every key and value of a broker, again and again, until stopped; keeps what it has seen."""

    def __init__(self, broker: Any) -> None:
        super().__init__(daemon=True, name="watch")
        self.broker, self.seen, self.looks = broker, set[bytes](), 0
        self._over = threading.Event()

    def run(self) -> None:
        """Look until stopped."""
        while not self._over.wait(0.005):
            for key in self.broker.scan_iter():
                with suppress(redis.ResponseError):
                    self.seen |= {key, *self._values(key)}
            self.looks += 1

    def stop(self) -> None:
        """End after the present look."""
        self._over.set()
        self.join()

    def _values(self, key: bytes) -> list[bytes]:
        """The values of a list, a set or a hash: what Celery's transport uses."""
        kind = self.broker.type(key)
        if kind == b"list":
            return list(self.broker.lrange(key, 0, -1))
        if kind == b"hash":
            return [part for pair in self.broker.hgetall(key).items() for part in pair]
        return list(self.broker.zrange(key, 0, -1) if kind == b"zset" else self.broker.smembers(key))


def leave_contacts(story: Story, address: str) -> None:
    """Five people: one seals, one fills in the form without a script (wrongly at first), one's address is broken, one
    sends everything in the clear and is refused, one leaves none."""
    key = story.door.get("/api/v1/keys/contact")
    for number, contact in enumerate((CONTACT, BROKEN, None)):
        opinion = story.an_opinion(number)
        if contact is not None:
            opinion |= {"sealed_contact": seal_contact(key["public_key"], opinion["id"], contact),
                        "contact_key": key["fingerprint"]}
        _keep(story, opinion, story.door.post("/api/v1/opinions", opinion)["receipt"])
    refused = requests.post(f"{address}/api/v1/opinions", json=story.an_opinion(0) | CONTACT, timeout=30)
    assert refused.status_code == 422
    _fill_in_form(story, address)


def _fill_in_form(story: Story, address: str) -> None:
    browser = requests.Session()
    browser.headers["Accept"] = "text/html"
    provision = story.articles[0]
    page = browser.get(f"{address}/c/{story.consultation}/speak", params={"provision": provision}, timeout=30).text
    hidden = {name: html.unescape(value)
              for name, value in re.findall(r'<input type="hidden" name="(\w+)"[^>]* value="([^"]*)"', page)}
    written = hidden | IN_THE_CLEAR | {"stance": "comment", "submitter": "person"}
    where = f"{address}/c/{story.consultation}/speak"
    for wrong in ({"text": ""}, {"text": "x", "contact_email": "needle7f3a"}):
        assert browser.post(where, data=written | wrong, timeout=30).status_code == 422
    left = browser.post(where, data=written | {"text": "请把井台修好。"}, timeout=30)
    assert left.status_code == 200, left.text
    receipt = left.url.split("/t/")[1].split("/")[0]
    _keep(story, {"id": hidden["id"], "provision": provision, "written_at": datetime.now(UTC).isoformat()}, receipt)


def _keep(story: Story, opinion: dict[str, Any], receipt: str) -> None:
    story.opinions.append(opinion)
    story.receipts[opinion["id"]] = receipt


