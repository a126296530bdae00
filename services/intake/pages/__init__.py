"""HTML pages of intake: the people's site, and a few desks for the staff."""
from flask import Blueprint

from services.intake.pages import (
    activities,
    conflicts,
    draft,
    home,
    items,
    kiosk,
    leaflets,
    progress,
    recordings,
    speak,
    stations,
)

BLUEPRINTS: list[Blueprint] = [each.pages for each in (
    home, draft, speak, progress, stations, activities, conflicts, recordings, items, leaflets, kiosk)]
