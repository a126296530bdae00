"""Reports' wiring."""
from pathlib import Path
from typing import Any

from flask import Flask

from services.reports.api import routes
from services.reports.handlers import HANDLERS
from services.reports.jobs import add_jobs
from services.reports.models import Base
from services.reports.pages import pages
from services.reports.queries.figures import find_closed_account
from services.reports.settings import ReportsSettings
from shared.command import read_site
from shared.site import Service
from shared.web.app import make_app


def add_routes(app: Flask, api: Any) -> None:
    """Open reports' routes."""
    api.register_blueprint(routes)
    app.register_blueprint(pages)


SERVICE = Service(name="reports", mount="/reports", folder=Path(__file__).parent, base=Base, handlers=HANDLERS,
                  add_jobs=add_jobs, add_routes=add_routes, find_closed=find_closed_account,
                  settings=ReportsSettings)


def wsgi() -> Flask:
    """Make the app that the environment describes, for a web server."""
    return make_app(read_site(SERVICE))
