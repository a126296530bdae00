"""Tokens, passwords, codes, seals, receipts, settings: what is wrong by one bit is refused."""
import base64
import json
from datetime import timedelta
from pathlib import Path

import jwt
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from deploy.keys import add_parcel_key, make_keys
from shared.identity import Identity, check_password, hash_password, matching_step, read_token, sign_token
from shared.ids import ALPHABET, new_id, read_receipt, receipt_of
from shared.keyring import Keyring, KeysRefused, load_keyring
from shared.sealing import fingerprint_of, seal_contact
from shared.settings import Settings, SettingsRefused
from tests.builders import NOON

WHO = Identity(account_id=new_id(), name="某某", roles=frozenset({"officer"}), stations=frozenset({"s"}))


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    """Review's keys."""
    make_keys(tmp_path)
    return load_keyring("review", tmp_path)


def test_a_token_with_one_bit_changed_is_refused(keys: Keyring) -> None:
    """Every bit of header, payload and signature."""
    token, _ = sign_token(keys.token_private, WHO, NOON)
    identity = read_token(keys.token_public, token, NOON)
    assert identity is not None and identity.account_id == WHO.account_id and identity.roles == WHO.roles
    parts = token.split(".")
    for which, part in enumerate(parts):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        for bit in range(8 * len(raw)):
            changed = bytearray(raw)
            changed[bit // 8] ^= 1 << bit % 8
            touched = [*parts[:which], base64.urlsafe_b64encode(changed).decode().rstrip("="), *parts[which + 1 :]]
            assert read_token(keys.token_public, ".".join(touched), NOON) is None


def test_a_token_with_one_character_changed_is_refused(keys: Keyring) -> None:
    """Every bit of every character as it is sent, the last one's unused bits too: one token, one spelling."""
    token, _ = sign_token(keys.token_private, WHO, NOON)
    taken = []
    for place in range(len(token)):
        for bit in range(8):
            changed = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
            if read_token(keys.token_public, changed, NOON) is not None:
                taken.append((place - len(token), bit))
    assert taken == []


def test_a_token_ends_and_other_algorithms_are_refused(keys: Keyring) -> None:
    """After eight hours; "none" and a shared secret are no signatures."""
    token, ends = sign_token(keys.token_private, WHO, NOON)
    assert ends == NOON + timedelta(hours=8)
    assert read_token(keys.token_public, token, ends) is None
    claims = jwt.decode(token, options={"verify_signature": False})
    unsigned = jwt.encode(claims, "", algorithm="none")
    shared = jwt.encode(claims, "x" * 40, algorithm="HS256")
    assert [read_token(keys.token_public, each, NOON) for each in (unsigned, shared, "a.b.c", "")] == [None] * 4


def test_passwords_are_argon2id_and_codes_have_one_step() -> None:
    """OWASP's minimum stands in the hash; a code of a minute ago no longer counts."""
    hashed = hash_password("long enough")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(hashed, "long enough") and not check_password(hashed, "Long enough")
    assert not check_password("no hash", "x")
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(NOON)
    assert matching_step(secret, code, NOON) == matching_step(secret, code, NOON + timedelta(seconds=30))
    assert matching_step(secret, code, NOON + timedelta(seconds=90)) is None


def test_a_sealed_contact_opens_with_the_private_key_alone() -> None:
    """The opinion and the key's fingerprint stand inside."""
    private = PrivateKey.generate()
    public = base64.b64encode(bytes(private.public_key)).decode()
    sealed = seal_contact(public, "o-1", {"email": "a@example.org", "channel": "email"})
    inside = SealedBox(private).decrypt(base64.b64decode(sealed)).decode()
    assert "a@example.org" in inside and "o-1" in inside and fingerprint_of(public) in inside
    assert "a@example.org" not in sealed


@given(st.uuids(), st.integers(0, 13), st.sampled_from(ALPHABET))
def test_a_receipt_with_one_wrong_character_is_none(id_: object, place: int, wrong: str) -> None:
    """Every single slip is caught; lookalikes, spaces and case are read as meant."""
    receipt = receipt_of(str(id_))
    bare = receipt.replace("-", "")
    assert read_receipt(f" {bare.lower().replace('0', 'o').replace('1', 'l')} ") == receipt
    touched = bare[:place] + wrong + bare[place + 1 :]
    assert read_receipt(touched) == (receipt if touched == bare else None)


def test_ids_are_version_seven_and_rise() -> None:
    """Time first, so that indexes grow at one end."""
    ids = [new_id() for _ in range(3)]
    assert all(id_[14] == "7" and id_[19] in "89ab" for id_ in ids)
    assert ids[0][:8] <= ids[1][:8] <= ids[2][:8]


def test_every_bad_setting_is_named_and_no_password_shown() -> None:
    """All at once, each with what it should be."""
    environ = {"MINYI_PORT": "eighty", "MINYI_INTAKE_PATIENCE": "-1", "MINYI_MODE": "both", "MINYI_THREADS": "0",
               "MINYI_DATABASE_URL": "mysql://someone:secret@host/db"}
    with pytest.raises(SettingsRefused) as refused:
        Settings.read("intake", environ)
    text = "\n".join(refused.value.sentences)
    for name in environ:
        assert name in text
    assert "secret" not in text and len(refused.value.sentences) == len(environ)


def test_a_services_own_setting_wins() -> None:
    """MINYI_INTAKE_PORT before MINYI_PORT; defaults follow the mode."""
    settings = Settings.read("intake", {"MINYI_PORT": "1", "MINYI_INTAKE_PORT": "2", "MINYI_DATA": "/tmp/x"})
    assert (settings.port, settings.require_totp, settings.secure) == (2, True, False)
    assert settings.database_url == "sqlite:////tmp/x/intake.sqlite"
    assert not Settings.read("intake", {"MINYI_MODE": "embedded"}).require_totp


def test_missing_keys_are_one_sentence(tmp_path: Path) -> None:
    """The sentence says which file and how to make it; made keys are never overwritten and are the owner's alone."""
    with pytest.raises(KeysRefused, match="deploy.keys"):
        load_keyring("intake", tmp_path)
    assert make_keys(tmp_path) and not make_keys(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.json")} == {0o600}
    (tmp_path / "intake.json").write_text("{")
    with pytest.raises(KeysRefused, match="intake.json"):
        load_keyring("intake", tmp_path)
    assert load_keyring("notify", tmp_path).contact_private and not load_keyring("review", tmp_path).contact_private


def test_a_key_folder_of_before_gets_a_parcel_key_and_keeps_all_others(tmp_path: Path) -> None:
    """Once; and nothing is made where intake's keys lie on another host."""
    make_keys(tmp_path)
    whole = json.loads((tmp_path / "intake.json").read_text())
    old = {name: value for name, value in whole.items() if not name.startswith("parcel")}
    (tmp_path / "intake.json").write_text(json.dumps(old))
    others = {path: path.read_bytes() for path in tmp_path.glob("*.json") if path.name != "intake.json"}
    assert add_parcel_key(tmp_path) and not add_parcel_key(tmp_path) and not make_keys(tmp_path)
    mended = json.loads((tmp_path / "intake.json").read_text())
    assert mended.items() > old.items() and mended["parcel_current"] in mended["parcel_private"]
    assert others == {path: path.read_bytes() for path in others}
    (tmp_path / "intake.json").unlink()
    assert not add_parcel_key(tmp_path)
