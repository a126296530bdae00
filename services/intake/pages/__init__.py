"""HTML pages of intake: the people's site, and a few desks for the staff."""
from flask import Blueprint

from services.intake.pages import (
    activities,
    authority,
    boxes,
    conflicts,
    devices,
    draft,
    enrol,
    home,
    imports,
    items,
    kiosk,
    leaflets,
    meetings,
    openings,
    popups,
    progress,
    recordings,
    slips,
    speak,
    stations,
    stock,
    submissions,
    tablet,
)

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (
        home, draft, speak, progress, enrol, tablet, kiosk, stations, devices, popups, activities, meetings, boxes,
        openings, stock, slips, recordings, items, leaflets, conflicts, submissions, imports, authority)]
