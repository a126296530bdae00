"""Forms that phones sent and that could not be counted, each beside the opinion that has its id, for a clerk."""
from typing import Any

from flask import Blueprint, Response, render_template
from sqlalchemy.orm import Session

from services.intake.domain.submissions import read_submission
from services.intake.models import Submission
from services.intake.pages.reading import shows_invented, words_of
from services.intake.pages.words import Page, aside_words, page_number, stance_words
from services.intake.queries.blobs import find_blob, list_attachments
from services.intake.queries.openrosa import list_aside
from shared.web.doors import guarded, site

pages = Blueprint("submissions", __name__, url_prefix="/staff/forms")
CLERKS = ("officer", "admin")


@pages.get("")
@guarded(*CLERKS)
def show_submissions() -> Page:
    """What was kept and not counted, the newest first."""
    number = page_number()
    with site().database.reading() as session:
        forms = list_aside(session, number)
        firsts = words_of(session, [each.opinion_id for each in forms["items"]])
        shown = [_shown(session, each) for each in forms["items"]]
        invented = shows_invented(session)
    return render_template("intake/forms.html", firsts=firsts, page=number, forms=shown, total=forms["total"],
                           asides=aside_words(), stances=dict(stance_words()), invented=invented)


@pages.get("/files/<digest>")
@guarded(*CLERKS)
def get_file(digest: str) -> Response:
    """A file that came with a form, or the form itself: to be saved, never shown by the browser as a page."""
    with site().database.reading() as session:
        found = find_blob(session, digest)
    answer = Response(found.body, content_type=found.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{digest[:16]}"'
    return answer


def _shown(session: Session, body: Submission) -> dict[str, Any]:
    """A body that was not counted, as the page shows it: its words, its reason, its files."""
    given = read_submission(find_blob(session, body.xml).body)
    return {"body": body, "said": given.fields, "files": list_attachments(session, body.opinion_id)}
