"""Home: what is being asked now, where one's opinion stands, what became of earlier ones."""
from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from sqlalchemy.orm import Session

from services.intake.models import Consultation
from services.intake.pages.reading import (
    Asked,
    Glance,
    days_left,
    find_asked,
    labels_of,
    list_consultations,
)
from services.intake.pages.words import Page, outcome_words
from services.intake.queries.counts import Tally, count_opinions
from services.intake.queries.examples import list_examples
from shared.web.doors import open_door, site

pages = Blueprint("home", __name__)
MOST_DISCUSSED = 3
SEEN_SECONDS = 1.0


@dataclass(frozen=True)
class Card:
    """An open consultation on the home page."""

    consultation: Consultation
    days: int
    total: int
    discussed: list[tuple[str, str, int]]


@pages.get("/")
@open_door("the home page of the people's site")
def show_home() -> Page:
    """What is being asked, the receipt field, what became of earlier opinions."""
    now = site().now()
    with site().database.reading() as session:
        now_open, over = glance().at("consultations", lambda: list_consultations(session, now), seconds=SEEN_SECONDS)
        cards = [card_of(session, each) for each in now_open]
        examples = glance().at("examples", lambda: list_examples(session))
    return render_template("intake/home.html", cards=cards, over=over, examples=examples, outcomes=outcome_words(),
                           invented=any(each.consultation.invented for each in cards) or any(
                               each.invented for each in over))


def card_of(session: Session, consultation: Consultation) -> Card:
    """What a person wants to know of a consultation before opening it."""
    tally = tally_of(session, consultation.consultation_id)
    labels = glance().at(("labels", consultation.consultation_id),
                         lambda: labels_of(asked_of(session, consultation)), consultation.revision)
    counts = shown_counts(consultation, tally)
    discussed = [(eid, labels[eid], number) for eid, number in counts.items() if eid in labels]
    return Card(consultation, days_left(consultation, site().now()), tally.total, discussed[:MOST_DISCUSSED])


def tally_of(session: Session, consultation_id: str) -> Tally:
    """How many have spoken, a few seconds old at most."""
    tally: Tally = glance().at(consultation_id, lambda: count_opinions(session, consultation_id))
    return tally


def asked_of(session: Session, consultation: Consultation) -> Asked:
    """A consultation with its draft; a long one is read from the database once in a few seconds."""
    asked: Asked = glance().at(("asked", consultation.consultation_id),
                               lambda: find_asked(session, consultation.consultation_id), consultation.revision)
    return asked


def shown_counts(consultation: Consultation, tally: Tally) -> dict[str, int]:
    """The opinions on each article, most first, where the consultation shows them."""
    return dict(tally.by_article) if consultation.shows_counts else {}


def glance() -> Glance:
    """This process's memory of what was counted a moment ago."""
    memory: Glance = current_app.extensions.setdefault("intake.glance", Glance())
    return memory
