"""Intake's wiring."""
from pathlib import Path
from typing import Any

from flask import Flask

from services.intake.api import (
    boxes,
    devices,
    kiosk,
    languages,
    opinions,
    parcels,
    recordings,
    registry,
    slips,
    stock,
    submissions,
)
from services.intake.api.admission import admit
from services.intake.api.patience import count_miss
from services.intake.clerk import Clerk
from services.intake.handlers import HANDLERS
from services.intake.jobs import add_jobs
from services.intake.models import Base
from services.intake.opening import Opener
from services.intake.pages import BLUEPRINTS
from services.intake.pages.desks import is_mine, list_desks
from services.intake.pages.door import Door
from services.intake.queries.drafts import DraftMemory
from services.intake.queries.openrosa import Forms
from services.intake.queries.registry import find_closed_account
from services.intake.settings import IntakeSettings
from shared.command import read_site
from shared.site import Service, Site
from shared.web.app import make_app


def add_routes(app: Flask, api: Any) -> None:
    """Open intake's routes and pages."""
    site: Site = app.extensions["minyi"]
    app.extensions["intake.drafts"] = DraftMemory()
    app.extensions["intake.opener"] = Opener(site.keys.parcel_private, site.keys.parcel_current)
    app.extensions["intake.clerk"] = Clerk(site.database, site.post, site.now)
    for each in (opinions, parcels, registry, devices, recordings, kiosk, languages, boxes, stock, slips):
        api.register_blueprint(each.routes)
    app.extensions["intake.forms"] = Forms()
    app.register_blueprint(submissions.routes)
    app.extensions["intake.door"] = Door(admit=admit, count_miss=count_miss, take_parcel=parcels.take_parcel,
                                         admit_aside=parcels.admit_aside)
    app.context_processor(lambda: {"list_desks": list_desks, "is_mine": is_mine})
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


SERVICE = Service(name="intake", mount="", folder=Path(__file__).parent, base=Base, handlers=HANDLERS,
                  add_jobs=add_jobs, add_routes=add_routes, find_closed=find_closed_account,
                  settings=IntakeSettings)


def wsgi() -> Flask:
    """Make the app that the environment describes, for a web server."""
    return make_app(read_site(SERVICE))
