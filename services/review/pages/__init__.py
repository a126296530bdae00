"""HTML pages of review: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.review.pages.door import pages as door
from services.review.pages.parked import pages as parked
from services.review.pages.people import pages as people

BLUEPRINTS: list[Blueprint] = [door, people, parked]
