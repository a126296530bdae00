"""The workbench: from the voices on an article to suggestions, with few keys; works without JavaScript."""
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from services.review.bounds import acting
from services.review.domain.outline import WHOLE, find_entry
from services.review.domain.questions import say_answer
from services.review.operations.consolidation.meanwhile import Gone
from services.review.pages.consolidation import workbench_suggestions as on_suggestions
from services.review.pages.consolidation import workbench_voices as on_voices
from services.review.pages.paths import Answer, go
from services.review.pages.words import errors_of, vocabulary
from services.review.queries.consolidation import bench as desk
from services.review.queries.consolidation import workbench as asks
from services.review.queries.consolidation.samples import list_aside
from services.review.queries.consolidation.whereabouts import list_reasons
from services.review.queries.drafting.consultations import balance_of, find_consultation
from services.review.schemas import workbench as forms
from shared.refusals import Errors, Invalid, NotFound, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, site
from shared.web.errors import status_of

pages = Blueprint("workbench", __name__, url_prefix="/review/consultations")
Place = dict[str, Any]
Act = Callable[[Session, str, Place, str], str]
ACTS: dict[str, Act] = {
    "take": on_voices.take, "keep": on_voices.take, "new": on_voices.make, "draft": on_voices.make_at_once,
    "aside": on_voices.aside, "restore": on_voices.restore, "undo": on_voices.undo, "edit": on_suggestions.edit,
    "leave": on_suggestions.leave, "move": on_suggestions.move, "split": on_suggestions.split,
    "back": on_suggestions.undo_suggestion}
ON_VOICES = ("take", "keep", "new", "draft", "aside")
ON_SUGGESTIONS = ("edit", "leave", "move", "split", "back")


@pages.get("/<uuid:consultation_id>/work")
@guarded("officer", "group", "admin")
def show_work(consultation_id: UUID) -> Answer:
    """Articles, voices that wait, suggestions."""
    return _page(str(consultation_id), load_values(forms.BenchQuery(unknown="exclude"), request.args), 200)


@pages.post("/<uuid:consultation_id>/work")
@guarded("officer", "group")
def post_work(consultation_id: UUID) -> Answer:
    """Do one act, then show the same article with the next voice; a script gets the page at once."""
    place = load_values(forms.BenchQuery(unknown="exclude"), request.args)
    name, _space, what = request.form.get("act", "").partition(" ")
    try:
        if name not in ACTS:
            raise Invalid("请按页面上的按钮。")
        with site().database.writing() as session:
            said = ACTS[name](session, str(consultation_id), place, what)
    except Refused as refused:
        return _page(str(consultation_id), _after_refusal(name, place), status_of(refused), _placed(name, refused))
    flash(said)
    place = _after(name, place)
    if request.headers.get("X-Part"):
        return _page(str(consultation_id), place, 200, posted=False)
    return go(f"/review/consultations/{consultation_id}/work?{query_of(place)}")


def query_of(place: Mapping[str, Any]) -> str:
    """The query that shows a place again; what is as usual is left out."""
    usual = {"page": 1, "aside": 1}
    return urlencode({name: value for name, value in place.items() if value not in ("", None, usual.get(name))})


def _after(name: str, place: Place) -> Place:
    """Where to look after an act: at the next voice, or at the same one if it has more points."""
    sample = request.form.get("sample", "")
    if name == "keep":
        return place | {"keep": sample, "voice": sample}
    if name in ON_VOICES:
        return place | {"keep": "", "voice": request.form.get("next", "")}
    return place


def _after_refusal(name: str, place: Place) -> Place:
    return place | {"voice": request.form.get("sample", "")} if name in ON_VOICES else place


def _placed(name: str, refused: Refused) -> Errors:
    """Errors stand where they belong: at the voice, at the suggestion, or at where the opinion is now."""
    errors = errors_of(refused)
    sentences = [sentence for each in errors.values() for sentence in each]
    if isinstance(refused, Gone) and refused.suggestion_id:
        return {f"s-{refused.suggestion_id}": sentences}
    if name in ON_VOICES and not isinstance(refused, NotFound):
        return {f"v-{request.form.get('sample', '')}": sentences}
    if name in ON_SUGGESTIONS:
        return {f"s-{request.form.get('suggestion', '')}": sentences}
    return errors


def _page(consultation_id: str, place: Place, status: int, errors: Errors | None = None,
          posted: bool = True) -> tuple[str, int]:
    values = request.form if posted else MultiDict[str, str]()
    path = f"/review/consultations/{consultation_id}"
    with site().database.reading() as session:
        found = _look(session, consultation_id, place)
    shown = {each.sample_id for each in found["voices"]["items"]}
    typed = {name: values.get(name, "") for name in ("title", "text", "why", "reason")}
    lost = typed if errors and values.get("sample") not in shown and any(typed.values()) else None
    who = acting(found["c"].group_id)
    return render_template(
        "review/work.html", **found, who=who, may=who.has("officer", "group"), place=place, path=path, values=values,
        here=f"{path}/work?{query_of(place)}", errors=errors, lost=lost, editable=asks.EDITABLE, query_of=query_of,
        draft_of=on_voices.draft_of, **vocabulary()), status


def _look(session: Session, consultation_id: str, place: Place) -> dict[str, Any]:
    """Everything the page shows; without an article asked for, the first one that has something waiting."""
    consultation = find_consultation(session, consultation_id)
    counts = asks.count_blocks(session, consultation)
    by_state = Counter[str]()
    for (_, state), number in counts.items():
        by_state[state] += number
    rows = asks.list_articles(session, consultation, counts)
    key = place["article"] = place["article"] or next((row.entry.key for row in rows if row.waiting), WHOLE)
    shown = desk.look_at(session, consultation, key, place)
    voices = shown["voices"]["items"]
    return {"c": consultation, "invented": consultation.invented, "articles": rows, **shown,
            "article": find_entry([row.entry for row in rows], key), "next_article": _next(rows, key),
            "focus": _focus(voices, shown["kept"], place), "reasons": list_reasons(session, consultation_id),
            "assessments": asks.list_assessments(session, [each.opinion.opinion_id for each in voices]),
            "balance": balance_of(session, consultation_id, by_state),
            "ends": desk.list_ends(session, shown["suggestions"]),
            "aside": list_aside(session, consultation, key, place["aside"], counts[key, "set_aside"]),
            "questions": asks.find_questions(session, consultation), "say_answer": say_answer,
            "drafted": asks.count_suggestions(session, consultation_id)["drafted"],
            "notes": asks.list_notes(session, [each.id for each in shown["suggestions"] if each.state == "returned"])}


def _focus(voices: Sequence[Any], kept: Any, place: Mapping[str, Any]) -> str:
    if kept:
        return str(place["keep"])
    ids = [each.sample_id for each in voices]
    return place["voice"] if place["voice"] in ids else next(iter(ids), "")


def _next(rows: Sequence[asks.Row], key: str) -> asks.Row | None:
    """The next article with something waiting, from here on and then from the top."""
    at = next((place for place, row in enumerate(rows) if row.entry.key == key), 0)
    return next((row for row in (*rows[at + 1:], *rows[:at]) if row.waiting), None)
