"""Corrections through the API: kept with who and when, refused when stale or too late, undone to the first."""
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.review.models import Correction, Draft
from shared.ids import new_id
from tests.house import House, a_house

WRONG = """古井保护条例（草案）
第一章 总则
第一条 为了保护古井，制定本条例。
第二条 井台周围三米为保护范围。
— 3 —
井长管井。
保护
第七条 任何人不得填井。
第四条 本条例即日施行。
"""
FIELDS = {"title": "古井保护条例征求意见", "level": "county", "sector": "文化",
          "opens_at": "2026-11-20T00:00:00+08:00", "closes_at": "2026-12-20T00:00:00+08:00"}
API = "/review/api/v1/consultations"


class Desk:
    """An officer's program at one draft."""

    def __init__(self, house: House) -> None:
        self.house, self.client = house, house.client("review")
        self.officer = house.bearer("officer", name="李联络")
        self.id = self.import_text(WRONG).json["id"]

    def import_text(self, text: str, **files: Any) -> Any:
        """Import a draft by its words."""
        return self.client.post(API, data=FIELDS | {"text": text} | files, headers=self.house.bearer("group"),
                                content_type="multipart/form-data")

    def look(self) -> Any:
        """The structure as it is now."""
        return self.client.get(f"{API}/{self.id}/structure", headers=self.officer).json

    def correct(self, kind: str, words: str = "", **rest: Any) -> Any:
        """One correction where some words stand."""
        now = self.look()
        body = {"kind": kind, "edits": now["edits"], **({"at": now["text"].index(words)} if words else {})} | rest
        return self.client.post(f"{API}/{self.id}/corrections", json=body, headers=self.officer)

    def undo(self, edits: int | None = None) -> Any:
        """Take the last one back."""
        body = {"edits": self.look()["edits"] if edits is None else edits}
        return self.client.post(f"{API}/{self.id}/corrections/undo", json=body, headers=self.officer)

    def open(self) -> int:
        """Put it to the people without accepting any warning; the status."""
        return self.client.post(f"{API}/{self.id}/open", json={}, headers=self.house.bearer("group")).status_code

    def rows(self) -> list[Correction]:
        """What is kept, oldest first."""
        with self.house.sites["review"].database.reading() as session:
            return list(session.scalars(select(Correction).order_by(Correction.edit)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A draft with faults, imported from pasted words."""
    with a_house(tmp_path, "review") as house:
        yield Desk(house)


def mend(desk: Desk) -> Any:
    """Correct everything that is wrong."""
    desk.correct("renumber", "第七条", number=3)
    desk.correct("retype", "保护\n第七", to="chapter")
    return desk.correct("retype", "— 3", to="noise")


def test_a_draft_is_corrected_until_nothing_is_wrong_and_then_opened(desk: Desk) -> None:
    assert {len(desk.look()["warnings"]), desk.open()} == {2, 409}
    assert [desk.look()["text"][each["at"]:][:3] for each in desk.look()["warnings"]] == ["— 3", "第七条"]
    answer = mend(desk)
    assert (answer.status_code, answer.json["edits"], answer.json["warnings"]) == (200, 3, [])
    assert [each["label"] for each in answer.json["provisions"] if each["kind"] in ("chapter", "article")] == [
        "第一章", "第一条", "第二条", "第二章", "第三条", "第四条"]
    assert desk.open() == 200
    late = desk.correct("join", "第四条")
    assert late.status_code == 409 and "已经公布" in late.json["detail"]
    seen = desk.client.get(f"{API}/{desk.id}", headers=desk.officer).json
    assert seen["provisions"] == answer.json["provisions"] and seen["warnings"] == []


def test_a_next_version_is_corrected_before_it_is_issued_and_not_after(desk: Desk) -> None:
    mend(desk)
    desk.open()
    headers = desk.house.bearer("group")
    for text in (WRONG.replace("井长", "村长"), WRONG.replace("三米", "五米")):
        imported = desk.client.post(f"{API}/{desk.id}/versions", data={"text": text}, headers=headers,
                                    content_type="multipart/form-data")
        assert (imported.status_code, imported.json["version"]) == (201, 2)
        assert mend(desk).json["warnings"] == [] and desk.look()["may_correct"]
    assert [row.undone_by_name is None for row in desk.rows() if row.version == 2] == [False] * 3 + [True] * 3
    assert desk.client.post(f"{API}/{desk.id}/versions/2/open", json={}, headers=headers).status_code == 200
    assert "五米" in desk.client.get(f"{API}/{desk.id}", headers=headers).json["provisions"][3]["text"]
    assert desk.correct("join", "第四条").status_code == 409


def test_a_correction_is_kept_with_who_and_when(desk: Desk) -> None:
    desk.correct("title", title="古井条例")
    assert desk.look()["title"] == "古井条例"
    row, = desk.rows()
    assert (row.edit, row.kind, row.payload, row.made_by_name, row.made_at) == (
        1, "title", {"kind": "title", "title": "古井条例"}, "李联络", desk.house.clock())
    history = desk.client.get(f"{API}/{desk.id}/corrections", headers=desk.officer).json["items"]
    assert [each["made_by_name"] for each in history] == ["李联络"]


def test_all_corrections_are_undone_last_first(desk: Desk) -> None:
    first = desk.look()
    mend(desk)
    desk.correct("title", title="古井条例")
    for _ in range(4):
        assert desk.undo().status_code == 200
    last = desk.look()
    assert last.pop("edits") == 8 and first.pop("edits") == 0 and last == first
    assert desk.undo().status_code == 409
    assert all(row.undone_by_name == "李联络" and row.undone_at for row in desk.rows())
    desk.correct("renumber", "第七条", number=3)
    assert [row.edit for row in desk.rows()] == [1, 2, 3, 4, 9]


def test_who_has_not_seen_the_newest_structure_overwrites_nothing(desk: Desk) -> None:
    desk.correct("renumber", "第七条", number=3)
    now = desk.look()
    for stale in (desk.correct("join", "第四条", edits=0), desk.undo(0)):
        assert stale.status_code == 409 and "有人更正过" in stale.json["detail"]
    assert desk.look() == now


@pytest.mark.parametrize(("body", "field"), [
    ({"kind": "melt", "at": 1}, "kind"), ({"kind": "split", "at": 1}, "to"), ({"kind": "join"}, "at"),
    ({"kind": "join", "at": "1"}, "at"), ({"kind": "join", "at": 1, "to": "article"}, "to"),
    ({"kind": "title", "title": " "}, "title"), ({"kind": "title", "title": "x", "at": 1}, "at"),
    ({"kind": "renumber", "at": 1, "number": 0}, "number"), ({"kind": "join", "at": 1, "more": 1}, "more"),
    ({"kind": "retype", "at": 1, "to": "verse"}, "to"), ({"kind": "split", "at": 10_000, "to": "item"}, "at"),
    ({"kind": "title", "title": "古井保护条例（草案）"}, "title")])
def test_a_wrong_correction_names_the_field_and_changes_nothing(desk: Desk, body: dict[str, Any], field: str) -> None:
    answer = desk.client.post(f"{API}/{desk.id}/corrections", json={"edits": 0} | body, headers=desk.officer)
    assert answer.status_code == 422 and list(answer.json["errors"]) == [field]
    assert desk.look()["edits"] == 0 and not desk.rows()


def test_others_may_not_look_and_what_is_not_there_is_not_found(desk: Desk) -> None:
    for role in ("expert", "adviser", "leader"):
        assert desk.client.get(f"{API}/{desk.id}/structure", headers=desk.house.bearer(role)).status_code == 403
    assert desk.client.get(f"{API}/{new_id()}/structure", headers=desk.officer).status_code == 404


def test_a_draft_from_before_marks_were_kept_is_cut_anew(desk: Desk) -> None:
    with desk.house.sites["review"].database.writing() as session:
        session.execute(update(Draft).values(marks=None, provisions=[], warnings=[]))
    assert len(desk.look()["provisions"]) > 5 and desk.open() == 409
    assert mend(desk).json["warnings"] == [] and desk.open() == 200


@pytest.mark.parametrize(("text", "files", "sentence"), [
    ("", {}, "粘贴草案全文"), (WRONG, {"file": (BytesIO(WRONG.encode()), "a.txt")}, "只能交一样"),
    ("你好", {}, "没有找到")])
def test_words_that_are_no_draft_are_refused(desk: Desk, text: str, files: Any, sentence: str) -> None:
    answer = desk.import_text(text, **files)
    assert answer.status_code == 422 and sentence in str(answer.json["errors"])
    assert [*answer.json["errors"]] == ["text" if text else "file"]


@pytest.mark.parametrize(("length", "status"), [(1_000_000, 201), (3_000_001, 422)])
def test_a_long_draft_may_be_pasted(desk: Desk, length: int, status: int) -> None:
    fields = FIELDS | {"text": (WRONG * 4).replace("\n", "\r\n") + "井" * length}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields.items()]
    answer = desk.client.post(API, data="".join((*parts, "--x--\r\n")), headers=desk.house.bearer("group"),
                              content_type="multipart/form-data; boundary=x")
    assert answer.status_code == status
