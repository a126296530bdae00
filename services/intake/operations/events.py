"""Pop-ups that were set up on a tablet without a network, kept as it told of them."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.intake.domain.popups import window_of
from services.intake.models import Device, Popup
from shared.db import table_of
from shared.rows import Executor, insert_new

POPUPS = table_of(Popup)


def keep_events(session: Executor, device: Device, events: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Keep what is not known yet as pop-ups of the device's station; what is here stays as it is, for staff may have
    written it or changed it."""
    insert_new(session, POPUPS, [_row_of(device, each, now) for each in events])


def _row_of(device: Device, event: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    opens_at, closes_at = window_of(event["opens_at"], event["closes_at"], now)
    return {**event, "opens_at": opens_at, "closes_at": closes_at, "closed_at": None, "station_id": device.station_id,
            "made_by": None, "device_id": device.id, "made_at": now}
