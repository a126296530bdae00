"""A log that only grows: each line is sealed with the line before it, so that tampering shows (law 8)."""
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Line:
    """Who did what and when; ``what`` is JSON text."""

    box_id: str
    seq: int
    opening_id: str | None
    act: str
    who: str
    who_name: str
    at: datetime
    what: str


def write_facts(facts: Mapping[str, Any]) -> str:
    """The facts of a step as JSON text, always the same for the same facts."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal_line(before: str, line: Line) -> str:
    """The digest of *line* after the line whose digest is *before* ("" for the first)."""
    facts = asdict(line) | {"at": line.at.astimezone(UTC).isoformat(timespec="microseconds")}
    return sha256(f"{before}\n{write_facts(facts)}".encode()).hexdigest()


def find_break(lines: Sequence[tuple[Line, str]], steps: int, head: str) -> int | None:
    """The number of the first line that is not as it was written, given each with its digest, how many there should be
    and the digest of the last; None if all is well."""
    before = ""
    for expected, (line, digest) in enumerate(lines, start=1):
        if line.seq != expected or seal_line(before, line) != digest:
            return expected
        before = digest
    return None if (len(lines), before) == (steps, head) else len(lines) + 1
