"""What every event has: a wire name, a version, one who may say it, those who hear it, a strict schema."""
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from shared.schemas import Strict

REGISTRY: dict[tuple[str, int], type["Event"]] = {}


class Unknown(Exception):
    """An envelope names an event, or a version of one, that this service does not know."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that has happened. ``revision`` rises per aggregate: the highest states the whole current fact."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    source: ClassVar[str] = ""
    hearers: ClassVar[tuple[str, ...]] = ()
    schema: ClassVar[type[Strict]] = Strict
    revision: int

    def __init_subclass__(cls) -> None:
        """Enter every named event in the registry."""
        if cls.name:
            REGISTRY[cls.name, cls.version] = cls

    def dump(self) -> dict[str, Any]:
        """The body as it travels: JSON values only, moments as RFC 3339 text; the hearer's schema checks it."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in self.__dict__.items()}

    def row(self) -> dict[str, Any]:
        """The body as Python values, for a hearer's table."""
        return dict(self.__dict__)


def read_event(name: str, version: int, body: str) -> Event:
    """Turn a received body (JSON text) into its event; raises Unknown or marshmallow's ValidationError."""
    kind = REGISTRY.get((name, version))
    if kind is None:
        raise Unknown(f"{name} version {version}")
    return kind(**_reader(kind).load(json.loads(body)))


_READERS: dict[type[Event], Strict] = {}


def _reader(kind: type[Event]) -> Strict:
    """One schema object per event: making one costs more than using it."""
    if kind not in _READERS:
        _READERS[kind] = kind.schema()
    return _READERS[kind]
