"""Going from one page to the next, and reading the query."""
from typing import Any

from flask import Response, redirect, request
from marshmallow import Schema

from shared.refusals import Invalid
from shared.web.bodies import load_values

Answer = str | Response | tuple[str, int]


def go(path: str) -> Response:
    """See another page (303)."""
    answer = redirect(path, 303)
    return Response(answer.get_data(), answer.status_code, headers=dict(answer.headers))


def read_query(schema: Schema) -> dict[str, Any]:
    """The query's known parts, empty ones left out; what is wrong in it counts as not given."""
    given = {name: value for name, value in request.args.items() if name in schema.fields and value.strip()}
    try:
        return load_values(schema, given)
    except Invalid as wrong:
        return load_values(schema, {name: value for name, value in given.items() if name not in wrong.errors})
