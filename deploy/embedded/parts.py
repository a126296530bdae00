"""The processes behind the supervisor: one web process for the four apps, workers for post and for slow jobs."""
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.intake.app import SERVICE as INTAKE
from services.notify.app import SERVICE as NOTIFY
from services.reports.app import SERVICE as REPORTS
from services.review.app import SERVICE as REVIEW
from shared.logging import start_logging
from shared.messaging.worker import CeleryCarrier, make_celery, work
from shared.site import Service, Site, open_site
from shared.web.app import make_app
from shared.web.server import serve

SERVICES: tuple[Service, ...] = (INTAKE, REVIEW, REPORTS, NOTIFY)
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def open_sites() -> dict[str, Site]:
    """Open the four services as the environment describes them."""
    sites = {}
    for service in SERVICES:
        settings = service.settings.read(service.name, os.environ)
        sites[service.name] = open_site(service, settings, CeleryCarrier(make_celery(settings.broker_url)))
    return sites


def web() -> Wsgi:
    """Make the one WSGI app of the embedded product: four apps, each under its mount."""
    start_logging("web", os.environ.get("MINYI_LOG_LEVEL", "WARNING"))
    return mounted({site.service.mount: make_app(site) for site in open_sites().values()})


def mounted(apps: Mapping[str, Wsgi]) -> Wsgi:
    """Choose an app by the first part of the path; the app sees the whole path, as it does behind a proxy."""

    def choose(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        first = "/" + environ.get("PATH_INFO", "").lstrip("/").split("/", 1)[0]
        return apps.get(first, apps[""])(environ, start_response)

    return choose


def run_web() -> None:
    """Serve until told to stop."""
    serve("deploy.embedded.parts:web", INTAKE.settings.read("intake", os.environ))


def run_worker(queues: list[str]) -> None:
    """Work for all four services until told to stop."""
    start_logging("+".join(queues), os.environ.get("MINYI_LOG_LEVEL", "WARNING"))
    sites = open_sites()
    settings = sites["intake"].settings
    work(settings.broker_url, {name: site.agenda for name, site in sites.items()}, queues, settings.relay_pause)
