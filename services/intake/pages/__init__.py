"""HTML pages of intake: the people's site, and a few desks for the staff."""
from flask import Blueprint

from services.intake.pages import (
    activities,
    boxes,
    conflicts,
    draft,
    home,
    openings,
    progress,
    slips,
    speak,
    stations,
    stock,
)

BLUEPRINTS: list[Blueprint] = [each.pages for each in (
    home, draft, speak, progress, stations, activities, boxes, openings, stock, slips, conflicts)]
