"""The adviser's page of plain words (大白话): an article, a box beside it, on to the next one."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.bounds import acting
from services.review.domain.outline import Entry, find_entry, outline
from services.review.operations.drafting.asking import write_note
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, entry_label, errors_of, vocabulary
from services.review.queries.drafting.consultations import find_consultation, find_draft, is_changeable
from services.review.schemas.asking import LONGEST_NOTE, NoteForm
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("notes", __name__, url_prefix="/review/consultations")


@pages.get("/<uuid:consultation_id>/notes")
@guarded("adviser", "group", "admin")
def show_notes(consultation_id: UUID) -> Answer:
    """One article and its plain words; without one asked for, the first that has none."""
    return _page(str(consultation_id), request.args.get("article", ""), 200)


@pages.post("/<uuid:consultation_id>/notes")
@guarded("adviser", "group")
def post_note(consultation_id: UUID) -> Answer:
    """Save, and on to the next article."""
    asked = request.form.get("article", "")
    try:
        form = load_form(NoteForm())
        with site().database.writing() as session:
            write_note(session, site().post, str(consultation_id), form["article"],
                       form["text"].replace("\r\n", "\n"), me(), site().now())
    except NotFound:
        raise
    except Refused as refused:
        return _page(str(consultation_id), asked, status_of(refused), errors_of(refused))
    flash(_("已保存。"))
    return go(f"/review/consultations/{consultation_id}/notes?article={form['next'] or form['article']}")


def _page(consultation_id: str, asked: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        draft = find_draft(session, consultation)
    entries = outline(draft.provisions)
    articles = [each for each in entries if not each.is_heading]
    current = _choose(articles, draft.notes, asked)
    text = request.form.get("text", "") if errors else draft.notes.get(current.key, "") if current else ""
    who = acting(consultation.group_id)
    return render_template("review/notes.html", c=consultation, entries=entries, articles=articles, current=current,
                           notes=draft.notes, text=text, longest=LONGEST_NOTE, who=who, errors=errors,
                           may=who.has("adviser", "group") and is_changeable(consultation),
                           invented=consultation.invented, **_around(articles, current), **vocabulary()), status


def _choose(articles: list[Entry], notes: dict[str, str], asked: str) -> Entry | None:
    """The article asked for, else the first without plain words, else the first; none in a draft without articles."""
    if not articles:
        return None
    first = next((each for each in articles if each.key not in notes), articles[0])
    found = find_entry(articles, asked) if asked else first
    if found not in articles:
        raise NotFound("这一版草案里没有这一条，请从条文列表里选。")
    return found


def _around(articles: list[Entry], current: Entry | None) -> dict[str, Any]:
    """The articles before and after."""
    at = articles.index(current) if current else 0
    return {"previous": articles[at - 1] if at else None, "next": articles[at + 1] if at + 1 < len(articles) else None,
            "label": entry_label(current) if current else ""}
