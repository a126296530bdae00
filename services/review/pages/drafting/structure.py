"""A draft's structure beside its text: looked over, corrected, undone; works without JavaScript."""
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.bounds import acting
from services.review.domain.proof import line_at, list_headings, look_at, read_lines
from services.review.domain.statute.labels import read_label
from services.review.domain.statute.marks import CAPTION, KINDS, NOISE
from services.review.operations.drafting.corrections import correct_draft, undo_correction
from services.review.pages.forms import load_part
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, correction_words, errors_of, kind_words, vocabulary
from services.review.queries.drafting.corrections import Structure, find_structure, list_corrections
from services.review.schemas.structure import EditsForm, LineForm, TitleForm, WhereQuery
from shared.refusals import Errors, Invalid, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("structure_pages", __name__, url_prefix="/review/consultations")


@pages.get("/<uuid:consultation_id>/structure")
@guarded("officer", "group", "admin")
def show_lines(consultation_id: UUID) -> Answer:
    """The text by lines, each beside what it has become."""
    return _page(str(consultation_id), load_values(WhereQuery(unknown="exclude"), request.args), 200)


@pages.post("/<uuid:consultation_id>/structure")
@guarded("officer", "group", "admin")
def post_correction(consultation_id: UUID) -> Answer:
    """Do one correction, then show the same place again."""
    where = load_values(WhereQuery(unknown="exclude"), request.args)
    try:
        place = _act(str(consultation_id), request.form.get("act", ""), where["at"])
    except Refused as refused:
        here = request.form.get("at", "")
        where["at"] = int(here) if here.isascii() and here.isdigit() and len(here) < 9 else where["at"]
        return _page(str(consultation_id), where, status_of(refused), errors_of(refused))
    with site().database.reading() as session:
        found = find_structure(session, str(consultation_id))
    flash(_("已保存，还有 %(n)s 处提示。", n=len(found.remarks)) if found.remarks else _("已保存，没有提示了。"))
    line = line_at(read_lines(found.draft.text, found.marks), place)
    start = place if where["start"] is None else where["start"]
    return go(f"{request.path}?start={start}&at={line}#t-{line}")


def _act(consultation_id: str, act: str, at: int) -> int:
    """Do what the button says; returns the place it was done at."""
    with site().database.writing() as session:
        if act == "undo":
            undo_correction(session, consultation_id, load_part(EditsForm())["edits"], me(), site().now())
            return int(request.form["at"]) if request.form.get("at", "").isdigit() else at
        if act == "title":
            form = load_part(TitleForm())
            values = {"kind": "title", "title": form["title"]}
        elif act == "confirm":
            form, values = load_part(EditsForm()), {"kind": "confirm"}
        else:
            form = load_part(LineForm())
            values = _correction(find_structure(session, consultation_id), act, form)
        correct_draft(session, consultation_id, form["edits"], values, me(), site().now())
        return int(values.get("at", at))


def _correction(found: Structure, act: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """What a button means at a place."""
    place, end = _place(found.draft.text, form)
    here = [mark.kind for mark in found.marks if mark.at == place and mark.kind != CAPTION]
    there: dict[str, Any] = {"at": place, **({"mark": here[-1]} if here else {})}
    if act == "caption":
        return {"kind": "caption", "at": form["at"], "end": end, "on": not _has_caption(found, form["at"])}
    if act == "join":
        return {"kind": "join", **there}
    number = _number(form["number"])
    if act == "number" or (number and here[-1:] == [act]):
        return {"kind": "renumber", **there, **number}
    return _beginning(act, there, number, end)


def _beginning(act: str, there: Mapping[str, Any], number: Mapping[str, int], end: int) -> dict[str, Any]:
    """Where something begins already, it becomes something else; elsewhere something begins."""
    if act not in (*KINDS, NOISE):
        raise Invalid("请按页面上的按钮。")
    more = {"end": end} if act == NOISE else number
    return {"kind": "retype" if "mark" in there else "split", "to": act, **there, **more}


def _place(text: str, form: Mapping[str, Any]) -> tuple[int, int]:
    """Where a correction is to be done, and the end of what was chosen (0: nothing was)."""
    if not form["words"]:
        place = form["at"] + form["inside"]
        return place, place + form["length"] if form["length"] else 0
    line = text.find("\n", form["at"])
    place = text.find(form["words"], form["at"], line if line >= 0 else len(text))
    if place < 0:
        raise Invalid("这处更正没有保存。", {"words": ["这一行里没有这几个字。"]})
    return place, place + len(form["words"])


def _number(typed: str) -> dict[str, int]:
    number = read_label(typed) if typed else (0, 0)
    if number is None:
        raise Invalid("这处更正没有保存。", {"number": ["认不出这个编号，请写成 十七、17 或 十二之一。"]})
    return {"number": number[0], "extra": number[1]} if number[0] else {}


def _has_caption(found: Structure, at: int) -> bool:
    article = next((mark for mark in found.marks if mark.at == at and mark.kind == "article"), None)
    after = next((mark for mark in found.marks if article and mark > article and mark.kind != NOISE), None)
    return after is not None and after.kind == CAPTION


def _page(consultation_id: str, where: Mapping[str, Any], status: int, errors: Errors | None = None) -> Answer:
    with site().database.reading() as session:
        found = find_structure(session, consultation_id)
        history = list_corrections(session, found.draft)
    text = found.draft.text
    window = look_at(text, found.marks, where["at"], where["start"])
    shown = range(window.blocks[0].lines[0].at, window.blocks[-1].lines[-1].end) if window.blocks else range(0)
    who = acting(found.consultation.group_id)
    may = found.may_correct and who.has("officer", "group", "admin")
    return render_template(
        "review/structure.html", c=found.consultation, draft=found.draft, may=may, window=window,
        remarks=found.remarks, here=[each for each in found.remarks if each.at in shown], errors=errors, who=who,
        headings=list_headings(text, found.marks), values=request.form, invented=found.consultation.invented,
        history=[(each, correction_words(each.kind, each.payload, text)) for each in history],
        can_confirm=may and any(each.kind == NOISE and not each.number for each in found.marks),
        can_undo=any(each.undone_at is None for each in history), kind_words=kind_words(), **vocabulary()), status
