"""Everything said in a consultation and everything done with it, as files, at any time."""
import re
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from flask import Blueprint, Response, request

from services.review.operations.outgoing.export import export_book, export_table
from services.review.schemas.desk import HERE
from services.review.schemas.export import SheetQuery
from shared.web.bodies import JsonRoutes, load_values
from shared.web.doors import guarded, me, site
from shared.web.turns import turn, unhurried

routes = JsonRoutes("export", __name__, url_prefix="/review/api/v1/consultations")
pages = Blueprint("export_pages", __name__, url_prefix="/review/consultations")
READERS = ("officer", "group", "leader", "admin")
NAMERS = ("officer", "group", "admin")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PIECE = 256 * 1024
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


@routes.get("/<uuid:consultation_id>/export.xlsx")
@guarded(*READERS)
def get_export_book(consultation_id: UUID) -> Response:
    """All tables as one workbook; public names for officers, groups and administrators only."""
    return _book(str(consultation_id))


@routes.get("/<uuid:consultation_id>/export.csv")
@guarded(*READERS)
@routes.arguments(SheetQuery, location="query")
def get_export_table(query: dict[str, Any], consultation_id: UUID) -> Response:
    """One table as CSV."""
    return _table(str(consultation_id), query["sheet"])


@pages.get("/<uuid:consultation_id>/export.xlsx")
@guarded(*READERS)
def save_book(consultation_id: UUID) -> Response:
    """The same for the button on the page."""
    return _book(str(consultation_id))


@pages.get("/<uuid:consultation_id>/export.csv")
@guarded(*READERS)
def save_table(consultation_id: UUID) -> Response:
    """The same for the links on the page."""
    return _table(str(consultation_id), load_values(SheetQuery(unknown="exclude"), request.args)["sheet"])


def _book(consultation_id: str) -> Response:
    names = me().has(*NAMERS)
    return _send(lambda file: export_book(site().database, consultation_id, file, HERE, names, site().now(), unhurried),
                 ".xlsx", XLSX)


def _table(consultation_id: str, name: str) -> Response:
    names = me().has(*NAMERS)
    return _send(lambda file: export_table(site().database, consultation_id, name, file, HERE, names, unhurried),
                 ".csv", CSV)


def _send(write: Callable[[IO[bytes]], str], ending: str, kind: str) -> Response:
    """Have a file written, then send it piece by piece; it is gone when it is sent."""
    file = TemporaryFile()  # noqa: SIM115 (whoever reads the pieces closes it)
    try:
        with turn():
            title = write(file)
    except BaseException:
        file.close()
        raise
    answer = Response(_pieces(file), content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=_UNFIT.sub(" ", title) + ending)
    answer.headers["Content-Length"] = str(file.tell())
    answer.call_on_close(file.close)  # also where nobody reads the pieces: HEAD, or somebody who hung up
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
