"""等人判断: opinions whose place in the new version a person has to say, beside the old article and the new text."""
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.review.bounds import acting
from services.review.domain.outline import Entry
from services.review.operations.consolidation.suggestions import change_suggestion
from services.review.operations.drafting.places import decide_place
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, vocabulary
from services.review.queries.consolidation.workbench import list_members
from services.review.queries.drafting import asks
from services.review.queries.drafting.consultations import count_balance, find_consultation
from services.review.queries.drafting.places import Outlines, list_asking_suggestions
from services.review.schemas.workbench import AskQuery, PlaceForm, PlaceSuggestionForm
from shared.refusals import Errors, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("place_pages", __name__, url_prefix="/review/consultations/<uuid:consultation_id>/places")


@pages.get("")
@guarded("officer", "group", "admin")
def show_places(consultation_id: UUID) -> Answer:
    """One old article at a time."""
    return _page(str(consultation_id), 200)


@pages.post("")
@guarded("officer", "group")
def post_place(consultation_id: UUID) -> Answer:
    """Decide on the ticked opinions, or on one suggestion."""
    try:
        with site().database.writing() as session:
            said = _place_suggestion(session) if request.form.get("suggestion") else _place_opinions(
                session, str(consultation_id))
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(said)
    return go(f"/review/consultations/{consultation_id}/places{'?decided=1' if _query()['decided'] else ''}")


def _place_opinions(session: Session, consultation_id: str) -> str:
    form, query = load_part(PlaceForm()), _query()
    ids = form["opinion_ids"]
    if form["all"]:
        ids = asks.list_ids(session, consultation_id, query["group"], query["decided"])
    for opinion_id in sorted(ids):
        decide_place(session, site().post, opinion_id, form, me(), site().now())
    return _("%(n)s 条意见的位置已判断，可以在“已判断的”里改。", n=len(ids))


def _place_suggestion(session: Session) -> str:
    form = load_part(PlaceSuggestionForm())
    change = {"provision": form["provision"]}
    placed = change_suggestion(session, form["suggestion"], form["version"], change, me(), site().now())
    return _("第 %(no)s 条建议已放好，需要重新把关。", no=placed.no)


def _query() -> dict[str, Any]:
    return load_values(AskQuery(unknown="exclude"), request.args)


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    query = _query()
    with site().database.reading() as session:
        found = _look(session, consultation_id, query)
    who = acting(found["c"].group_id)
    return render_template("review/places.html", **found, decided=query["decided"], page=query["page"], who=who,
                           may=who.has("officer", "group"), errors=errors, values=request.form,
                           ticked=request.form.getlist("opinion_ids"), quote_of=asks.quote_of, **vocabulary()), status


def _look(session: Session, consultation_id: str, query: dict[str, Any]) -> dict[str, Any]:
    consultation = find_consultation(session, consultation_id)
    groups = asks.list_groups(session, consultation, query["decided"])
    group = next((each for each in groups if each.key == query["group"]), groups[0] if groups else None)
    suggestions = [] if query["decided"] else list_asking_suggestions(session, consultation_id)
    found: dict[str, Any] = {"opinions": {"items": [], "total": 0}, "old": [], "sides": []}
    if group:
        opinions = asks.list_opinions(session, consultation_id, group, query["decided"], query["page"])
        found = {"opinions": opinions, "old": asks.old_side(group, opinions["items"]),
                 "sides": asks.new_sides(session, consultation, group, opinions["items"])}
    return found | {"c": consultation, "invented": consultation.invented, "groups": groups, "group": group,
                    "suggestions": suggestions, "members": list_members(session, [each.id for each in suggestions]),
                    "choices": _choices(Outlines(session).of(consultation_id, consultation.draft_version)),
                    "balance": count_balance(session, consultation_id)}


def _choices(entries: list[Entry]) -> list[tuple[str, str]]:
    """The articles and headings of the newest version to choose from, by number and caption or first words."""
    return [(each.key, f"{each.label} {each.caption or (each.lines[0][:16] if each.lines else '')}".strip())
            for each in entries]
