"""The settings a Collect phone takes from a QR code: server, language, large type, and what its user cannot change."""
import json
import zlib
from base64 import b64encode
from typing import Any

import segno

# What is not named is Collect's default: each name makes the code finer and harder to scan.
GENERAL = {"form_update_mode": "match_exactly", "autosend": "wifi_and_cellular", "app_language": "zh",
           "font_size": "25"}
LOCKED = ("access_settings", "change_server", "edit_saved", "delete_saved")
COLOUR = "#a4262c"


def settings_of(public_url: str, token: str, name: str) -> dict[str, Any]:
    """Collect's settings for one device. Nothing that was finished can be changed on it: an edit would be another body
    under the same instance."""
    server = f"{public_url.rstrip('/')}/openrosa/{token}"
    return {"general": {"server_url": server, **GENERAL},
            "admin": dict.fromkeys(LOCKED, False),
            "project": {"name": name, "icon": "民", "color": COLOUR}}


def payload_of(settings: dict[str, Any]) -> str:
    """What stands in the QR code: JSON, deflated with zlib's head, in base64 without line breaks."""
    return b64encode(zlib.compress(json.dumps(settings, ensure_ascii=False).encode(), 9)).decode()


def code_of(settings: dict[str, Any]) -> str:
    """The QR code as an SVG that can stand in a page."""
    code = segno.make(payload_of(settings), micro=False, error="l")
    drawn: str = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return drawn
