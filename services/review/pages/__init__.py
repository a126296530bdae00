"""HTML pages of review: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.review.pages import (
    approval,
    consultations,
    desk,
    door,
    gate,
    history,
    home,
    merging,
    notes,
    parked,
    people,
    places,
    questions,
    settling,
    structure,
    versions,
    workbench,
)

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (door, home, people, parked, consultations, structure, versions, places, notes, questions,
                            desk, workbench, merging, history, gate, approval, settling)]
