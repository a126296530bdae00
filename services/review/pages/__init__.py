"""HTML pages of review: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.review.pages import (
    approval,
    assigning,
    consultations,
    desk,
    door,
    filing_desk,
    filings,
    groups,
    history,
    home,
    merging,
    mine,
    notes,
    parked,
    people,
    places,
    pool,
    questions,
    staff,
    structure,
    versions,
    workbench,
)

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (door, home, people, pool, mine, staff, groups, filings, filing_desk, parked,
                            consultations, structure, versions, places, assigning, notes, questions, desk, workbench,
                            merging, history, approval)]
