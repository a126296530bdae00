"""Drafts that begin like good ones and are damaged further in, and files that are none of the ordinary sort."""
import os
from pathlib import Path

import pytest

from tests.storms.counts import untouched
from tests.storms.test_commands import refused, run
from tests.storms.test_uploads import TYPES, upload, zipped
from tests.storms.town import Town

PAGE_MISSING = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                b"2 0 obj<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2>>endobj\n"
                b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def of_the_future() -> bytes:
    """A zip whose directory says that reading it takes version 9.9 of the format."""
    held = bytearray(zipped(**{"[Content_Types].xml": TYPES}))
    place = held.index(b"PK\x01\x02") + 6
    held[place:place + 2] = (99).to_bytes(2, "little")
    return bytes(held)


@pytest.mark.parametrize(("name", "content"), [("draft.pdf", PAGE_MISSING), ("draft.docx", of_the_future())])
def test_a_draft_that_is_damaged_further_in_is_refused(town: Town, name: str, content: bytes) -> None:
    """At the door and at the command, with the same sentence."""
    with untouched(town.house):
        answer = upload(town, content, name)
    assert answer.status_code == 422 and "file" in (answer.json or {})["errors"]
    path = town.house.folder / name
    path.write_bytes(content)
    refused(run("services.review", "parse", str(path)), (answer.json or {})["errors"]["file"][0])


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    """A pipe nobody writes to, under a draft's name: the command does not wait for it."""
    os.mkfifo(tmp_path / "draft.txt")
    refused(run("services.review", "parse", str(tmp_path / "draft.txt")), "draft.txt")
