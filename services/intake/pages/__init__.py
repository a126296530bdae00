"""HTML pages of intake: the people's site, and a few desks for the staff."""
from flask import Blueprint

from services.intake.pages import (
    activities,
    authority,
    conflicts,
    devices,
    draft,
    enrol,
    home,
    imports,
    meetings,
    popups,
    progress,
    slips,
    speak,
    stations,
    tablet,
)

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (
        home, draft, speak, progress, enrol, tablet, stations, devices, popups, activities,
        meetings, slips, conflicts, imports, authority)]
