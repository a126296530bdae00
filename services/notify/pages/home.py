"""Who is answered and who waits; holding back and letting go, with a look at the letter first."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _

from services.notify.channels.letter import Words, items_of, write_letter
from services.notify.domain import letter_language
from services.notify.operations.release import pause_answers, release_answers
from services.notify.pages.paths import Answer, go, read_query
from services.notify.pages.words import channel_words
from services.notify.queries.consultations import (
    PAGE,
    count_prepared,
    find_consultation,
    find_hold,
    find_title,
    list_consultations,
)
from services.notify.queries.desk import count_dead_letters, find_example
from services.notify.queries.loop import find_loops
from services.notify.schemas import PageQuery
from services.notify.settings import settings_of
from shared.ids import receipt_of
from shared.web.doors import guarded, me, site

pages = Blueprint("home", __name__, url_prefix="/notify")
READERS = ("officer", "group", "leader", "admin")


@pages.get("/")
@guarded(*READERS)
def show_home() -> str:
    """Every consultation with its numbers; what needs a person first."""
    page = read_query(PageQuery())["page"]
    with site().database.reading() as session:
        found, total = list_consultations(session, page)
        ids = [each.consultation_id for each in found]
        loops = find_loops(session, ids)
        prepared = {each: count_prepared(session, each) for each in ids}
        dead = count_dead_letters(session)
    return render_template("notify/home.html", consultations=found, loops=loops, prepared=prepared, dead=dead,
                           total=total, page=page, size=PAGE, channels=channel_words(),
                           invented=any(each.invented for each in found))


@pages.get("/consultations/<uuid:consultation_id>")
@guarded(*READERS)
def show_consultation(consultation_id: UUID) -> str:
    """One consultation: numbers, the exceptions first, the letter as it will be read, the button."""
    key = str(consultation_id)
    with site().database.reading() as session:
        consultation = find_consultation(session, key)
        values: dict[str, Any] = {"figures": find_loops(session, [key])[key], "hold": find_hold(session, key),
                                  "prepared": count_prepared(session, key), "preview": _preview(session, key)}
    return render_template("notify/consultation.html", consultation=consultation, invented=consultation.invented,
                           automatic=settings_of(site()).auto_release, channels=channel_words(),
                           may_release=me().has("leader", "group"), **values)


@pages.post("/consultations/<uuid:consultation_id>/release")
@guarded("leader", "group")
def post_release(consultation_id: UUID) -> Answer:
    """Let go."""
    with site().database.writing() as session:
        release_answers(session, site().post, str(consultation_id), me(), site().now())
    flash(_("已放行，答复正在发出。"))
    return go(f"/notify/consultations/{consultation_id}")


@pages.post("/consultations/<uuid:consultation_id>/pause")
@guarded("leader", "group")
def post_pause(consultation_id: UUID) -> Answer:
    """Hold back."""
    with site().database.writing() as session:
        pause_answers(session, str(consultation_id), me(), site().now())
    flash(_("已暂停，尚未发出的答复会等到放行。"))
    return go(f"/notify/consultations/{consultation_id}")


def _preview(session: Any, consultation_id: str) -> Words | None:
    """The letter of a real case; its name is left open, its contact is not touched."""
    row = find_example(session, consultation_id)
    if row is None:
        return None
    example = _Example(row)
    title = find_title(session, consultation_id)
    return write_letter(letter_language([row.language]), title, _("〔收信人姓名〕"), items_of([example], title),
                        site().settings.public_url)


class _Example:
    """A decided opinion in the form in which letters read theirs."""

    def __init__(self, row: Any) -> None:
        self.receipt, self.correction = receipt_of(row.opinion_id), False
        self.provision, self.answers = row.provision, row.answers
        self.summary, self.reason = row.summary, row.reason
