"""HTML pages of notify: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.notify.pages.bulletins import pages as bulletins
from services.notify.pages.desk import pages as desk
from services.notify.pages.home import pages as home
from services.notify.pages.ledger import pages as ledger

BLUEPRINTS: list[Blueprint] = [home, ledger, desk, bulletins]
