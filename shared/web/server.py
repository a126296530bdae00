"""The web server: granian, one WSGI factory, threads."""
import gc
import os
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from shared.process import end_with_parent
from shared.settings import Settings
from shared.web.front import Front


def serve(target: str, settings: Settings) -> None:
    """Serve the WSGI factory named *target* ("module:function") until told to stop."""
    server = Granian(
        target, address=settings.host, port=settings.port, interface=Interfaces.RSGI,
        workers=settings.processes, backlog=2048, log_access=False,
        log_level=LogLevels.warning, websockets=False, respawn_failed_workers=True, workers_kill_timeout=10,
        ssl_cert=Path(settings.tls_cert) if settings.tls_cert else None,
        ssl_key=Path(settings.tls_key) if settings.tls_key else None)
    server.serve(target_loader=partial(load, threads=settings.threads, parent=os.getpid()))


def load(target: str, threads: int, parent: int) -> Any:
    """Make the app in a worker, behind its front; then spare the garbage collector what lives as long as the process:
    without that, it looks through all loaded code again and again while many opinions are taken."""
    end_with_parent(parent)
    module, _, factory = target.partition(":")
    front = Front(getattr(import_module(module), factory)(), threads)
    gc.collect()
    gc.freeze()
    return front
