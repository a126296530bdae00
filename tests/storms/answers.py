"""What every refusal looks like, whatever was asked."""
import json
from collections.abc import Mapping

MARKS = (b"Traceback (most recent call last)", b'File "', b"sqlalchemy", b"werkzeug.exceptions")
FIELDS = {"type", "title", "status", "detail", "errors", "request_id"}


def look_at(asked: str, status: int, headers: Mapping[str, str], content: bytes | None) -> None:
    """Never a fault of ours, never a trace of our code; a refusal is problem+json with all its fields."""
    body = content or b""
    assert status < 500, (asked, status, body[:600])
    assert not [mark for mark in MARKS if mark in body], (asked, body[:600])
    kinds = [value for name, value in headers.items() if name.lower() == "content-type"]
    if status >= 400 and body:
        kind = "".join(kinds[0])  # a client may give a header's values as a list
        assert "application/problem+json" in kind, (asked, status, kind, body[:300])
        problem = json.loads(body)
        assert problem.keys() >= FIELDS and problem["status"] == status, (asked, problem)
        assert problem["title"] and problem["detail"], (asked, problem)
