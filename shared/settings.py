"""Settings from the environment: each has a name, a meaning and a check; a bad one stops the start and is named."""
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, unquote, urlsplit

SERVICES = ("intake", "review", "reports", "notify")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class SettingsRefused(Exception):
    """One or more settings are wrong; one sentence for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def setting(parse: Callable[[str], Any], default: Any, about: str) -> Any:
    """Declare a setting: how its text is read, what it is when absent, what it is for."""
    return field(default=default, metadata={"parse": parse, "about": about})


def text(value: str) -> str:
    """Take any one line that is not empty: some of these end up in the head of a letter."""
    if not value.strip():
        raise ValueError("must not be empty")
    if _CONTROL.search(value.strip()):
        raise ValueError("must be one line without control characters")
    return value.strip()


def optional_text(value: str) -> str:
    """Take any text, also none."""
    return value.strip()


def switch(value: str) -> bool:
    """Read 1/0, true/false, yes/no, on/off."""
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in known:
        raise ValueError("must be 1 or 0")
    return known[value.strip().lower()]


def whole(least: int, most: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from *least* to *most*."""

    def read(value: str) -> int:
        if not value.strip().isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return read


def seconds(least: float, most: float) -> Callable[[str], float]:
    """Make a reader of durations in seconds from *least* to *most*."""

    def read(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            raise ValueError(f"must be a number of seconds from {least} to {most}")
        return number

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Make a reader that takes one of *choices*."""

    def read(value: str) -> str:
        if value.strip() not in choices:
            raise ValueError("must be one of " + ", ".join(choices))
        return value.strip()

    return read


def url(*schemes: str) -> Callable[[str], str]:
    """Make a reader of addresses whose scheme is one of *schemes*."""

    def read(value: str) -> str:
        parts = urlsplit(text(value))
        if parts.scheme not in schemes:
            raise ValueError("must be an address that starts with " + " or ".join(f"{s}://" for s in schemes))
        _check_port(parts)
        return value.strip()

    return read


def hosted(*schemes: str) -> Callable[[str], str]:
    """Make a reader of addresses, as ``url`` does, that must name a host."""

    def read(value: str) -> str:
        found = url(*schemes)(value)
        if not urlsplit(found).hostname or " " in found:
            raise ValueError(f"must name a host, as in {schemes[0]}://minyi.example")
        return found

    return read


def database(value: str) -> str:
    """Read the address of a PostgreSQL database or of an SQLite file."""
    found = url("sqlite", "postgresql+psycopg")(value)
    parts = urlsplit(found)
    if parts.scheme == "sqlite" and (parts.netloc or not is_file_name(unquote(parts.path[1:]))):
        raise ValueError("must name a file, as in sqlite:////folder/intake.sqlite")
    return found


def is_file_name(path: str) -> bool:
    """Whether a database can be kept under *path*: a file, there already or not yet."""
    return path not in ("", ":memory:") and not os.path.isdir(path)


def mail_server(value: str) -> str:
    """Read the address of an SMTP server, or none."""
    return hosted("smtp", "smtps")(value) if value.strip() else ""


def ip(value: str) -> str:
    """Read the address of a network interface; the web server takes no names."""
    try:
        return str(ip_address(value.strip()))
    except ValueError:
        raise ValueError("must be an IP address, for example 127.0.0.1") from None


def folder(value: str) -> Path:
    """Read a folder's path and make it absolute; it may be made later, but not where a file stands in the way."""
    try:
        path = Path(text(value)).expanduser().resolve()
        nearest = next(each for each in (path, *path.parents) if each.exists())
    except (OSError, RuntimeError) as error:
        raise ValueError(f"must be a folder that can be reached: {error}") from None
    if not nearest.is_dir():
        raise ValueError(f"must be a folder, but {nearest} is a file")
    return path


def optional_file(value: str) -> str:
    """Read the path of a file that can be read, or none."""
    if value.strip() and not (os.path.isfile(value.strip()) and os.access(value.strip(), os.R_OK)):
        raise ValueError("must be a file that can be read")
    return value.strip()


def optional_token(value: str) -> str:
    """Read a token as an Authorization header can carry it, or none."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]*", value.strip()):
        raise ValueError("must be letters, digits and . _ ~ + / = - only")
    return value.strip()


def _check_port(parts: SplitResult) -> None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("must have a whole number from 1 to 65535 as its port")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every service needs to know. ``NAME`` is read from MINYI_<SERVICE>_NAME, else from MINYI_NAME."""

    service: str
    data: Path = setting(folder, Path("var/data").resolve(), "folder for files, SQLite databases and keys")
    keys: Path | None = setting(folder, None, "folder of key files; default <data>/keys")
    database_url: str = setting(database, "", "default: an SQLite file in the data folder")
    broker_url: str = setting(url("redis", "rediss", "redis+socket", "amqp", "amqps"), "redis://127.0.0.1:6379/0",
                              "Celery's broker")
    mode: str = setting(one_of("embedded", "distributed"), "distributed", "embedded: one machine; relaxes TOTP")
    host: str = setting(ip, "127.0.0.1", "address the web server listens on")
    port: int = setting(whole(1, 65535), 8000, "port the web server listens on")
    processes: int = setting(whole(1, 64), 1, "web server processes")
    threads: int = setting(whole(1, 128), 8, "web server threads per process")
    pool: int = setting(whole(1, 200), 12, "database connections per process")
    public_url: str = setting(hosted("http", "https"), "http://127.0.0.1:8000", "the address people type")
    proxies: int = setting(whole(0, 5), 0, "trusted proxies in front (X-Forwarded-* hops believed)")
    tls_cert: str = setting(optional_file, "", "certificate file, if the web server itself speaks TLS")
    tls_key: str = setting(optional_file, "", "its key file")
    patience: float = setting(seconds(0.2, 86400), 60.0, "seconds before an unacknowledged envelope is sent again")
    relay_pause: float = setting(seconds(0.01, 60), 0.2, "seconds between two looks at the outbox")
    require_totp: bool | None = setting(switch, None, "ask admin, leader and group for a code; default: distributed")
    metrics_token: str = setting(optional_token, "", "bearer token for /metrics from other hosts")
    smtp_url: str = setting(mail_server, "", "smtp://[user:password@]host[:port][?starttls=1] or smtps://…; "
                            "default: .eml files in <data>/mail")
    mail_sender: str = setting(text, "minyi@localhost", "From address of letters")
    log_level: str = setting(one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", "least severe line that is logged")

    @classmethod
    def read(cls, service: str, environ: Mapping[str, str]) -> Self:
        """Read all settings of *service*, or raise SettingsRefused naming every bad one."""
        values, wrong = {}, []
        for item in fields(cls):
            name, found = _find(service, item.name.upper(), environ)
            if found is None or not item.metadata:
                continue
            try:
                values[item.name] = item.metadata["parse"](found)
            except ValueError as error:
                wrong.append(f"{name}{_shown(name, found)} {error} ({item.metadata['about']})")
        if wrong:
            raise SettingsRefused(wrong)
        return cls(service=service, **values)

    def __post_init__(self) -> None:
        """Fill in what follows from other settings."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.data / self.service}.sqlite")
        if self.keys is None:
            object.__setattr__(self, "keys", self.data / "keys")
        if self.require_totp is None:
            object.__setattr__(self, "require_totp", self.mode == "distributed")
        if bool(self.tls_cert) != bool(self.tls_key):
            raise SettingsRefused(["MINYI_TLS_CERT and MINYI_TLS_KEY must be given together"])

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS, so that cookies must be Secure."""
        return self.public_url.startswith("https://")


def _shown(name: str, value: str) -> str:
    """What was given, but for what is or may hold a secret: a token, an address with its password."""
    return "" if "@" in value or name.endswith(("TOKEN", "EMBEDDER_KEY")) else f"={value!r}"


def _find(service: str, name: str, environ: Mapping[str, str]) -> tuple[str, str | None]:
    own = f"MINYI_{service.upper()}_{name}"
    return (own, environ[own]) if own in environ else (f"MINYI_{name}", environ.get(f"MINYI_{name}"))
