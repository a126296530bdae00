"""The web server: granian, one WSGI factory, threads."""
import gc
import os
import socket
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer

from shared.process import end_with_parent
from shared.settings import Settings, SettingsRefused
from shared.web.front import Front

SWITCH_SECONDS = 0.02


def serve(target: str, settings: Settings) -> None:
    """Serve the WSGI factory named *target* ("module:function") until told to stop. Raises SettingsRefused."""
    try:
        server = _server(target, settings)
    except OSError as error:  # ssl.SSLError is one
        raise SettingsRefused([f"MINYI_TLS_CERT and MINYI_TLS_KEY cannot be used: {error}"]) from None
    _check_address(settings)
    server.serve(target_loader=partial(load, threads=settings.threads, parent=os.getpid()))


def _server(target: str, settings: Settings) -> AbstractServer[Any]:
    return Granian(
        target, address=settings.host, port=settings.port, interface=Interfaces.RSGI,
        workers=settings.processes, backlog=2048, log_access=False,
        log_level=LogLevels.warning, websockets=False, respawn_failed_workers=True, workers_kill_timeout=10,
        ssl_cert=Path(settings.tls_cert) if settings.tls_cert else None,
        ssl_key=Path(settings.tls_key) if settings.tls_key else None)


def _check_address(settings: Settings) -> None:
    """Refuse an address that is taken, or not this machine's: granian's workers would only say so in a stack trace."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian's own: what it may share, we may
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsRefused([f"MINYI_HOST={settings.host} and MINYI_PORT={settings.port} cannot be listened on: "
                                   f"{error.strerror}"]) from None


def load(target: str, threads: int, parent: int) -> Any:
    """Make the app in a worker, behind its front; then spare the garbage collector what lives as long as the process:
    without that, it looks through all loaded code again and again while many opinions are taken. Threads that compute
    change places seldom, for the same reason: most of a request is waiting, and then they change places anyway."""
    end_with_parent(parent)
    sys.setswitchinterval(SWITCH_SECONDS)
    module, _, factory = target.partition(":")
    front = Front(getattr(import_module(module), factory)(), threads)
    gc.collect()
    gc.freeze()
    return front
