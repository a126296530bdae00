"""Review's wiring."""
from pathlib import Path
from typing import Any

from flask import Flask

from services.review.api import (
    asking,
    assignments,
    consultations,
    desk,
    export,
    filings,
    groups,
    opinions,
    people,
    pool,
    structure,
    suggestions,
    versions,
)
from services.review.bounds import add_bounds
from services.review.embedding import embedder_part
from services.review.handlers import HANDLERS
from services.review.jobs import add_jobs
from services.review.models import Base
from services.review.pages import BLUEPRINTS
from services.review.queries.staffing.people import find_closed
from services.review.settings import ReviewSettings
from shared.command import read_site
from shared.site import Service
from shared.web.app import make_app


def add_routes(app: Flask, api: Any) -> None:
    """Open review's routes and pages."""
    add_bounds(app)
    for each in (people, pool, groups, consultations, structure, versions, asking, opinions, assignments, desk,
                 suggestions, export, filings):
        api.register_blueprint(each.routes)
    for pages in (*BLUEPRINTS, export.pages):
        app.register_blueprint(pages)


SERVICE = Service(name="review", mount="/review", folder=Path(__file__).parent, base=Base, handlers=HANDLERS,
                  add_jobs=add_jobs, add_routes=add_routes, find_closed=find_closed, settings=ReviewSettings,
                  find_parts=embedder_part)


def wsgi() -> Flask:
    """Make the app that the environment describes, for a web server."""
    return make_app(read_site(SERVICE))
