"""Settings that look right and are not: the start is refused in one sentence that names the setting."""
import os
from pathlib import Path

import pytest

from deploy.keys import make_keys
from shared.settings import Settings, SettingsRefused
from tests.storms.test_commands import refused, run

ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's address, so nothing can be listened on
BAD = (
    ("DATABASE_URL", "postgresql+psycopg://u:secret@h:abc/db"), ("DATABASE_URL", "postgresql+psycopg://[h/db"),
    ("DATABASE_URL", "sqlite://"), ("DATABASE_URL", "sqlite:///:memory:"), ("DATABASE_URL", "sqlite://host/x.sqlite"),
    ("DATABASE_URL", f"sqlite:///{os.sep}"), ("BROKER_URL", "redis://127.0.0.1:abc/0"),
    ("BROKER_URL", "redis://127.0.0.1:0/0"), ("BROKER_URL", "redis://127.0.0.1:99999/0"), ("HOST", "localhost"),
    ("HOST", "a b"), ("HOST", "1.2.3"), ("PUBLIC_URL", "http://"), ("PUBLIC_URL", "http://a b/"),
    ("PUBLIC_URL", "https:///path"), ("PUBLIC_URL", "http://[::1"), ("SMTP_URL", "smtp://"),
    ("SMTP_URL", "smtp://host:abc"), ("MAIL_SENDER", "a@b\nBcc: c@d"), ("MAIL_SENDER", "a@b\0"),
    ("DATA", "~nobody-has-this-name/x"), ("DATA", "a" * 5000), ("TLS_CERT", "/nowhere.pem"), ("TLS_KEY", os.sep),
    ("METRICS_TOKEN", "秘密secret"), ("METRICS_TOKEN", "a secret token"),
    ("PORT", "9" * 5000), ("PORT", "-1"), ("PATIENCE", "1e999"))


@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{name}-{number}" for number, (name, _) in enumerate(BAD)])
def test_what_only_looks_like_a_setting_is_refused(name: str, value: str) -> None:
    """When it is read, not in the middle of the work; a password is not shown."""
    with pytest.raises(SettingsRefused) as found:
        Settings.read("intake", {f"MINYI_{name}": value})
    (sentence,) = found.value.sentences
    assert sentence.startswith(f"MINYI_{name}") and "secret" not in sentence


@pytest.mark.parametrize("name", ["DATA", "KEYS"])
def test_a_file_is_no_folder(tmp_path: Path, name: str) -> None:
    """Nor is what would lie inside a file."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SettingsRefused, match=f"MINYI_{name}"):
            Settings.read("intake", {f"MINYI_{name}": str(path)})


@pytest.mark.parametrize(("name", "value"), [
    ("DATABASE_URL", "sqlite:////nowhere/yet/x.sqlite"), ("DATABASE_URL", "postgresql+psycopg://u@/db?host=/run"),
    ("DATABASE_URL", "postgresql+psycopg:///db"), ("BROKER_URL", "redis+socket:///run/broker.sock"), ("HOST", "::1"),
    ("HOST", "0.0.0.0"), ("PUBLIC_URL", "https://[::1]:8443/x"), ("SMTP_URL", "smtps://u:p@h:465?starttls=1"),
    ("SMTP_URL", ""), ("TLS_CERT", ""), ("MAIL_SENDER", "民意直通车 <minyi@localhost>")])
def test_what_is_a_setting_is_taken(name: str, value: str) -> None:
    """As it stands."""
    assert getattr(Settings.read("intake", {f"MINYI_{name}": value}), name.lower()) == value


def test_serving_without_keys_is_one_sentence(tmp_path: Path) -> None:
    """Said once, not by each worker of the web server."""
    refused(run("services.intake", "serve", MINYI_DATA=str(tmp_path), MINYI_HOST=ELSEWHERE), "keys")


def test_an_address_that_is_not_here_is_named(tmp_path: Path) -> None:
    """So is one that is taken."""
    make_keys(tmp_path / "keys")
    refused(run("services.intake", "serve", MINYI_DATA=str(tmp_path), MINYI_HOST=ELSEWHERE), "MINYI_HOST")


def test_a_certificate_that_is_none_is_named(tmp_path: Path) -> None:
    """Its content is looked at before anybody is served."""
    make_keys(tmp_path / "keys")
    (tmp_path / "cert.pem").write_text("no certificate")
    path = str(tmp_path / "cert.pem")
    refused(run("services.intake", "serve", MINYI_DATA=str(tmp_path), MINYI_PORT="8791", MINYI_TLS_CERT=path,
                MINYI_TLS_KEY=path), "MINYI_TLS_CERT")


@pytest.mark.parametrize("verb", ["migrate", "parked"])
def test_a_database_that_is_away_is_one_sentence(tmp_path: Path, verb: str) -> None:
    """Without the password."""
    make_keys(tmp_path / "keys")
    address = f"postgresql+psycopg://u:geheim@/db?host={tmp_path}"  # no server has its socket there
    done = run("services.intake", verb, MINYI_DATA=str(tmp_path), MINYI_DATABASE_URL=address)
    refused(done, "MINYI_DATABASE_URL")
    assert "geheim" not in done.stderr
