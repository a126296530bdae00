"""Tables as files: a workbook of several sheets, or one table as CSV. Row by row, so that size costs no memory."""
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

import xlsxwriter

MOST_ROWS = 1_048_576  # a sheet's limit, the headings among them
MOST_LETTERS = 32_767
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile("[\ufffe\uffff]")
Row = Sequence[str | int | float | None]
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
        self._body = self._book.add_format({"text_wrap": True, "valign": "top"})

    def add(self, title: str, columns: Columns, rows: Iterable[Row]) -> None:
        """Write one table, over as many sheets as it takes."""
        sheet, line, number = self._sheet(title, columns), 0, 1
        for row in rows:
            line += 1
            if line == self.most:
                number, line = number + 1, 1
                sheet = self._sheet(f"{title}（{number}）", columns)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(line, column, _fit(cell), self._body)
                elif cell is not None:
                    sheet.write_number(line, column, cell, self._body)

    def close(self) -> None:
        """Finish the file, and stand at its end."""
        self._book.close()
        self._file.seek(0, io.SEEK_END)

    def _sheet(self, title: str, columns: Columns) -> Any:
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        for column, (words, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, words, self._head)
        return sheet


def _fit(words: str) -> str:
    """Words as a cell can hold them: 32,767 UTF-16 units, none that XML forbids, none that the library would take for
    its own markup of rich text (a space before it is enough)."""
    if len(words) > MOST_LETTERS // 2:
        words = words.encode("utf-16-le", "replace")[: 2 * MOST_LETTERS].decode("utf-16-le", "ignore")
    words = _FORBIDDEN.sub("\ufffd", words)
    return f" {words}" if words.startswith("<r>") and words.endswith("</r>") else words


def write_csv(file: IO[bytes], columns: Columns, rows: Iterable[Row]) -> None:
    """Write one table as spreadsheets open it: UTF-8 with its mark, no cell that would be taken for a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([words for words, _ in columns])
    writer.writerows(_harmless(rows))
    text.flush()
    text.detach()


def _harmless(rows: Iterable[Row]) -> Iterator[list[str | int | float | None]]:
    for row in rows:
        yield [f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell for cell in row]
