"""HTML pages of review: load, do, render; the same operations as the JSON routes."""
from flask import Blueprint

from services.review.pages import door, home, parked
from services.review.pages.assignment import assigning, desk
from services.review.pages.consolidation import history, merging, workbench
from services.review.pages.drafting import consultations, notes, places, questions, structure, versions
from services.review.pages.outgoing import approval, gate, settling
from services.review.pages.staffing import filing_desk, filings, groups, mine, people, pool, staff

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (door, home, people, pool, mine, staff, groups, filings, filing_desk, parked,
                            consultations, structure, versions, places, assigning, notes, questions, desk, workbench,
                            merging, history, gate, approval, settling)]
