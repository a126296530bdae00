"""Answers that cost nothing but a question where the asker has them already."""
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, jsonify, request


def unless_known(tag: str, make: Callable[[], Mapping[str, Any]]) -> Response:
    """What *make* gives, as JSON that may be kept but is asked for again; 304 where *tag* is what the asker has."""
    answer = Response(status=304) if request.if_none_match.contains_weak(tag) else jsonify(make())
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
