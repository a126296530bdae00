"""What a parcel's header says of the events that its opinions name; none of it is worth an opinion."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from services.intake.operations.parcels import Damaged, Judged
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
    if said is None:
        return Events([], [])
    told = _by_name(said)
    read = [_read(told[name]) for name in _named_by(judged) & set(told)]
    kept = [each for each in read if each is not None]
    is_whole = isinstance(said, list) and len(told) == len(said) and len(kept) == len(read)
    return Events(kept, [] if is_whole else [NOT_KEPT])


def _by_name(said: Any) -> dict[str, dict[str, Any]]:
    """What is told of each event, as far as it has a name."""
    told = [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []
    return {each["id"]: each for each in told if isinstance(each.get("id"), str)}


def _named_by(judged: Sequence[Judged]) -> set[str]:
    """The pop-ups that what came names, also where a clerk must look at it first."""
    named = [each.raw.get("popup_id") for each in judged if not isinstance(each, Damaged)]
    return {each for each in named if isinstance(each, str)}


def _read(event: dict[str, Any]) -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = EVENT.load(event)
    except ValidationError:
        return None
    return read
