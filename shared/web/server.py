"""The web server: granian, one WSGI factory, threads."""
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from shared.settings import Settings


def serve(target: str, settings: Settings) -> None:
    """Serve the WSGI factory named *target* ("module:function") until told to stop."""
    server = Granian(
        target, factory=True, address=settings.host, port=settings.port, interface=Interfaces.WSGI,
        workers=settings.processes, blocking_threads=settings.threads, backlog=2048, log_access=False,
        log_level=LogLevels.warning, websockets=False, respawn_failed_workers=True, workers_kill_timeout=10,
        ssl_cert=Path(settings.tls_cert) if settings.tls_cert else None,
        ssl_key=Path(settings.tls_key) if settings.tls_key else None)
    server.serve()
