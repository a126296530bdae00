"""What a newly enrolled phone is told, if Collect runs on it."""
from typing import Any

from services.intake.collect import settings_of
from services.intake.models import Device
from shared.web.doors import site


def collect_settings(device: Device, token: str) -> dict[str, Any] | None:
    """Collect's settings; None for other kinds of device."""
    return settings_of(site().settings.public_url, token, device.name) if device.kind == "collect" else None
