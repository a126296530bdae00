"""What a parcel's header says of the events that its opinions name; none of it is worth an opinion."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from services.intake.operations.parcels import Judged
from services.intake.schemas.parcels import EventSchema

EVENT = EventSchema()
NOT_KEPT = "平板上登记的流动工作站点有的不合规定，没有收下；意见照常收下，请在“流动工作站点”页核对。"


@dataclass(frozen=True)
class Events:
    """The events to keep, and what is to be said of the others."""

    kept: Sequence[dict[str, Any]]
    notes: Sequence[str]


def read_events(said: Any, judged: Sequence[Judged]) -> Events:
    """Judge each event that an opinion in the parcel names; what no opinion names is passed over."""
    told = said if isinstance(said, list) else []
    named = {name for each in judged if isinstance(name := getattr(each, "raw", {}).get("popup_id"), str)}
    names = [each.get("id") if isinstance(each, dict) else None for each in told]
    read = {name: _read(each) for name, each in zip(names, told, strict=True) if isinstance(name, str)
            and name in named}
    kept = [each for each in read.values() if each is not None]
    is_odd = said not in (None, told) or not all(isinstance(name, str) for name in names) or len(kept) < len(read)
    return Events(kept, [NOT_KEPT] if is_odd else [])


def _read(event: dict[str, Any]) -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = EVENT.load(event)
    except ValidationError:
        return None
    return read
