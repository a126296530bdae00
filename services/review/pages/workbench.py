"""The workbench: from the opinions on an article to suggestions; works without JavaScript."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.review.domain.outline import ADRIFT, WHOLE, find_entry
from services.review.domain.questions import say_answer
from services.review.models import Suggestion
from services.review.operations.opinions import restore_opinion, set_aside
from services.review.operations.suggestions import change_members, change_suggestion, create_suggestion
from services.review.operations.undo import undo_last
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, vocabulary
from services.review.queries import workbench as asks
from services.review.queries.consultations import count_balance, find_consultation
from services.review.schemas import workbench as forms
from shared.refusals import Errors, Invalid, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("workbench", __name__, url_prefix="/review/consultations")
Act = Callable[[Session, str, str], str]


@pages.get("/<uuid:consultation_id>/work")
@guarded("officer", "group", "admin")
def show_work(consultation_id: UUID) -> Answer:
    """Articles, opinions that wait, suggestions."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/work")
@guarded("officer", "group")
def post_work(consultation_id: UUID) -> Answer:
    """Do one act, then show the same article again."""
    place = load_values(forms.PlaceQuery(unknown="exclude"), request.args)
    name = request.form.get("act", "")
    try:
        if name not in ACTS:
            raise Invalid("请按页面上的按钮。")
        with site().database.writing() as session:
            said = ACTS[name](session, str(consultation_id), place["article"])
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), _placed(name, refused))
    flash(said)
    return go(f"/review/consultations/{consultation_id}/work?article={quote(place['article'])}")


def _make(session: Session, consultation_id: str, key: str) -> str:
    form = load_part(forms.MakeSchema())
    values = {"title": form["title"], "text": form["text"], "reason": form["why"], "opinion_ids": form["opinion_ids"],
              "provision": None if key in ("", WHOLE, ADRIFT) else key}
    made = create_suggestion(session, site().post, consultation_id, values, me(), site().now())
    return _("已写成第 %(no)s 条建议，归入意见 %(n)s 条。", no=made.no, n=len(form["opinion_ids"]))


def _join(session: Session, _consultation_id: str, _key: str) -> str:
    form = load_part(forms.JoinSchema())
    joined = change_members(session, site().post, form["suggestion"], form["version"], form["opinion_ids"], [], me(),
                            site().now())
    return _("已把 %(n)s 条意见归入第 %(no)s 条建议。", no=joined.no, n=len(form["opinion_ids"]))


def _leave(session: Session, _consultation_id: str, _key: str) -> str:
    form = load_part(forms.LeaveSchema())
    change_members(session, site().post, form["suggestion"], form["version"], [], form["opinion_ids"], me(),
                   site().now())
    return _("已把 %(n)s 条意见退回待处理。", n=len(form["opinion_ids"]))


def _edit(session: Session, _consultation_id: str, _key: str) -> str:
    form = load_part(forms.EditSchema())
    changes = {"title": form["title"], "text": form["text"], "reason": form["why"]}
    changed = change_suggestion(session, form["suggestion"], form["version"], changes, me(), site().now())
    return _("第 %(no)s 条建议已保存。", no=changed.no)


def _undo(session: Session, _consultation_id: str, _key: str) -> str:
    undone = undo_last(session, site().post, load_part(forms.OneSchema())["suggestion"], me(), site().now())
    return _("第 %(no)s 条建议的上一步已撤销。", no=undone.no)


def _aside(session: Session, _consultation_id: str, _key: str) -> str:
    form = load_part(forms.AsideSchema())
    for opinion_id in form["opinion_ids"]:
        set_aside(session, site().post, opinion_id, form["reason"], me(), site().now())
    return _("%(n)s 条意见已写明理由，不列入建议。", n=len(form["opinion_ids"]))


def _restore(session: Session, _consultation_id: str, _key: str) -> str:
    ids = load_part(forms.PickedSchema())["opinion_ids"]
    for opinion_id in ids:
        restore_opinion(session, site().post, opinion_id, me(), site().now())
    return _("%(n)s 条意见已恢复为待处理。", n=len(ids))


ACTS: dict[str, Act] = {"make": _make, "join": _join, "leave": _leave, "edit": _edit, "undo": _undo, "aside": _aside,
                        "restore": _restore}


def _placed(name: str, refused: Refused) -> Errors:
    """Errors of a suggestion's own form point at that suggestion; the page has many such forms."""
    errors = errors_of(refused)
    if name not in ("edit", "leave", "undo"):
        return errors
    sentences = [sentence for each in errors.values() for sentence in each]
    return {f"s-{request.form.get('suggestion', '')}": sentences}


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    place = load_values(forms.PlaceQuery(unknown="exclude"), request.args)
    with site().database.reading() as session:
        found = _look(session, consultation_id, place)
    return render_template("review/work.html", **found, who=me(), may=me().has("officer", "group"), page=place["page"],
                           aside_page=place["aside"], errors=errors, values=request.form,
                           act=request.form.get("act", ""), ticked=request.form.getlist("opinion_ids"),
                           editable=asks.EDITABLE, **vocabulary()), status


def _look(session: Session, consultation_id: str, place: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the page shows; without an article asked for, the first one that has something waiting."""
    consultation = find_consultation(session, consultation_id)
    rows = asks.list_articles(session, consultation)
    key = place["article"] or next((row.entry.key for row in rows if row.waiting), WHOLE)
    opinions = asks.list_opinions(session, consultation, key, "waiting", place["page"])
    suggestions = asks.list_suggestions(session, consultation, key)
    ids = [each.id for each in suggestions]
    return {"c": consultation, "invented": consultation.invented, "articles": rows,
            "article": find_entry([row.entry for row in rows], key), "opinions": opinions,
            "assessments": asks.list_assessments(session, [each.opinion_id for each in opinions["items"]]),
            "suggestions": suggestions, "choices": _choices(suggestions), "members": asks.list_members(session, ids),
            "notes": asks.list_notes(session, ids), "balance": count_balance(session, consultation_id),
            "aside": asks.list_opinions(session, consultation, key, "set_aside", place["aside"]),
            "questions": asks.find_questions(session, consultation), "say_answer": say_answer,
            "drafted": asks.count_suggestions(session, consultation_id)["drafted"],
            "next_article": _next(rows, key)}


def _choices(suggestions: Sequence[Suggestion]) -> list[tuple[str, str]]:
    return [(f"{each.id}:{each.version}", f"{each.no}. {each.title}") for each in suggestions
            if each.state in (*asks.EDITABLE, "gated")]


def _next(rows: Sequence[asks.Row], key: str) -> asks.Row | None:
    """The next article with something waiting, from here on and then from the top."""
    at = next((place for place, row in enumerate(rows) if row.entry.key == key), 0)
    return next((row for row in (*rows[at + 1:], *rows[:at]) if row.waiting), None)
