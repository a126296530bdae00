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
    items,
    kiosk,
    leaflets,
    meetings,
    popups,
    progress,
    recordings,
    speak,
    stations,
    tablet,
)

BLUEPRINTS: list[Blueprint] = [
    each.pages for each in (
        home, draft, speak, progress, enrol, tablet, kiosk, stations, devices, popups, recordings, items, leaflets,
        activities, meetings, conflicts, imports, authority)]
