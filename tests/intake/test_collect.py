"""The settings that a Collect phone scans."""
import json
import re
import zlib
from base64 import b64decode

import pytest
import zxingcpp
from PIL import Image, ImageOps
from segno import make

from services.intake.collect import payload_of, settings_of
from tests.house import House
from tests.intake.phones import a_phone

URL = "https://minyi.example"
# of those used here, the keys and kinds of values in Collect's client-settings.schema.json, and its choices
KNOWN = {
    "general": {"server_url": str, "form_update_mode": str, "autosend": str, "app_language": str, "font_size": str},
    "admin": {"access_settings": bool, "change_server": bool, "edit_saved": bool, "delete_saved": bool},
    "project": {"name": str, "icon": str, "color": str}}
CHOICES = {"form_update_mode": ("manual", "previously_downloaded", "match_exactly"),
           "font_size": ("13", "17", "21", "25", "29"),
           "autosend": ("off", "wifi_only", "cellular_only", "wifi_and_cellular")}


@pytest.mark.parametrize("url", [URL, URL + "/"])
def test_the_settings_have_the_keys_that_collect_knows(url: str) -> None:
    """Each of the kind it expects; the token stands in the address."""
    settings = settings_of(url, "token-1", "一号手机")
    assert {part: {name: type(value) for name, value in values.items()} for part, values in settings.items()} == KNOWN
    assert all(settings["general"][name] in values for name, values in CHOICES.items())
    assert settings["general"]["server_url"] == f"{URL}/openrosa/token-1"
    assert re.fullmatch(r"#[0-9a-f]{6}", settings["project"]["color"]) and len(settings["project"]["icon"]) == 1


def test_the_code_reads_as_the_settings() -> None:
    """By another library than drew it: base64, zlib, JSON."""
    settings, code = settings_of(URL, "t" * 43, "井边的手机"), make(
        payload_of(settings_of(URL, "t" * 43, "井边的手机")), micro=False, error="l")
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix]
    small = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    picture = small.resize((len(rows) * 4,) * 2, Image.Resampling.NEAREST)
    [read] = zxingcpp.read_barcodes(ImageOps.expand(picture, 16, 255))
    assert json.loads(zlib.decompress(b64decode(read.text, validate=True))) == settings
    assert int(code.version) <= 13


def test_only_a_collect_phone_is_given_settings(house: House) -> None:
    """In the answer of the API; on the page it is a picture beside the token."""
    phone, admin = a_phone(house), house.bearer("admin")
    for kind, given in (("collect", True), ("tablet", False)):
        body = {"name": "二号", "kind": kind}
        made = house.client("intake").post(f"/api/v1/stations/{phone.station}/devices", headers=admin, json=body).json
        assert bool(made["collect_settings"]) is given
        if given:
            assert made["collect_settings"]["general"]["server_url"].endswith(f"/openrosa/{made['token']}")
