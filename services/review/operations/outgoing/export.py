"""A consultation's export, written into a file from one look at the database."""
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from services.review.queries.drafting.consultations import find_consultation
from services.review.queries.outgoing.export import SHEETS, Row, Sheet, Source
from services.review.spreadsheet import Workbook, write_csv
from shared.db import Database

Pace = Callable[[Iterator[Row]], Iterator[Row]]


def export_book(database: Database, consultation_id: str, file: IO[bytes], zone: ZoneInfo, shows_names: bool,
                now: datetime, pace: Pace) -> str:
    """Write all tables into *file* as one .xlsx; returns the consultation's title. *pace* lets others have their
    turn between the rows."""
    with database.at_one_moment() as session:
        consultation = find_consultation(session, consultation_id)
        source, book = Source(session, consultation, zone, shows_names), Workbook(file, consultation.title, now)
        for sheet in SHEETS:
            book.add(sheet.title, sheet.columns, pace(sheet.rows(source)))
        book.close()
        return consultation.title


def export_table(database: Database, consultation_id: str, name: str, file: IO[bytes], zone: ZoneInfo,
                 shows_names: bool, pace: Pace) -> str:
    """Write one table into *file* as CSV; returns what it is called."""
    sheet = find_sheet(name)
    with database.at_one_moment() as session:
        consultation = find_consultation(session, consultation_id)
        source = Source(session, consultation, zone, shows_names)
        write_csv(file, sheet.columns, pace(sheet.rows(source)))
        return f"{consultation.title} {sheet.title}"


def find_sheet(name: str) -> Sheet:
    """A table by its name."""
    return next(each for each in SHEETS if each.name == name)
