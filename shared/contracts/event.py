"""What every event has: a wire name, a version, one who may say it, those who hear it, a strict schema."""
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

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
    reader: ClassVar[Strict]
    revision: int

    def __init_subclass__(cls) -> None:
        """Enter every named event in the registry, with one schema object: making one costs more than using it."""
        cls.reader = cls.schema()
        if cls.name:
            REGISTRY[cls.name, cls.version] = cls

    def write(self) -> str:
        """The body as it travels: JSON text, moments as RFC 3339 text; the hearer's schema checks it."""
        return orjson.dumps(self.__dict__).decode()

    def row(self) -> dict[str, Any]:
        """The body as Python values, for a hearer's table."""
        return dict(self.__dict__)


def read_event(name: str, version: int, body: str) -> Event:
    """Turn a received body (JSON text) into its event; raises Unknown or marshmallow's ValidationError."""
    kind = REGISTRY.get((name, version))
    if kind is None:
        raise Unknown(f"{name} version {version}")
    return kind(**kind.reader.load(orjson.loads(body)))
