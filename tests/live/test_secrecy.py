"""Where a contact is once it was left: in the letter that was sent, and nowhere else."""
import io
import zipfile
import zlib
from base64 import b64encode
from email import message_from_bytes, policy
from pathlib import Path

import pypdfium2
import pytest

from deploy.sample.door import Door
from tests.journeys.story import SAMPLE, Story
from tests.live.machine import a_machine
from tests.live.needle import CONTACT, IN_THE_CLEAR, SECRETS, Watch, files_of, found_in, leave_contacts, rows_of
from tests.live.servers import SERVICES
from tests.live.town import ADMIN_PASSWORD, Town, a_town

pytestmark = pytest.mark.live
SAID = "file:///etc/passwd"


def walk(story: Story, address: str) -> None:
    """The whole loop with people who leave contacts; those who left a good one have a letter."""
    story.hire()
    story.open("draft.txt", SAMPLE.read_bytes())
    leave_contacts(story, address)
    story.assess()
    story.consolidate()
    story.approve()
    story.submit()
    story.decide()
    story.await_answers()
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in story.mail.glob("*.eml")]
    assert sorted(str(letter["To"]) for letter in letters) == [CONTACT["email"], IN_THE_CLEAR["contact_email"]]
    assert all("Qyzzlename" in letter.get_content() for letter in letters)


def look_at_report(story: Story) -> set[tuple[str, str]]:
    """The report as it is read, and its bytes."""
    pdf = story.report()
    document = pypdfium2.PdfDocument(pdf)
    shown = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "意见" in shown
    return found_in("report", [pdf, shown.encode()])


def everything(town: Town) -> dict[str, list[bytes]]:
    """What a town leaves behind: rows, files of the services and their logs, the servers' own files."""
    mail, nowhere = town.folder / "notify" / "mail", town.folder / "nowhere"
    places = {f"rows of {name}": list(rows_of(town.postgres.admin_url(f"minyi_{name}"))) for name in SERVICES}
    files = files_of(town.folder, but=mail) | files_of(town.redis.folder, but=nowhere)
    log = town.postgres.folder.parent / f"{town.postgres.folder.name}.log"
    return places | {name: [raw] for name, raw in files.items()} | {"PostgreSQL's log": [log.read_bytes()]}


def test_the_search_reads_what_is_packed() -> None:
    """Base64 in JSON in base64 as the broker keeps it, an archive, a PDF's stream."""
    inner = b64encode(f'{{"text": "{SECRETS[0]}"}}'.encode()).decode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", SECRETS[0] * 9)
    packed = b"%PDF-1.7\nstream\n" + zlib.compress(SECRETS[0].encode() * 9) + b"\nendstream"
    for raw in (b64encode(b'["x%s", {}]' % inner.encode()), b"blob" + archive.getvalue(), packed):
        assert found_in("here", [raw]) == {("here", SECRETS[0])}
        assert SECRETS[0].encode() not in raw


def test_a_contact_is_nowhere_but_in_the_letter_on_many_processes(tmp_path: Path) -> None:
    """Four databases, all logs, the broker while the post runs and its file, report and package."""
    with a_town(tmp_path, settings={"MINYI_LOG_LEVEL": "DEBUG"}) as town:
        town.start()
        watch = Watch(town.redis.client())
        watch.start()
        story = Story(Door({name: town.address(name) for name in SERVICES}), ADMIN_PASSWORD,
                      tmp_path / "notify" / "mail")
        walk(story, town.address("intake"))
        watch.stop()
        places = everything(town) | {"the broker meanwhile": list(watch.seen)}
        found = look_at_report(story).union(*(found_in(place, parts) for place, parts in places.items()))
        raw = {path.name for path in town.postgres.folder.rglob("*") if path.is_file()
               for word in SECRETS if word.encode() in path.read_bytes()}
    assert (found, raw) == (set(), set())
    assert watch.looks > 100
    for place in ("rows of intake", "rows of review", "the broker meanwhile", *broker_files(places)):
        assert found_in(place, places[place], [SAID]), f"the search finds nothing in {place}"


def broker_files(places: dict[str, list[bytes]]) -> list[str]:
    """The broker's append-only files that hold what was written to it."""
    return [place for place in places if place.endswith(".incr.aof")]


def test_a_contact_is_nowhere_but_in_the_letter_on_one_machine(tmp_path: Path) -> None:
    """The whole data folder but for the mail, and what the product has printed."""
    with a_machine(tmp_path / "data") as machine:
        story = Story(Door({"": machine.address}), machine.password, tmp_path / "data" / "mail")
        walk(story, machine.address)
        files = files_of(tmp_path / "data", but=story.mail)
        found = look_at_report(story).union(*(found_in(name, [raw]) for name, raw in files.items()))
    printed = found_in("printed", ["\n".join(machine.said).encode()])
    assert found | printed == set()
    assert found_in("intake", [raw for name, raw in files.items() if "intake.sqlite" in name], [SAID])
