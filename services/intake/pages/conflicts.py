"""Second bodies that came under an id already taken: shown beside the first, for a clerk to judge."""
import json
from typing import Any

from flask import Blueprint, render_template

from services.intake.pages.reading import shows_invented, words_of
from services.intake.pages.words import Page, page_number, stance_words
from services.intake.queries.registry import list_conflicts
from shared.web.doors import guarded, site

pages = Blueprint("conflicts", __name__, url_prefix="/staff/conflicts")


@pages.get("")
@guarded("officer", "admin")
def show_conflicts() -> Page:
    """What was kept aside, the newest first, each beside the opinion that has the id."""
    number = page_number()
    with site().database.reading() as session:
        conflicts = list_conflicts(session, number)
        firsts = words_of(session, [each["opinion_id"] for each in conflicts["items"]])
        invented = shows_invented(session)
    seconds: dict[str, dict[str, Any]] = {each["id"]: json.loads(each["body"]) for each in conflicts["items"]}
    return render_template("intake/conflicts.html", conflicts=conflicts, firsts=firsts, seconds=seconds, page=number,
                           stances=dict(stance_words()), invented=invented)
