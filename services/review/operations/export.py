"""A consultation's export, written into a file from one look at the database."""
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from services.review.queries.consultations import find_consultation
from services.review.queries.export import SHEETS, Sheet, Source
from services.review.spreadsheet import Workbook, write_csv
from shared.db import Database
from shared.web.turns import turn, unhurried


def export_book(database: Database, consultation_id: str, file: IO[bytes], zone: ZoneInfo, shows_names: bool,
                now: datetime) -> str:
    """Write all tables into *file* as one .xlsx; returns the consultation's title."""
    with turn(), database.at_one_moment() as session:
        consultation = find_consultation(session, consultation_id)
        source, book = Source(session, consultation, zone, shows_names), Workbook(file, consultation.title, now)
        for sheet in SHEETS:
            book.add(sheet.title, sheet.columns, unhurried(sheet.rows(source)))
        book.close()
        return consultation.title


def export_table(database: Database, consultation_id: str, name: str, file: IO[bytes], zone: ZoneInfo,
                 shows_names: bool) -> str:
    """Write one table into *file* as CSV; returns what it is called."""
    sheet = find_sheet(name)
    with turn(), database.at_one_moment() as session:
        consultation = find_consultation(session, consultation_id)
        source = Source(session, consultation, zone, shows_names)
        write_csv(file, sheet.columns, unhurried(sheet.rows(source)))
        return f"{consultation.title} {sheet.title}"


def find_sheet(name: str) -> Sheet:
    """A table by its name."""
    return next(each for each in SHEETS if each.name == name)
