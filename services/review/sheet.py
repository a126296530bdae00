"""Lists as spreadsheets: every cell is text or a number, never a formula, whatever the words begin with."""
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | float | None


def write_sheet(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write one sheet: *columns* are headings with widths; *rows* have a cell for each."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#f6f4ef", "border": 1, "text_wrap": True})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for at, (words, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, words, head)
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(line, at, cell, body)
            else:
                sheet.write_string(line, at, cell or "", body)
    sheet.freeze_panes(1, 1)
    book.close()
    return file.getvalue()
