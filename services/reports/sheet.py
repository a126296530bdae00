"""The table as a spreadsheet: written for the legislature to fill in, read back with its outcomes."""
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from services.reports.domain.outcomes import NAMES
from shared.refusals import Invalid, Unreadable

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 20_000, 40, 64 * 1024 * 1024
COLUMNS = (("序号", 8), ("条款", 18), ("草案原文", 50), ("修改建议", 60), ("理由", 50), ("意见条数", 10),
           ("处理结果", 14), ("处理理由", 40), ("对应条款", 20))
_FIELDS = {"序号": "suggestion_no", "处理结果": "outcome", "处理理由": "reason", "对应条款": "enacted_provision"}
_OUTCOMES = {words: name for name, words in NAMES.items()}
_BROKEN = (ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
           RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)
Lines = list[tuple[int, dict[str, Any]]]


def write_table(content: Mapping[str, Any], approved_at: datetime) -> bytes:
    """Write the clause-ordered table, with empty columns for the outcomes. Every cell is text or a number, never a
    formula, whatever a citizen's words begin with."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": content["number"], "created": approved_at.replace(tzinfo=None)})
    sheet = book.add_worksheet("修改建议对照表")
    head = book.add_format({"bold": True, "bg_color": "#f6f4ef", "border": 1, "text_wrap": True})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for column, (words, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, head)
    for line, row in enumerate(content["suggestions"], start=1):
        _write_row(sheet, line, row, cell)
    last = max(1, len(content["suggestions"]))
    sheet.data_validation(1, 6, last, 6, {"validate": "list", "source": list(NAMES.values())})
    sheet.freeze_panes(1, 2)
    book.close()
    return file.getvalue()


def _write_row(sheet: Any, line: int, row: Mapping[str, Any], cell: Any) -> None:
    texts = (row["name"], row["original"], f"{row['title']}\n{row['text']}", row["reason"])
    sheet.write_number(line, 0, row["no"], cell)
    for column, words in enumerate(texts, start=1):
        sheet.write_string(line, column, words, cell)
    sheet.write_number(line, 5, row["opinions"], cell)
    for column in (6, 7, 8):
        sheet.write_blank(line, column, None, cell)


def read_table(content: bytes) -> Lines:
    """Read outcomes from an .xlsx: line number and fields of each row whose result is filled in.

    Raises Unreadable for what is no spreadsheet (or an unreasonably large one), Invalid where its columns are not ours.
    """
    from openpyxl import load_workbook  # slow to load, and few processes ever read a table

    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(_cells(book.worksheets[0]))
    except _BROKEN:
        raise Unreadable("这个 .xlsx 文件读不出来，请用表格软件重新另存后再上传。") from None
    return read_lines(rows)


def read_pasted(text: str) -> Lines:
    """Read outcomes pasted from a spreadsheet: tab-separated lines, with or without the line of headings."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
    first = next((row for row in rows if any(row)), [])
    return read_lines(rows if "序号" in first or "suggestion_no" in first else [list(_FIELDS), *rows], shift=0)


def read_lines(rows: Sequence[Sequence[Any]], shift: int = 1) -> Lines:
    """Read rows of cells, the first of which that is not empty has the headings."""
    place = next((index for index, row in enumerate(rows) if any(_filled(cell) for cell in row)), None)
    if place is None:
        raise Invalid("表格是空的，什么都没有保存。", {"file": ["表格是空的。"]})
    columns = _columns(rows[place])
    lines: Lines = []
    for number, row in enumerate(rows[place + 1:], start=place + 1 + shift):
        values = {name: _value(name, row[column]) for name, column in columns.items()
                  if column < len(row) and _filled(row[column])}
        if set(values) - {"suggestion_no"}:
            lines.append((number, values))
    return lines


def _columns(head: Sequence[Any]) -> dict[str, int]:
    named = {str(cell).strip(): column for column, cell in enumerate(head) if _filled(cell)}
    found = {name: named.get(words, named.get(name, -1)) for words, name in _FIELDS.items()}
    missing = [words for words in ("序号", "处理结果") if found[_FIELDS[words]] < 0]
    if missing:
        raise Invalid(f"表头里没有“{'”和“'.join(missing)}”这一列，什么都没有保存。",
                      {"file": ["请用报告所附的表格填写。"]})
    return {name: column for name, column in found.items() if column >= 0}


def _value(name: str, cell: Any) -> Any:
    if name == "suggestion_no":
        text = str(cell).strip().removesuffix(".0")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
    text = str(cell).strip()
    return _OUTCOMES.get(text, text) if name == "outcome" else text


def _filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


def _cells(sheet: Any) -> Iterator[list[Any]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if number > MOST_ROWS:
            raise Unreadable(f"表格超过 {MOST_ROWS} 行，请分次上传。")
        yield list(row)


def _check_archive(content: bytes) -> None:
    """Refuse what is no archive, unfolds into too much, or brings its own XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MOST_BYTES:
                raise Unreadable("表格展开后太大，请分次上传。")
            heads = [archive.open(part).read(1024) for part in archive.infolist() if not part.is_dir()]
    except _BROKEN:
        raise Unreadable("这不是 .xlsx 文件，请用表格软件另存为 .xlsx 后再上传。") from None
    if any(b"<!DOCTYPE" in head for head in heads):
        raise Unreadable("这个 .xlsx 文件含有不允许的内容，请用表格软件重新另存。")
