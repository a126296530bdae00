"""A certificate authority of one's own, and a server's certificate from it: browsers let an app work without a network
(service workers) only where the connection is known to be safe, and a station's network has no name that the world's
authorities would sign.
"""
import ipaddress
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

OWN_YEARS, SERVER_DAYS, RENEW_DAYS = 10, 820, 60  # browsers refuse a server's certificate of more than 825 days
SKEW = timedelta(days=1)
_HOST = re.compile(r"(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*"
                   r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class NameRefused(Exception):
    """A name that no certificate can be made out for; the sentence says why."""


@dataclass(frozen=True)
class Certificates:
    """Where they lie: the authority's certificate, which devices are to trust, the server's, and its key."""

    authority: Path
    server: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, as devices show it."""
        found = x509.load_pem_x509_certificate(self.authority.read_bytes()).fingerprint(hashes.SHA256())
        return found.hex(":").upper()


def make_certificates(folder: Path, names: Sequence[str], now: datetime) -> Certificates:
    """Make a server's certificate for *names* (hosts and addresses) in *folder*, signed by the authority there, which
    is made if there is none and never overwritten. One that is still good for the same names stays. Raises NameRefused.
    """
    wanted = [_read_name(each) for each in dict.fromkeys(names)]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    if not (made.authority.exists() and (folder / "ca.key").exists()):
        _make_authority(folder, now)
    if not _is_good(made, wanted, now):
        _make_server(folder, wanted, now)
    return made


def _read_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        if _HOST.fullmatch(text) and not re.fullmatch(r"[0-9.]+", text):
            return x509.DNSName(text)
    raise NameRefused(f"{text!r} is neither a host's name nor an address, for example minyi.lan or 192.168.1.10")


def _is_good(made: Certificates, wanted: Sequence[x509.GeneralName], now: datetime) -> bool:
    """Whether the server's certificate names the same and lasts a while."""
    if not (made.server.exists() and made.key.exists()):
        return False
    found = x509.load_pem_x509_certificate(made.server.read_bytes())
    named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_ours = found.issuer == x509.load_pem_x509_certificate(made.authority.read_bytes()).subject
    return is_ours and set(named) == set(wanted) and found.not_valid_after_utc > now + timedelta(days=RENEW_DAYS)


def _make_authority(folder: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    name = _name(f"Minyi local CA {serial:x}"[:40])
    usage = x509.KeyUsage(digital_signature=False, content_commitment=False, key_encipherment=False,
                          data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
                          encipher_only=False, decipher_only=False)
    made = (_begin(name, name, key.public_key(), now, timedelta(days=365 * OWN_YEARS)).serial_number(serial)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True).sign(key, hashes.SHA256()))
    _write(folder / "ca.key", _private(key), 0o600)
    _write(folder / "ca.pem", made.public_bytes(serialization.Encoding.PEM), 0o644)


def _make_server(folder: Path, names: Sequence[x509.GeneralName], now: datetime) -> None:
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    signer = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise NameRefused(f"{folder / 'ca.key'} is not a key of ours; move it and ca.pem away to have new ones made")
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = (_begin(_name("Minyi"), authority.subject, key.public_key(), now, timedelta(days=SERVER_DAYS))
            .serial_number(x509.random_serial_number())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(issuer, critical=False).sign(signer, hashes.SHA256()))
    _write(folder / "server.key", _private(key), 0o600)
    _write(folder / "server.pem", made.public_bytes(serialization.Encoding.PEM), 0o644)


def _begin(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime,
           lasts: timedelta) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
            .not_valid_before(now - SKEW).not_valid_after(now - SKEW + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.rename(path)
