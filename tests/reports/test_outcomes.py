"""The legislature's outcomes: whole or not at all, from accepted on, said as one batch."""
import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.reports.sheet import COLUMNS
from tests.reports.cases import API, Case, a_batch, said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def an_outcome(no: int, outcome: str = "adopted", **other: Any) -> dict[str, Any]:
    """One row as a program sends it."""
    return {"suggestion_no": no, "outcome": outcome} | other


def a_sheet(*rows: tuple[Any, ...]) -> bytes:
    """A filled-in table, columns in the order of the fields."""
    book, file = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (("序号", "处理结果", "处理理由", "对应条款"), *rows):
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def recorded(case: Case) -> list[dict[str, Any]]:
    """What was said, in the order in which it was said."""
    return [json.loads(row["body"]) for row in said(case.house, "outcome.recorded")]


def upload(case: Case, submission_id: str, content: bytes, kind: str = XLSX) -> Any:
    """Hand in a body of bytes."""
    return case.house.client("reports").post(f"{API}/submissions/{submission_id}/outcomes", data=content,
                                             content_type=kind, headers=case.group)


def test_outcomes_are_said_as_one_batch(case: Case) -> None:
    """Each with its batch and its size; the list shows them, null where nothing is known yet."""
    case.hear(*a_batch(case, 1, first=3))
    new = case.submit()
    rows = [an_outcome(1, enacted_provision="第十二条"), an_outcome(2, "not_adopted", reason="上位法已有规定")]
    answer = case.post(new, "outcomes", case.group, rows)
    assert (answer.status_code, answer.json) == (200, {"recorded": 2, "unchanged": 0})
    facts = recorded(case)
    assert [(each["suggestion_no"], each["revision"], each["batch_size"]) for each in facts] == [(1, 1, 2), (2, 1, 2)]
    assert len({each["batch_id"] for each in facts}) == 1
    listed = case.get(f"/submissions/{new}/outcomes").json
    assert [row["outcome"] for row in listed["items"]] == ["adopted", "not_adopted", None]
    assert (listed["total"], listed["next"]) == (3, None)


def test_a_repeat_changes_nothing_and_a_change_is_a_higher_revision(case: Case) -> None:
    """Only what is new is said again."""
    new = case.submit()
    rows = [an_outcome(1), an_outcome(2, "partially_adopted", reason="采纳前半句")]
    case.post(new, "outcomes", case.group, rows)
    assert case.post(new, "outcomes", case.officer, rows).json == {"recorded": 0, "unchanged": 2}
    assert len(recorded(case)) == 2
    rows[0] = an_outcome(1, "not_adopted", reason="条件不成熟")
    assert case.post(new, "outcomes", case.group, rows).json == {"recorded": 1, "unchanged": 1}
    assert (recorded(case)[2]["revision"], recorded(case)[2]["batch_size"]) == (2, 1)
    funnel = case.get(f"/consultations/{case.consultation.consultation_id}/funnel").json
    assert (funnel["adopted"], funnel["partially_adopted"], funnel["not_adopted"]) == (0, 1, 1)


@pytest.mark.parametrize(("row", "field", "words"), [
    (an_outcome(99), "1.suggestion_no", "第 2 行：这份报告里没有第 99 号建议"),
    (an_outcome(1), "1.suggestion_no", "在第 1 行已经出现过"),
    (an_outcome(2, "not_adopted"), "1.reason", "请写明理由"),
    (an_outcome(2, "partially_adopted", reason="  "), "1.reason", "请写明理由"),
    (an_outcome(2, "maybe"), "1.outcome", "第 2 行：应为 adopted"),
    (an_outcome(2, colour="red"), "1.colour", "第 2 行"),
    ({"suggestion_no": "2", "outcome": "adopted"}, "1.suggestion_no", "第 2 行"),
    (an_outcome(10**30), "1.suggestion_no", "应为建议的序号"),
    ("text", "1._schema", "第 2 行"),
])
def test_one_wrong_row_refuses_all(case: Case, row: Any, field: str, words: str) -> None:
    """422 names the row, and nothing is kept."""
    new = case.submit()
    answer = case.post(new, "outcomes", case.group, [an_outcome(1), row])
    assert answer.status_code == 422
    assert words in answer.json["errors"][field][0]
    assert recorded(case) == []


