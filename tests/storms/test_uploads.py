"""Files that are no draft and no table: refused in a sentence, wherever their name tries to lead."""
import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from weasyprint import HTML
from werkzeug.test import TestResponse

from services.review.documents import read_document
from tests.builders import NOON
from tests.storms.answers import look_at
from tests.storms.counts import untouched
from tests.storms.town import DRAFT, Town, import_draft

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ENTITIES = ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;&x;">]>'
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&y;</w:document>')


def zipped(**files: bytes | str) -> bytes:
    """A zip of files; __ in a name is a slash."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def a_bomb() -> bytes:
    """Half a gigabyte in half a megabyte."""
    return zipped(**{"word__document.xml": b"\0" * 500_000_000, "xl__workbook.xml": b"\0" * 1000})


CONTENTS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"", "NUL": lambda: b"\0" * 1000, "noise": lambda: bytes(range(256)) * 40,
    "a broken zip": lambda: b"PK\x03\x04" + b"\0" * 200, "an empty zip": zipped, "no document": lambda: zipped(a="b"),
    "a broken PDF": lambda: b"%PDF-1.7\n1 0 obj <<", "an empty PDF": lambda: b"%PDF-1.4\n%%EOF",
    "entities": lambda: zipped(**{"[Content_Types].xml": TYPES, "word__document.xml": ENTITIES}),
    "a bomb": a_bomb, "words without articles": lambda: "今天天气很好。\n".encode() * 50,
    "a program": lambda: b"\x7fELF" + b"\1" * 400,
}
NAMES = ("draft.docx", "draft.pdf", "draft.txt", "draft.exe", "draft")
TRICKS = ("../../../../etc/cron.d/x.txt", "/etc/passwd.txt", "..\\..\\x.txt", "a\0b.txt", "条" * 300 + ".txt",
          "<img src=x onerror=alert(1)>.txt", ".txt", "con.txt", "%2e%2e%2fx.txt")


def upload(town: Town, content: bytes, name: str, **other: Any) -> TestResponse:
    """Import a draft as somebody from the work group."""
    fields = {"file": (io.BytesIO(content), name), "title": "一次征求意见", "level": "county", "sector": "文化",
              "opens_at": NOON.isoformat(), "closes_at": (NOON + timedelta(days=30)).isoformat()} | other
    path = "/review/api/v1/consultations"
    answer = town.house.client("review").post(path, data=fields, headers=town.headers["group"],
                                              content_type="multipart/form-data")
    look_at(f"POST {path} {name[:20]}", answer.status_code, dict(answer.headers), answer.data)
    return answer


@pytest.mark.parametrize("make", CONTENTS.values(), ids=CONTENTS)
def test_what_is_no_draft_is_refused(town: Town, make: Callable[[], bytes]) -> None:
    """Under every name a draft may have."""
    content = make()
    with untouched(town.house):
        answers = [upload(town, content, name) for name in NAMES]
    assert {answer.status_code for answer in answers} <= {413, 422}
    assert all("file" in (answer.json or {})["errors"] for answer in answers if answer.status_code == 422)


@pytest.mark.parametrize("name", TRICKS, ids=range(len(TRICKS)))
def test_a_files_name_leads_nowhere(town: Town, name: str) -> None:
    """It is imported or refused; no file appears outside the databases."""
    before = files(town.house.folder)
    assert upload(town, DRAFT.encode(), name).status_code in (201, 422)
    assert files(town.house.folder) == before


@pytest.mark.parametrize("other", [{"level": "galaxy"}, {"closes_at": NOON.isoformat()}, {"opens_at": "x"},
                                   {"title": ""}, {"title": "题" * 201}, {"stations": "x"}, {"colour": "red"},
                                   {"sector": "\0"}, {"file": "not a file"}])
def test_wrong_fields_beside_a_good_draft_are_named(town: Town, other: dict[str, str]) -> None:
    """And the draft is not kept."""
    with untouched(town.house):
        answer = upload(town, DRAFT.encode(), "draft.txt", **other)
    assert answer.status_code == 422 and set(other) & {each.split(".")[0] for each in (answer.json or {})["errors"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_draft_may_come_in_any_usual_encoding(town: Town, encoding: str) -> None:
    """Its articles are found."""
    assert import_draft(town, "一次", DRAFT.encode(encoding))


@pytest.mark.parametrize("make", CONTENTS.values(), ids=CONTENTS)
def test_what_is_no_table_of_outcomes_is_refused(town: Town, make: Callable[[], bytes]) -> None:
    """As the body, and as an upload."""
    path, content = f"/reports/api/v1/submissions/{town.ids['submission_id'][0]}/outcomes", make()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    client, headers = town.house.client("reports"), town.headers["group"]
    with untouched(town.house):
        answers = [client.post(path, data=content, content_type=kind, headers=headers),
                   client.post(path, data={"file": (io.BytesIO(content), "table.xlsx")}, headers=headers)]
    for answer in answers:
        look_at(path, answer.status_code, dict(answer.headers), answer.data)
        assert 400 <= answer.status_code < 500


def test_pdfs_that_come_at_the_same_moment_are_read_one_after_the_other() -> None:
    """The library that reads them takes one call at a time; two at once are read as broken, or worse."""
    content = HTML(string="<p style='break-after: page'>第一条　为了保护古井，制定本条例。</p>" * 30).write_pdf()
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda _: read_document("draft.pdf", content), range(100)))
    assert len(set(read)) == 1 and "古井" in read[0]


def files(folder: Path) -> set[str]:
    """Every file under a folder, but for SQLite's own."""
    return {str(path) for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name}
