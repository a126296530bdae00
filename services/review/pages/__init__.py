"""HTML pages of review: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.review.pages import approval, consultations, desk, door, home, notes, parked, people, questions, workbench

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (door, home, people, parked, consultations, notes, questions, desk, workbench,
                           approval)]
