"""The keying desk: scan, key, key again blind, decide what differs, key a sample once more. For officers."""
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session

from services.intake.domain.contents import offered
from services.intake.domain.keyed import provision_of
from services.intake.domain.prefill import parts_of
from services.intake.models import Opening, Slip
from services.intake.operations.auditing import audit_slip
from services.intake.operations.keying import Keyed, forward_settled, key_slip, resolve_slip
from services.intake.pages.door import open_desk
from services.intake.pages.forms import ANSWER, answers_of
from services.intake.pages.reading import shows_invented, station_names
from services.intake.pages.slip_choices import chosen_fields, kind_words, printed_words, rows_of
from services.intake.pages.words import Page, _, errors_of, go, stance_words
from services.intake.queries.audits import audit_figures, count_disagreements, next_to_audit
from services.intake.queries.boxes import find_opening
from services.intake.queries.slips import (
    count_work,
    find_draft,
    find_held,
    language_of,
    list_at_work,
    list_scans,
    next_differing,
    next_to_key,
)
from services.intake.schemas.slips import ReadSchema
from shared.refusals import Errors, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("keying", __name__, url_prefix="/staff/slips")
CLERKS = ("officer", "admin")


@pages.get("")
@guarded(*CLERKS)
def show_openings() -> Page:
    """The openings whose slips are being worked on, with what is left to do at each step."""
    with site().database.reading() as session:
        openings = list_at_work(session, me())
        work = count_work(session, [each.id for each, _box in openings])
        names = station_names(session, [each.station_id for each, _box in openings])
        differing = {each.id: next_differing(session, each.id) is not None for each, _box in openings}
        invented = shows_invented(session)
    return render_template("intake/slips.html", openings=openings, work=work, names=names, differing=differing,
                           invented=invented)


@pages.get("/<opening_id>/scan")
@guarded(*CLERKS)
def show_scanning(opening_id: str) -> Page:
    """Where pages are uploaded and the contact on each strip is sealed at once."""
    with site().database.reading() as session:
        opening = find_opening(session, opening_id, me())
        work = count_work(session, [opening_id])[opening_id]
        invented = shows_invented(session)
    return render_template("intake/slips-scan.html", opening=opening, work=work, invented=invented)


@pages.get("/<opening_id>/key")
@guarded(*CLERKS)
def show_keying(opening_id: str) -> Page:
    """The next slip that I may key, its picture beside the form."""
    with site().database.reading() as session:
        opening = find_opening(session, opening_id, me())
        slip = next_to_key(session, opening_id, me(), request.args.getlist("skip")[:200])
    return _key_page(opening, slip, "key")


@pages.post("/<opening_id>/key")
@guarded(*CLERKS)
def post_key(opening_id: str) -> Page:
    """Keep a key; then the next slip."""
    values = _posted()
    verified = values.pop("verified", "") == "1"
    try:
        with site().database.writing() as session:
            keyed = key_slip(session, open_desk(), values["slip_id"], _fields(values), verified)
    except Refused as refused:
        return _key_again(opening_id, values, refused, "key")
    _say_kept(keyed)
    return go(f"/staff/slips/{opening_id}/key")


@pages.get("/<opening_id>/differences")
@guarded(*CLERKS)
def show_differences(opening_id: str) -> Page:
    """The next slip whose two keys differ, character by character."""
    with site().database.reading() as session:
        opening = find_opening(session, opening_id, me())
        held = next_differing(session, opening_id)
        scans = list_scans(session, held.slip.id) if held else []
        rows = rows_of(held, find_draft(session, held.slip).questions) if held else []
        invented = shows_invented(session)
    return render_template("intake/slips-differences.html", opening=opening, held=held, scans=scans,
                           rows=rows, stances=stance_words(), kinds=kind_words(),
                           invented=invented)


@pages.post("/<opening_id>/differences")
@guarded(*CLERKS)
def post_decision(opening_id: str) -> Page:
    """Keep what was decided; then the next."""
    try:
        with site().database.writing() as session:
            held = find_held(session, request.form.get("slip_id", ""), me())
            fields = load_values(ReadSchema(), chosen_fields(held, request.form))
            keyed = resolve_slip(session, open_desk(), held.slip.id, fields)
    except Refused as refused:
        flash("".join(each for sentences in errors_of(refused).values() for each in sentences), "refusal")
        return go(f"/staff/slips/{opening_id}/differences")
    _say_kept(keyed)
    return go(f"/staff/slips/{opening_id}/differences")


@pages.post("/<opening_id>/forward")
@guarded(*CLERKS)
def post_forward(opening_id: str) -> Page:
    """Try once more what could not go on."""
    with site().database.writing() as session:
        tried = forward_settled(session, open_desk(), opening_id)
    for each in tried:
        _say_kept(each)
    return go("/staff/slips")


