"""The golden files: each event as it travels, with every field filled; ``.bare`` where fields may be null."""
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from shared.contracts import REGISTRY, Event

FOLDER = Path(__file__).parent / "golden"
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Golden:
    """One file: which event it is of, and its body."""

    name: str
    version: int
    is_bare: bool
    body: dict[str, Any]

    @property
    def kind(self) -> type[Event]:
        """The event's class."""
        return REGISTRY[self.name, self.version]

    def __str__(self) -> str:
        return f"{self.name}.v{self.version}{'.bare' if self.is_bare else ''}"


def _read(path: Path) -> Golden:
    bare = path.stem.endswith(".bare")
    name, _, version = path.stem.removesuffix(".bare").rpartition(".v")
    return Golden(name, int(version), bare, json.loads(path.read_text(encoding="utf-8")))


GOLDEN = [_read(path) for path in sorted(FOLDER.iterdir())]
FULL = [each for each in GOLDEN if not each.is_bare]


def fields_of(schema: Schema, body: Any, place: Place = ()) -> Iterator[tuple[Place, fields.Field[Any]]]:
    """Every field of a body with where it stands, those of nested objects too."""
    for name, field in schema.fields.items():
        yield (*place, name), field
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            value = body[name]
            rows = enumerate(value) if isinstance(value, list) else [(None, value)]
            for number, row in rows:
                here = (*place, name) if number is None else (*place, name, number)
                yield from fields_of(inner.schema, row, here)


def touched(body: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    """The body with another value at one place."""
    copy = deepcopy(body)
    parent(copy, place)[place[-1]] = value
    return copy


def parent(body: Any, place: Place) -> Any:
    """The object that holds the field at a place."""
    for step in place[:-1]:
        body = body[step]
    return body