def test_outcomes_wait_until_the_report_has_arrived(case: Case) -> None:
    """409 for a draft, 403 for a leader, 422 for no row or no list."""
    draft = case.draft().json["id"]
    assert case.post(draft, "outcomes", case.group, [an_outcome(1)]).status_code == 409
    new = case.submit()
    assert case.post(new, "outcomes", case.leader, [an_outcome(1)]).status_code == 403
    assert case.post(new, "outcomes", case.group, []).status_code == 422
    assert case.post(new, "outcomes", case.group, {"suggestion_no": 1}).status_code == 422


def test_outcomes_carry_over_to_a_revision(case: Case) -> None:
    """The same answer to the revision says nothing new; the superseded one takes none."""
    old = case.submit()
    case.post(old, "outcomes", case.group, [an_outcome(1)])
    new = case.post(old, "revise", case.officer).json["id"]
    assert case.post(old, "outcomes", case.group, [an_outcome(1)]).status_code == 409
    case.post(new, "check", case.group)
    case.post(new, "approve", case.leader)
    case.house.settle()
    rows = [an_outcome(1), an_outcome(2)]
    assert case.post(new, "outcomes", case.group, rows).json == {"recorded": 1, "unchanged": 1}


def test_the_table_comes_back_filled_in(case: Case) -> None:
    """The very file that was sent, filled in by hand; rows without a result are left out."""
    new = case.submit()
    book = load_workbook(io.BytesIO(case.get(f"/submissions/{new}/table.xlsx").data))
    sheet = book.worksheets[0]
    columns = {words: column for column, (words, _width) in enumerate(COLUMNS, start=1)}
    sheet.cell(2, columns["处理结果"]).value = "部分采纳"
    sheet.cell(2, columns["处理理由"]).value = "采纳前半句"
    sheet.cell(2, columns["对应条款"]).value = "第三条"
    file = io.BytesIO()
    book.save(file)
    assert upload(case, new, file.getvalue()).json == {"recorded": 1, "unchanged": 0}
    (fact,) = recorded(case)
    assert (fact["suggestion_no"], fact["outcome"]) == (1, "partially_adopted")
    assert (fact["reason"], fact["enacted_provision"]) == ("采纳前半句", "第三条")


def test_a_sheet_with_a_forged_row_is_refused_whole(case: Case) -> None:
    """The row is named as the spreadsheet numbers it."""
    new = case.submit()
    answer = upload(case, new, a_sheet((1, "采纳"), (77, "采纳")))
    assert answer.status_code == 422
    assert "第 3 行" in answer.json["errors"]["1.suggestion_no"][0]
    assert recorded(case) == []
    form = {"file": (io.BytesIO(a_sheet((1.0, "adopted"))), "表.xlsx")}
    done = case.house.client("reports").post(f"{API}/submissions/{new}/outcomes", data=form, headers=case.group)
    assert done.json == {"recorded": 1, "unchanged": 0}


def a_bomb() -> bytes:
    """A small archive that unfolds into a hundred megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return file.getvalue()


def an_archive(words: bytes) -> bytes:
    """An archive with one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", words)
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK nonsense", a_sheet()[:900], a_bomb(), an_archive(b"<x/>"),
                                     an_archive(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), a_sheet()])
def test_what_is_no_table_is_refused(case: Case, content: bytes) -> None:
    """4xx with a sentence, never a fault of ours."""
    new = case.submit()
    answer = upload(case, new, content)
    assert answer.status_code in (400, 422)
    assert answer.json["detail"]
    assert upload(case, new, b"[1", "application/json").status_code == 400
    assert upload(case, new, b"1", "text/plain").status_code == 400
