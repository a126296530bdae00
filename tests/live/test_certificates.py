"""A station's own authority: who trusts it is served over TLS, who does not is not; tablets work offline then."""
import re
import ssl
import stat
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import sync_playwright

from deploy.certificates import NameRefused, make_certificates
from tests.live.machine import Machine
from tests.live.outpost import Outpost
from tests.live.servers import ROOT, wait_until

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
NAMES = ["minyi.test", "127.0.0.1"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Outpost]:
    """Intake behind a certificate for NAMES."""
    made = make_certificates(tmp_path / "keys" / "tls", NAMES, datetime.now(UTC))
    outpost = Outpost(tmp_path, settings={"MINYI_TLS_CERT": str(made.server), "MINYI_TLS_KEY": str(made.key)}).build()
    outpost.settings["MINYI_PUBLIC_URL"] = f"https://minyi.test:{outpost.port}"
    try:
        outpost.start()
        wait_until(lambda: ask(outpost).status_code == 200, 60, "intake answers", pause=0.1)
        yield outpost
    finally:
        outpost.process.end()


def ask(outpost: Outpost, host: str = "127.0.0.1", trusted: bool = True) -> requests.Response:
    """Ask over TLS, by a name; with or without the authority."""
    authority: str | bool = str(outpost.folder / "keys" / "tls" / "ca.pem") if trusted else True
    return requests.get(f"https://{host}:{outpost.port}/api/v1/consultations", timeout=5, verify=authority)


@pytest.mark.live
def test_who_trusts_the_authority_is_served_and_who_does_not_is_not(served: Outpost) -> None:
    assert ask(served).json()["total"] == 1
    with pytest.raises(requests.exceptions.SSLError, match="self-signed|unable to get local issuer"):
        ask(served, trusted=False)
    with pytest.raises(requests.exceptions.SSLError, match="localhost"):
        ask(served, host="localhost")
    authority = served.folder / "keys" / "tls" / "ca.pem"
    shown = requests.get(f"https://127.0.0.1:{served.port}/ca.pem", timeout=5, verify=str(authority))
    assert shown.content == authority.read_bytes() and b"PRIVATE" not in shown.content


@pytest.mark.live
@pytest.mark.browser
def test_a_service_worker_may_be_registered_off_the_machine_itself(served: Outpost) -> None:
    key = x509.load_pem_x509_certificate((served.folder / "keys" / "tls" / "server.pem").read_bytes()).public_key()
    known = b64encode(sha256(key.public_bytes(serialization.Encoding.DER,
                                              serialization.PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            served.folder / "profile", executable_path="/usr/bin/chromium", args=[
                "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP minyi.test 127.0.0.1",
                f"--ignore-certificate-errors-spki-list={known}"])
        page = context.pages[0]
        page.goto(f"https://minyi.test:{served.port}/tablet")
        assert page.evaluate("isSecureContext && 'serviceWorker' in navigator")
        assert page.evaluate("navigator.serviceWorker.ready.then((found) => found.scope)").startswith(
            f"https://minyi.test:{served.port}/tablet")
        context.close()


@pytest.mark.live
def test_the_product_speaks_tls_when_told_to(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data", more=("--tls",))
    try:
        machine.start()
        authority = str(tmp_path / "data" / "keys" / "tls" / "ca.pem")
        assert requests.get(f"https://localhost:{machine.port}/health", timeout=5, verify=authority).status_code == 200
        assert any(f"https://127.0.0.1:{machine.port}" in line for line in machine.said)
    finally:
        machine.stop()


def test_keys_are_the_owners_alone_and_the_authority_is_never_overwritten(tmp_path: Path) -> None:
    first = make_certificates(tmp_path, NAMES, NOW)
    authority, server = first.authority.read_bytes(), first.server.read_bytes()
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ca.key", "server.key")] == [0o600] * 2
    assert make_certificates(tmp_path, NAMES, NOW).server.read_bytes() == server
    other = make_certificates(tmp_path, ["192.168.1.10"], NOW)
    assert (other.authority.read_bytes(), other.server.read_bytes() == server) == (authority, False)


def test_a_certificate_that_ends_soon_is_made_anew(tmp_path: Path) -> None:
    server = make_certificates(tmp_path, NAMES, NOW).server
    before = server.read_bytes()
    make_certificates(tmp_path, NAMES, NOW + timedelta(days=800))
    assert server.read_bytes() != before


@pytest.mark.parametrize("name", ["", "a b", "1.2.3", "-x", "minyi.test/", "古井.例", "*.test"])
def test_a_name_that_is_none_is_refused_with_an_example(tmp_path: Path, name: str) -> None:
    with pytest.raises(NameRefused, match=re.escape("192.168.1.10")):
        make_certificates(tmp_path / "tls", [name], NOW)
    assert not (tmp_path / "tls").exists()


def test_the_key_maker_says_where_they_lie_and_what_to_compare(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.keys", str(tmp_path / "keys")]
    done = subprocess.run([*command, "--tls", *NAMES], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and re.search(r"SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}", done.stdout)
    ssl.create_default_context(cafile=str(tmp_path / "keys" / "tls" / "ca.pem"))
    wrong = subprocess.run([*command, "--tls", "a b"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (wrong.returncode, wrong.stdout.count("Traceback"), "'a b'" in wrong.stderr) == (2, 0, True)