@pages.get("/audit")
@guarded("officer", "group", "leader", "admin")
def show_audit() -> Page:
    """Errors per 1,000 characters of each station, by the slips that were keyed a third time."""
    with site().database.reading() as session:
        rows = audit_figures(session, site().keys.secret, me())
        decided = count_disagreements(session)
        mine = next_to_audit(session, site().keys.secret, me()) if me().has(*CLERKS) else None
        invented = shows_invented(session)
    return render_template("intake/slips-audit.html", rows=rows, decided=decided, mine=mine, invented=invented)


@pages.get("/audit/key")
@guarded(*CLERKS)
def show_audit_key() -> Page:
    """The next slip drawn that I had no hand in."""
    with site().database.reading() as session:
        slip = next_to_audit(session, site().keys.secret, me())
        opening = find_opening(session, slip.opening_id, me()) if slip else None
    return _key_page(opening, slip, "audit")


@pages.post("/audit/key")
@guarded(*CLERKS)
def post_audit_key() -> Page:
    """Keep the third key; then the next."""
    values = _posted()
    try:
        with site().database.writing() as session:
            audit = audit_slip(session, site().keys.secret, values["slip_id"], _fields(values), me(), site().now())
    except Refused as refused:
        return _key_again("", values, refused, "audit")
    flash(_("已抽查：%(n)s 个字里有 %(m)s 处不同。", n=audit.characters, m=audit.errors))
    return go("/staff/slips/audit/key")


def _posted() -> dict[str, str]:
    values = {name: " ".join(each).strip().replace("\r\n", "\n") for name, each in request.form.lists()}
    return {"slip_id": ""} | {name: value for name, value in values.items() if name != "csrf_token"}


def _fields(values: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a form as a program would send them."""
    given: dict[str, Any] = {name: value for name, value in values.items() if name in ReadSchema().fields and value}
    if "provision" in given:
        given["provision"] = provision_of(given["provision"])
    if answers := answers_of(values):
        given["answers"] = answers
    return load_values(ReadSchema(), given)


def _key_again(opening_id: str, values: dict[str, str], refused: Refused, step: str) -> Page:
    """The form as it was sent, with what is wrong; a slip that is not ours any more gives way to the next."""
    with site().database.reading() as session:
        held = find_held(session, values["slip_id"], me())
        opening = find_opening(session, held.slip.opening_id, me())
    if not refused.errors:
        flash(refused.sentence, "refusal")
        return go(f"/staff/slips/{opening_id or 'audit'}/key")
    return _key_page(opening, held.slip, step, values, refused)


def _key_page(opening: Opening | None, slip: Slip | None, step: str, values: Mapping[str, str] | None = None,
              refused: Refused | None = None) -> Page:
    """The form beside the picture, or the news that there is nothing to key."""
    with site().database.reading() as session:
        seen = _seen(session, slip, step) if slip else {"draft": {}}
        invented = shows_invented(session)
    return render_template(
        "intake/slips-key.html", opening=opening, slip=slip, step=step, kinds=kind_words(), stances=stance_words(),
        errors=_placed(errors_of(refused)) if refused else None, values=values or seen["draft"], invented=invented,
        **seen), status_of(refused) if refused else 200


def _seen(session: Session, slip: Slip, step: str) -> dict[str, Any]:
    """What lies before whoever keys a slip. ``draft``: what a machine read, by field, shown only to the second person
    in place of an empty form."""
    scans, asked = list_scans(session, slip.id), find_draft(session, slip)
    lines = [line for each in scans for line in (each.ocr_text or "").splitlines()]
    is_second = step == "key" and bool(find_held(session, slip.id, me()).keys)
    draft = parts_of(lines, printed_words(language_of(session, slip))) if lines and is_second else {}
    return {"scans": scans, "asked": asked, "questions": offered(asked.questions), "draft": draft}


def _placed(errors: Errors) -> Errors:
    """An answer's errors point at its field on the page."""
    return {name.replace("answers.", ANSWER): sentences for name, sentences in errors.items()}


def _say_kept(keyed: Keyed) -> None:
    """One line about the slip before; nothing of what anybody else has keyed."""
    number = f"{keyed.slip.serial:06d}"
    if keyed.hindered:
        flash(_("%(number)s 已录完，但意见没有送出：%(why)s", number=number, why=keyed.hindered), "refusal")
        return
    words = {"keyed": _("%(number)s 已录第一遍。", number=number),
             "differs": _("%(number)s 两遍不同，等待裁定。", number=number),
             "settled": _("%(number)s 已定：不是意见。", number=number),
             "forwarded": _("%(number)s 两遍一致，意见已送出。", number=number)}
    flash(words[keyed.state])
