"""Make the keys of an installation: python -m deploy.keys FOLDER [--tls NAME…]. Existing keys are never overwritten; a
folder of an older version gets what has been added since."""
import argparse
import json
import os
import secrets
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from deploy.certificates import NameRefused, make_certificates
from shared.sealing import fingerprint_of
from shared.settings import SERVICES


def make_keys(folder: Path) -> bool:
    """Write public.json and one file per service (mode 0600) into *folder*; False if they are there already (then only
    the parcel key is added, where an older version made none)."""
    if (folder / "public.json").exists():
        add_parcel_key(folder)
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    signing = {name: SigningKey.generate() for name in SERVICES}
    private: dict[str, dict[str, Any]] = {
        name: {"signing": _text(bytes(key)), "secret": secrets.token_urlsafe(32)} for name, key in signing.items()}
    token_private, token_public = _token_keys()
    private["review"]["token_private"] = token_private
    contact = PrivateKey.generate()
    contact_public = _text(bytes(contact.public_key))
    fingerprint = fingerprint_of(contact_public)
    private["intake"] |= _parcel_key()
    private["notify"] |= {"contact_private": {fingerprint: _text(bytes(contact))}, "pepper": secrets.token_urlsafe(32)}
    for name, content in private.items():
        _write(folder / f"{name}.json", content)
    _write(folder / "public.json", {
        "verify": {name: _text(bytes(key.verify_key)) for name, key in signing.items()}, "token_public": token_public,
        "contact_keys": {fingerprint: contact_public}, "contact_current": fingerprint})
    return True


def add_parcel_key(folder: Path) -> bool:
    """Give intake's key file the key that tablets seal to, if it has none; the file may lie on another host."""
    path = folder / "intake.json"
    own: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"parcel_private": {}}
    if "parcel_private" in own:
        return False
    _write(path, own | _parcel_key())
    return True


def _parcel_key() -> dict[str, Any]:
    key = PrivateKey.generate()
    fingerprint = fingerprint_of(_text(bytes(key.public_key)))
    return {"parcel_private": {fingerprint: _text(bytes(key))}, "parcel_current": fingerprint}


def _token_keys() -> tuple[str, str]:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write whole or not at all, readable by the owner alone; public.json comes last and marks the set complete."""
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=2)
    draft.rename(path)


def main(arguments: list[str]) -> int:
    """Make keys in the folder named on the command line; with --tls also a server's certificate for these names."""
    parser = argparse.ArgumentParser(prog="python -m deploy.keys", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tls", nargs="+", metavar="NAME", default=[], help="hosts and addresses people type")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    added = add_parcel_key(folder)
    made = make_keys(folder)
    print(f"keys {'written to' if made else 'were already in'} {folder}{'; the parcel key was added' if added else ''}")
    return _certify(folder / "tls", options.tls) if options.tls else 0


def _certify(folder: Path, names: list[str]) -> int:
    try:
        made = make_certificates(folder, names, datetime.now(UTC))
    except NameRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    print(f"MINYI_TLS_CERT={made.server}\nMINYI_TLS_KEY={made.key}\n"
          f"devices are to trust {made.authority} (also at /ca.pem), SHA-256 {made.fingerprint}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
