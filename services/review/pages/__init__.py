"""HTML pages of review: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.review.pages import (
    approval,
    consultations,
    desk,
    door,
    home,
    parked,
    people,
    places,
    structure,
    versions,
    workbench,
)

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (door, home, people, parked, consultations, structure, versions, places, desk, workbench,
                            approval)]
