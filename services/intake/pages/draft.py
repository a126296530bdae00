"""A draft, article by article."""
from flask import Blueprint, render_template

from services.intake.pages.home import tally_of
from services.intake.pages.reading import days_left, find_asked
from services.intake.pages.words import Page
from shared.web.doors import open_door, site

pages = Blueprint("draft", __name__)


@pages.get("/c/<consultation_id>")
@open_door("a draft that is put to the people")
def show_draft(consultation_id: str) -> Page:
    """The chapters, the articles, the way to speak; read-only once it is over."""
    now = site().now()
    with site().database.reading() as session:
        asked = find_asked(session, consultation_id)
        tally = tally_of(session, consultation_id)
    return render_template("intake/draft.html", asked=asked, consultation=asked.consultation, tally=tally,
                           counts=dict(tally.by_article), takes=asked.is_open(now),
                           days=days_left(asked.consultation, now), invented=asked.consultation.invented)
