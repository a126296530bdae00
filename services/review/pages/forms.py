"""A page's form holds the fields of several acts; each act loads its own."""
from typing import Any

from flask import request
from marshmallow import Schema

from shared.web.bodies import load_values

LISTS = ("opinion_ids", "suggestion_ids", "near", "picked")


def load_part(schema: Schema) -> dict[str, Any]:
    """Load the fields that *schema* knows; empty ones count as absent. Raises Invalid with each field named."""
    values: dict[str, Any] = {}
    for name in schema.fields:
        found = [each for each in request.form.getlist(name) if each.strip()]
        if found:
            values[name] = found if name in LISTS else found[0]
    return load_values(schema, values)
