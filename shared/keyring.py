"""The keys a service holds: its own private ones, and everybody's public ones.

A key folder holds ``public.json`` (the same on every host) and one ``<service>.json`` per service that runs there.
``deploy/keys.py`` makes them. All values are base64 but the token keys, which are PEM.
"""
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class KeysRefused(Exception):
    """A key file is missing or wrong; the sentence says which."""


@dataclass(frozen=True, kw_only=True)
class Keyring:
    """One service's view of the keys."""

    service: str
    signing: str
    secret: str
    verify: dict[str, str]
    token_public: str
    contact_keys: dict[str, str]
    contact_current: str
    token_private: str = ""
    contact_private: dict[str, str] = field(default_factory=dict)
    pepper: str = ""
    parcel_private: dict[str, str] = field(default_factory=dict)
    parcel_current: str = ""


def load_keyring(service: str, folder: Path) -> Keyring:
    """Read *service*'s keys from *folder*, or raise KeysRefused."""
    public, own = _read(folder / "public.json"), _read(folder / f"{service}.json")
    try:
        return Keyring(
            service=service, signing=own["signing"], secret=own["secret"], verify=public["verify"],
            token_public=public["token_public"], contact_keys=public["contact_keys"],
            contact_current=public["contact_current"], token_private=own.get("token_private", ""),
            contact_private=own.get("contact_private", {}), pepper=own.get("pepper", ""),
            parcel_private=own.get("parcel_private", {}), parcel_current=own.get("parcel_current", ""))
    except KeyError as missing:
        raise KeysRefused(f"{folder}: the key files lack {missing}; make them with python -m deploy.keys") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        raise KeysRefused(f"{path} is missing; make the keys with python -m deploy.keys {path.parent}") from None
    except (OSError, ValueError) as error:
        raise KeysRefused(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise KeysRefused(f"{path} does not hold a JSON object")
    return found
