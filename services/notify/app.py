"""Notify's wiring."""
from pathlib import Path
from typing import Any

from flask import Flask

from services.notify.api import routes
from services.notify.handlers import HANDLERS
from services.notify.jobs import add_jobs
from services.notify.models import Base
from services.notify.pages import BLUEPRINTS
from services.notify.queries.consultations import find_closed_account
from services.notify.settings import NotifySettings
from shared.command import read_site
from shared.site import Service
from shared.web.app import make_app


def add_routes(app: Flask, api: Any) -> None:
    """Open notify's routes."""
    api.register_blueprint(routes)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


SERVICE = Service(name="notify", mount="/notify", folder=Path(__file__).parent, base=Base, handlers=HANDLERS,
                  add_jobs=add_jobs, add_routes=add_routes, find_closed=find_closed_account, settings=NotifySettings)


def wsgi() -> Flask:
    """Make the app that the environment describes, for a web server."""
    return make_app(read_site(SERVICE))
