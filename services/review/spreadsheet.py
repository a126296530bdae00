"""Tables as files: a workbook of several sheets, or one table as CSV. Row by row, so that size costs no memory."""
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576  # a sheet's limit, the headings among them
MOST_LETTERS = 32_767
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_ODD = re.compile("[&<>_\x00-\x1f\ufffe\uffff]")  # what cannot stand in a cell as it is
_CODE, _CONTROL = re.compile("_(?=x[0-9a-fA-F]{4}_)"), re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
Row = Sequence[str | int | None]
Columns = Sequence[tuple[str, int]]


class Workbook:
    """An .xlsx that is written from the first row to the last. Every cell is text or a number, never a formula,
    whatever a citizen's words begin with; what a sheet cannot hold goes on in the next."""

    def __init__(self, file: IO[bytes], title: str, made_at: datetime, most: int = MOST_ROWS) -> None:
        self.most, self._file = most, file
        self._book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False,
                                                "strings_to_urls": False})
        self._book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
        self._head = self._book.add_format({"bold": True, "bg_color": "#f6f4ef"})

    def add(self, title: str, columns: Columns, rows: Iterable[Row]) -> None:
        """Write one table, over as many sheets as it takes."""
        sheet, line, number = self._sheet(title, columns), 0, 1
        for row in rows:
            line += 1
            if line == self.most:
                number, line = number + 1, 1
                sheet = self._sheet(f"{title}（{number}）", columns)
            sheet.put(line, row)

    def close(self) -> None:
        """Finish the file, and stand at its end."""
        self._book.close()
        self._file.seek(0, io.SEEK_END)

    def _sheet(self, title: str, columns: Columns) -> "_Sheet":
        sheet: _Sheet = self._book.add_worksheet(title, worksheet_class=_Sheet)
        sheet.freeze_panes(1, 1)
        for column, (words, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, words, self._head)
        sheet.begin(len(columns))
        return sheet


class _Sheet(Worksheet):
    """A sheet whose rows after the headings are put down whole: cell by cell takes three times as long."""

    def begin(self, columns: int) -> None:
        """Put the headings down."""
        self._write_single_row(1)
        self._letters = [xl_col_to_name(column) for column in range(columns)]

    def put(self, line: int, row: Row) -> None:
        """Put one row down; *line* counts from 0."""
        cells = [f'<c r="{letter}{line + 1}"{_inside(cell)}</c>' for letter, cell in zip(
            self._letters, row, strict=True) if cell is not None and cell != ""]
        self.row_data_fh.write(f'<row r="{line + 1}">{"".join(cells)}</row>')
        self.dim_rowmax = line


def _inside(cell: str | int) -> str:
    """A cell's kind and value in the sheet's markup."""
    if not isinstance(cell, str):
        return f"><v>{cell}</v>"
    if _ODD.search(cell) or len(cell) > MOST_LETTERS // 2 or cell != cell.strip():
        return f' t="inlineStr"><is><t xml:space="preserve">{_escaped(cell)}</t></is>'
    return f' t="inlineStr"><is><t>{cell}</t></is>'


def _escaped(words: str) -> str:
    """Words as markup, shortened to what a cell holds; what markup cannot say at all stands as _xHHHH_."""
    most = words.encode("utf-16-le", "replace")[:2 * MOST_LETTERS].decode("utf-16-le", "ignore")
    coded = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _CODE.sub("_x005F_", most))
    return coded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_csv(file: IO[bytes], columns: Columns, rows: Iterable[Row]) -> None:
    """Write one table as spreadsheets open it: UTF-8 with its mark, no cell that would be taken for a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([words for words, _ in columns])
    writer.writerows(_harmless(rows))
    text.flush()
    text.detach()


def _harmless(rows: Iterable[Row]) -> Iterator[list[str | int | None]]:
    for row in rows:
        yield [f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell for cell in row]
