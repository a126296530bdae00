"""What the lists have in common: filters that stay, export as a spreadsheet."""
import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, request, session
from marshmallow import Schema

from services.review.spreadsheet import Columns, Row, Workbook
from shared.web.bodies import load_values
from shared.web.doors import site

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLEAR = "all"


def read_filters(name: str, schema: type[Schema]) -> dict[str, Any]:
    """The filters of a list: those that are asked for, else those of the last time; ``?all=1`` clears them. They stay
    with the browser until they are changed."""
    asked = {key: value for key, value in request.args.items() if key in schema().fields}
    if not asked and CLEAR not in request.args:
        asked = session.get("filters", {}).get(name, {})
    values = load_values(schema(unknown="exclude"), asked)
    kept = {key: value for key, value in asked.items() if value and key != "page"}
    session["filters"] = session.get("filters", {}) | {name: kept}
    return values


def is_filtered(query: dict[str, Any]) -> bool:
    """Whether anything but the page is asked for."""
    return any(value for key, value in query.items() if key != "page")


def answer_sheet(name: str, columns: Columns, rows: Iterable[Row]) -> Response:
    """A list as a spreadsheet to be saved."""
    file = io.BytesIO()
    book = Workbook(file, name, site().now())
    book.add(name, columns, rows)
    book.close()
    answer = Response(file.getvalue(), content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
