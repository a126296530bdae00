"""The browser's sealing, built as it is served, against libsodium: what it closes, notify's key opens."""
import json
import subprocess
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey, SealedBox

from shared.ids import new_id
from shared.sealing import PARTS, fingerprint_of

BUILT = Path(__file__).parents[2] / "services" / "intake" / "static" / "dist" / "seal.js"
NODE = Path(sys.executable).parent / "node"
PROGRAM = """
const [address, calls] = process.argv.slice(1);
const client = await import(address);
console.log(JSON.stringify(JSON.parse(calls).map(([name, ...rest]) => {
  try { return client[name](...rest); } catch (error) { return {refused: error.message}; }
})));
"""


def ask_client(*calls: list[Any]) -> list[Any]:
    """Call functions of the built module in Node and give their answers."""
    assert BUILT.exists(), "the client is not built; run: make install"
    command = [str(NODE), "--input-type=module", "-e", PROGRAM, BUILT.as_uri(), json.dumps(calls)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def a_key() -> tuple[PrivateKey, dict[str, str]]:
    """A private key, and its public half as the server gives it."""
    private = PrivateKey.generate()
    public = b64encode(bytes(private.public_key)).decode()
    return private, {"fingerprint": fingerprint_of(public), "public_key": public}


def a_contact(**other: str | None) -> dict[str, str | None]:
    """Someone who wants a letter by e-mail."""
    return dict.fromkeys(PARTS) | {"name": "石小井", "email": "jing@example.org", "channel": "email"} | other


@pytest.mark.parametrize("contact", [
    a_contact(),
    a_contact(name="😀\n\"引号\"\\", address="古井街 1 号" * 60),
    a_contact(name="王", email=None, phone="13800000000", channel="sms", station_id=new_id()),
])
def test_what_the_browser_seals_the_private_key_opens(contact: dict[str, str | None]) -> None:
    private, key = a_key()
    opinion_id = new_id()
    [sealed] = ask_client(["sealContact", key, opinion_id, contact])
    inside = json.loads(SealedBox(private).decrypt(b64decode(sealed, validate=True)))
    assert inside == {"opinion_id": opinion_id, "fingerprint": key["fingerprint"], **contact}


def test_two_seals_of_one_contact_differ_and_hold_no_plain_word() -> None:
    _, key = a_key()
    one, two = ask_client(*[["sealContact", key, new_id(), a_contact()]] * 2)
    assert one != two
    assert b"jing@example.org" not in b64decode(one)


def test_a_key_that_is_not_the_one_named_is_refused() -> None:
    _, key = a_key()
    [answer] = ask_client(["sealContact", key | {"fingerprint": "0" * 16}, new_id(), a_contact()])
    assert "fingerprint" in answer["refused"]


def test_the_withdraw_hash_is_of_the_secrets_text() -> None:
    assert ask_client(["withdrawHash", "s3cret-_"]) == [sha256(b"s3cret-_").hexdigest()]
