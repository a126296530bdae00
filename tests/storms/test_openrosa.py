"""Forms that were damaged on the way, and parcels that are none: each is answered in an envelope, no door breaks."""
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from services.intake.api.patience import forget_misses
from tests.intake.phones import PNG, SOUND, SPEAKS, an_instance
from tests.openrosa.collect import multipart
from tests.storms.answers import MARKS
from tests.storms.counts import untouched
from tests.storms.town import NASTY, Town

SEEDS, TIMES = range(8), 40


@dataclass
class Door:
    """The door for submissions, with the town's token."""

    town: Town

    def post(self, body: bytes, kind: str) -> TestResponse:
        """Post anything; the answer is an envelope and no fault of ours."""
        path = f"/openrosa/{self.town.device}/submission"
        answer = self.town.house.client("intake").post(path, data=body, content_type=kind, headers=SPEAKS)
        assert answer.status_code < 500 and answer.headers["X-OpenRosa-Version"] == "1.0", answer.text[:300]
        assert etree.fromstring(answer.data)[0].text and not any(mark in answer.data for mark in MARKS)
        return answer


@pytest.fixture
def door(town: Town) -> Iterator[Door]:
    """The door of a town in which much has happened."""
    forget_misses()
    yield Door(town)


def a_parcel(door: Door) -> tuple[bytes, str]:
    """A form with two files and the nastiest words."""
    xml = an_instance(door.town.ids["consultation_id"][0], None, "1.1", None, "", text=NASTY, reason=NASTY,
                      contact="13912345678", recording="话.ogg", photo="井.png")
    return multipart(xml, [("话.ogg", SOUND, "audio/ogg"), ("井.png", PNG, "image/png")])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_parcel_damaged_anywhere_breaks_nothing(door: Door, seed: int) -> None:
    """Bytes changed, cut out, doubled; the door answers each time, and takes a whole one afterwards."""
    chance = random.Random(seed)
    for _ in range(TIMES):
        body, kind = a_parcel(door)
        at = chance.randrange(len(body))
        length = chance.choice((1, 1, 3, 40, len(body)))
        piece = chance.choice((b"", chance.randbytes(length), body[at:at + length] * 2, b"\0", b"<", b"\r\n"))
        door.post(body[:at] + piece + body[at + length:], kind)
    assert door.post(*a_parcel(door)).status_code in (201, 202)


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data", "application/json", "text/xml",
                                  "multipart/form-data; boundary=" + "x" * 5000, "multipart/mixed; boundary=x"])
def test_another_kind_of_body_is_refused(door: Door, kind: str) -> None:
    """400, and nothing is kept."""
    with untouched(door.town.house):
        assert door.post(a_parcel(door)[0], kind).status_code == 400


@pytest.mark.parametrize("name", ["长" * 300 + ".png", "../../etc/cron.d/x.png", "<img src=x>.png", "con.png", ".",
                                  "a\u202egnp.ogg", "%00.png", "{{7*7}}.png"])
def test_a_files_name_leads_nowhere(door: Door, name: str) -> None:
    """It is a name; the answer is XML whatever stands in it."""
    xml = an_instance(door.town.ids["consultation_id"][0], None, "1.1", None, "", photo=name)
    assert door.post(*multipart(xml, [(name, PNG, "image/png")])).status_code in (201, 202)


def test_what_was_kept_aside_is_shown_as_words(door: Door) -> None:
    """On the clerk's page, with its files to be saved and never shown."""
    xml = an_instance(door.town.ids["consultation_id"][0], None, "9.9", None, "", text=NASTY, stance=NASTY, photo="a")
    assert door.post(*multipart(xml, [("a", b"<script>alert(1)</script>", "text/html")])).status_code == 202
    client, officer = door.town.house.client("intake"), door.town.headers["officer"]
    page = client.get("/staff/forms", headers=officer)
    assert page.status_code == 200 and "<script>alert" not in page.text and "&lt;script&gt;" in page.text
    links = etree.HTML(page.text).xpath("//a[starts-with(@href, '/staff/forms/files/')]/@href")
    assert len(links) == 2
    for link in links:
        file = client.get(link, headers=officer)
        assert file.status_code == 200 and file.headers["Content-Disposition"].startswith("attachment")
        assert "html" not in file.content_type and client.get(link).status_code in (401, 303, 302)
