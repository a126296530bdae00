"""python -m deploy.embedded [--port 8000] [--data var/data] [--sample full|none] [--tls [--host NAME]]: all of Minyi,
here, now."""
import argparse
import fcntl
import logging
import os
import secrets
import signal
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType

from deploy.certificates import NameRefused, make_certificates
from deploy.embedded.broker import BrokerMissing, broker_command, broker_url
from deploy.embedded.parts import SERVICES, run_web, run_worker
from deploy.embedded.supervisor import Supervisor
from deploy.keys import make_keys
from services.intake.ocr import is_installed
from shared.db import Database
from shared.keyring import KeysRefused
from shared.migrate import upgrade
from shared.settings import SettingsRefused

READY_SECONDS = 60.0
HERE = ("127.0.0.1", "localhost")
TRUSTED = "REQUESTS_CA_BUNDLE"  # whom the sample's player trusts


class CannotStart(Exception):
    """The product cannot start; the sentence says why and what to do."""


def main(arguments: Sequence[str]) -> int:
    """Start everything, play the sample into an empty data folder, serve until Ctrl-C."""
    options = _parser().parse_args(arguments)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _interrupt)  # also where a shell has started us in the background, deaf to Ctrl-C
    try:
        environ = prepare(options.data.resolve(), options.port)
        if options.tls:
            environ |= secure(options.data.resolve(), options.port, options.host)
        elif options.host:
            raise CannotStart("HOST opens Minyi to the network, which needs TLS: make run TLS=1 HOST=…")
        with _alone(options.data.resolve()):
            return _run(environ, options)
    except (CannotStart, BrokerMissing, KeysRefused, SettingsRefused) as refused:
        print(refused, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def prepare(data: Path, port: int) -> dict[str, str]:
    """Make the data folder and the keys, and say in the environment how all parts are configured."""
    data.mkdir(parents=True, exist_ok=True)
    make_keys(data / "keys")
    environ = {"MINYI_MODE": "embedded", "MINYI_BROKER_URL": broker_url(data), "MINYI_LOG_LEVEL": "WARNING",
               "MINYI_PUBLIC_URL": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"} | os.environ
    return environ | {"MINYI_DATA": str(data), "MINYI_PORT": str(port)}


def secure(data: Path, port: int, host: str) -> dict[str, str]:
    """Make certificates for *host* and this machine; with a host, all its network may come in."""
    try:
        made = make_certificates(data / "keys" / "tls", [*filter(None, [host]), *HERE], datetime.now(UTC))
    except NameRefused as refused:
        raise CannotStart(f"HOST: {refused}") from None
    shown = f"[{host}]" if ":" in host else host or HERE[0]
    return {"MINYI_TLS_CERT": str(made.server), "MINYI_TLS_KEY": str(made.key),
            "MINYI_HOST": "0.0.0.0" if host else HERE[0], "MINYI_PUBLIC_URL": f"https://{shown}:{port}",
            TRUSTED: str(made.authority)}


def start(environ: dict[str, str]) -> Supervisor:
    """Bring the databases to the newest form and start broker, workers and web; returns when the web answers."""
    data = Path(environ["MINYI_DATA"])
    supervisor = Supervisor(data / "log", environ)
    _check_port(int(environ["MINYI_PORT"]))
    try:
        _migrate(environ)
        if environ["MINYI_BROKER_URL"] == broker_url(data):
            supervisor.start_program("broker", broker_command(data))
        os.environ.update(environ)
        supervisor.start("post", partial(run_worker, ["post"]))
        supervisor.start("slow", partial(run_worker, ["slow"]))
        if is_installed():
            supervisor.start("ocr", partial(run_worker, ["ocr"]))
        supervisor.start("web", run_web)
        _await_ready(supervisor, environ)
    except BaseException:
        supervisor.stop()
        raise
    return supervisor


def _run(environ: dict[str, str], options: argparse.Namespace) -> int:
    from deploy.sample.player import play  # the second start has no use for it

    data = options.data.resolve()
    fresh = not (data / "admin-password.txt").exists()
    supervisor = start(environ)
    try:
        address = environ["MINYI_PUBLIC_URL"]
        password = _first_admin(environ, data) if fresh else ""
        if options.sample != "none" and fresh:
            play(address, data, password)
        elif options.sample != "none" and (data / "sample-begun").exists() and not (data / "sample.json").exists():
            print(f"the sample was interrupted; for a whole one delete {data} and start again", file=sys.stderr)
        _welcome(address, data, password)
        while True:
            time.sleep(0.5)
            for name in supervisor.watch():
                print(f"{name} had died and was started again", file=sys.stderr)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        supervisor.stop()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CannotStart(f"port {port} cannot be used ({error}); choose another: make run PORT=8123") from None


def _migrate(environ: dict[str, str]) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for service in SERVICES:
        upgrade(service.folder, service.settings.read(service.name, environ).database_url)


def _first_admin(environ: dict[str, str], data: Path) -> str:
    """Make the account ``admin`` and leave its initial password where only the owner can read it.

    The password is written first, under another name: whenever this is cut off, the next start goes on with it.
    """
    from services.review.operations.staffing.people import ensure_admin

    draft = data / "admin-password.new"
    password = draft.read_text().strip() if draft.exists() else ""
    if not password:
        password = secrets.token_urlsafe(12)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(password + "\n")
    database = Database(SERVICES[1].settings.read("review", environ).database_url)
    with database.writing() as session:
        ensure_admin(session, password, datetime.now(UTC))
    database.close()
    draft.rename(data / "admin-password.txt")
    return password


def _await_ready(supervisor: Supervisor, environ: dict[str, str]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    port, trusted = environ["MINYI_PORT"], environ.get(TRUSTED) if environ.get("MINYI_TLS_CERT") else None
    health = f"{'https' if trusted else 'http'}://127.0.0.1:{port}/health"
    while time.monotonic() < deadline:
        try:
            context = ssl.create_default_context(cafile=trusted) if trusted else None
            with urllib.request.urlopen(health, timeout=2, context=context):
                return
        except urllib.error.HTTPError as error:
            raise CannotStart(f"the web process answers {error.code}; see {supervisor.folder}/web.log") from None
        except OSError:
            supervisor.watch()
            time.sleep(0.05)
    raise CannotStart(f"the web process does not answer on port {port}; see {supervisor.folder}/web.log")


def _welcome(address: str, data: Path, password: str) -> None:
    print(f"\n民意直通车 Minyi  {address}\n工作人员 staff     {address}/review/", flush=True)
    if password:
        print(f"管理员 admin       admin / {password}   ({data}/admin-password.txt)", flush=True)
    print("Ctrl-C 停止 stops", flush=True)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data folder's lock: two products on one folder would fight."""
    with open(data / "lock", "w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not flock: its locks are inherited by the parts
        except OSError:
            raise CannotStart(f"{data} is in use by another Minyi; stop that one or name another DATA folder") from None
        yield


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=Path("var/data"))
    parser.add_argument("--tls", action="store_true", help="with a certificate of our own authority, for tablets")
    parser.add_argument("--host", default="", help="the name or address under which the network reaches us")
    parser.add_argument("--sample", choices=("full", "none"), default="full")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
