"""A draft, article by article."""
from flask import Blueprint, render_template
from flask_babel import get_locale
from markupsafe import Markup

from services.intake.domain.contents import offered
from services.intake.pages.home import asked_of, glance, shown_counts, tally_of
from services.intake.pages.reading import Asked, days_left, find_heard, labels_of
from services.intake.pages.words import Page
from services.intake.queries.counts import Tally
from shared.web.doors import open_door, site

pages = Blueprint("draft", __name__)


@pages.get("/c/<consultation_id>")
@open_door("a draft that is put to the people")
def show_draft(consultation_id: str) -> Page:
    """The chapters, the articles with their plain words, the way to speak; read-only once it is over."""
    now = site().now()
    with site().database.reading() as session:
        asked = asked_of(session, find_heard(session, consultation_id))
        tally = tally_of(session, consultation_id)
    takes = asked.is_open(now)
    return render_template("intake/draft.html", asked=asked, consultation=asked.consultation, tally=tally, takes=takes,
                           text=_text(asked, tally, takes), questions=offered(asked.draft.questions),
                           labels=labels_of(asked), days=days_left(asked.consultation, now),
                           invented=asked.consultation.invented)


def _text(asked: Asked, tally: Tally, takes: bool) -> Markup:
    """The chapters and articles as they are written on the page, a few seconds old at most."""
    consultation = asked.consultation
    return Markup(glance().at(
        ("text", consultation.consultation_id, str(get_locale()), takes),
        lambda: render_template("intake/text.html", asked=asked, consultation=consultation, takes=takes,
                                counts=shown_counts(consultation, tally)), consultation.revision))
