"""What is kept aside, for a clerk to judge: second bodies under a known id, and what devices brought that the door does
not admit. Each is taken in after mending, or closed with a reason."""
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.intake.models import Conflict, Consultation, Opinion
from services.intake.operations.asides import close_aside, mend, take_aside_in
from services.intake.pages.door import door
from services.intake.pages.home import asked_of
from services.intake.pages.reading import device_names, labels_of, shows_invented, words_of
from services.intake.pages.words import Page, _, errors_of, field_words, go, page_number, stance_words
from services.intake.queries.asides import find_waiting, list_asides
from shared.ids import receipt_of
from shared.refusals import Errors, Invalid, Refused
from shared.schemas import ID
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("conflicts", __name__, url_prefix="/staff/conflicts")
CLERKS = ("officer", "admin")
WHOLE = "whole"


@dataclass(frozen=True)
class Card:
    """One body that is kept aside, with what a clerk wants to see beside it."""

    aside: Conflict
    receipt: str
    first: Opinion | None
    words: Mapping[str, str]
    device: str | None
    articles: Sequence[tuple[str, str]]


@pages.get("")
@guarded(*CLERKS)
def show_conflicts() -> Page:
    """What waits, the newest first; ``?settled=1`` shows what is settled."""
    return _page(200)


@pages.post("/<aside_id>/take")
@guarded(*CLERKS)
def post_taking(aside_id: str) -> Page:
    """Take in what a device brought, under a provision that the present version has."""
    try:
        with site().database.writing() as session:
            aside = find_waiting(session, aside_id)
            raw = mend(json.loads(aside.body), _chosen_provision(), _version_of(session, aside))
            new = door().admit_aside(session, aside, raw)
            receipt = take_aside_in(session, site().post, aside, new, me(), site().now()).receipt
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(_("已收录，回执号 %(receipt)s。", receipt=receipt))
    return go("/staff/conflicts")


@pages.post("/<aside_id>/close")
@guarded(*CLERKS)
def post_closing(aside_id: str) -> Page:
    """Close it with a reason; the words stay."""
    try:
        with site().database.writing() as session:
            close_aside(session, find_waiting(session, aside_id), request.form.get("note", ""), me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), errors_of(refused))
    flash(_("已关闭，原文和理由都还在“已处理的”里。"))
    return go("/staff/conflicts")


def _chosen_provision() -> str | None:
    """The provision that the clerk chose, None for the whole draft; nothing is placed by an unread default."""
    chosen = request.form.get("provision", "")
    if not chosen:
        raise Invalid("请先选条款，再收录。", {"provision": ["请从现行版本里选一条，或者选整部草案。"]})
    return None if chosen == WHOLE else chosen


def _version_of(session: Session, aside: Conflict) -> int | None:
    """The present version of the draft that a body is about, if it is about one that is known."""
    found = _consultation_of(session, json.loads(aside.body))
    return found.draft_version if found else None


def _consultation_of(session: Session, body: Mapping[str, Any]) -> Consultation | None:
    asked = body.get("consultation_id")
    return session.get(Consultation, asked) if isinstance(asked, str) and ID.fullmatch(asked) else None


def _page(status: int, errors: Errors | None = None) -> Page:
    number, settled = page_number(), "settled" in request.args
    with site().database.reading() as session:
        asides, total = list_asides(session, number, settled)
        firsts = words_of(session, [each.opinion_id for each in asides])
        names = device_names(session, [each.device_id for each in asides if each.device_id])
        cards = [_card_of(session, each, firsts.get(each.opinion_id), names) for each in asides]
        invented = shows_invented(session)
    return render_template("intake/conflicts.html", cards=cards, total=total, settled=settled, page=number,
                           errors=errors, whole=WHOLE, fields=field_words(), stances=dict(stance_words()),
                           invented=invented), status


def _card_of(session: Session, aside: Conflict, first: Opinion | None, names: Mapping[str, str]) -> Card:
    body = json.loads(aside.body)
    found = _consultation_of(session, body) if aside.kind == "inadmissible" else None
    articles = list(labels_of(asked_of(session, found)).items()) if found else []
    return Card(aside, receipt_of(aside.opinion_id), first, {name: _shown(value) for name, value in body.items()},
                names.get(aside.device_id or ""), articles)


def _shown(value: Any) -> str:
    """A value of a body that nobody has checked, as text that a page can hold."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()
