"""Who brings an opinion, and in whose name."""
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who brings an opinion: a device (with its station), staff (with theirs; none = all), or anyone."""

    device_id: str | None = None
    station_id: str | None = None
    is_staff: bool = False
    stations: frozenset[str] = frozenset()


def claims_place(channel: str, station_id: str | None, popup_id: str | None) -> bool:
    """Whether an opinion says it came from a station or by a channel other than the web: that must be shown."""
    return channel != "web" or station_id is not None or popup_id is not None


def may_claim(sender: Sender, station_id: str | None) -> bool:
    """Whether this sender may bring an opinion in that station's name: a device its own, staff theirs."""
    if sender.device_id is not None:
        return station_id in (None, sender.station_id)
    return sender.is_staff and (not sender.stations or station_id is None or station_id in sender.stations)
