"""The meetings desk: what is said at a solicitation meeting is entered row by row, by keyboard alone."""
from collections.abc import Mapping
from typing import Any

import segno
from flask import Blueprint, flash, jsonify, render_template, request
from sqlalchemy.orm import Session

from services.intake.domain.entries import read_article, read_contact, write_article
from services.intake.models import Activity, Opinion
from services.intake.operations.meetings import enter_opinion, find_meeting, keep_minutes
from services.intake.operations.opinions import Taken
from services.intake.pages.door import let_in
from services.intake.pages.forms import part_of
from services.intake.pages.reading import Asked, find_asked, labels_of, shows_invented, station_names
from services.intake.pages.words import Page, _, errors_of, go, page_number, stance_words
from services.intake.queries.meetings import list_entries, list_receipts
from services.intake.schemas.meetings import EntrySchema, MinutesSchema
from services.intake.schemas.opinions import OpinionSchema
from shared.ids import new_id
from shared.refusals import Errors, Refused
from shared.schemas import ID
from shared.sealing import seal_contact
from shared.web.bodies import load_form, load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of, wants_page

pages = Blueprint("meetings", __name__, url_prefix="/staff/meetings")
CLERKS = ("officer", "admin")
TAKEN_OVER = ("id", "stance", "text", "proposed_text", "reason", "sealed_contact", "contact_key")


@pages.get("/<activity_id>")
@guarded(*CLERKS)
def show_meeting(activity_id: str) -> Page:
    """The form of one row, and the rows entered so far."""
    return _page(activity_id, {"article": request.args.get("article", "")}, 200)


@pages.post("/<activity_id>/opinions")
@guarded(*CLERKS)
def post_entry(activity_id: str) -> Page:
    """Take one row through the same door as every opinion; a script is answered with the row's receipt."""
    values = dict(request.form.items())
    try:
        taken = _enter(activity_id, values)
    except Refused as refused:
        if not wants_page():
            raise
        return _page(activity_id, values, status_of(refused), _placed(errors_of(refused)))
    if not wants_page():
        return jsonify({"id": taken.id, "receipt": taken.receipt, "status": taken.status})
    flash(_("已保存，回执号 %(receipt)s。", receipt=taken.receipt))
    return go(f"/staff/meetings/{activity_id}?article={values.get('article', '')[:12]}")


@pages.post("/<activity_id>/minutes")
@guarded(*CLERKS)
def post_minutes(activity_id: str) -> Page:
    """Keep the minutes."""
    try:
        minutes = load_form(MinutesSchema())["minutes"]
        with site().database.writing() as session:
            keep_minutes(session, activity_id, minutes, me())
    except Refused as refused:
        return _page(activity_id, dict(request.form.items()), status_of(refused), errors_of(refused))
    flash(_("会议记录已保存。"))
    return go(f"/staff/meetings/{activity_id}")


@pages.get("/<activity_id>/receipts")
@guarded(*CLERKS)
def show_receipts(activity_id: str) -> Page:
    """One sheet of receipts to cut up and hand out."""
    with site().database.reading() as session:
        activity = find_meeting(session, activity_id)
        opinions = list_receipts(session, activity_id)
        asked, invented = _asked(session, activity), shows_invented(session)
    return render_template("intake/receipts.html", activity=activity, asked=asked, labels=labels_of(asked),
                           receipts=[(each, _picture(each)) for each in opinions], invented=invented,
                           home=site().settings.public_url.rstrip("/"))


def _enter(activity_id: str, values: dict[str, str]) -> Taken:
    """Seal, check, keep. *values* loses a contact in the clear before anything else can see it."""
    now = site().now()
    with site().database.writing() as session:
        activity = find_meeting(session, activity_id)
        _seal(activity, values)
        raw = _raw(activity, values)
        new = let_in(session, load_values(OpinionSchema(), raw), raw)
        taken = enter_opinion(session, site().post, activity, new, me(), now)
    if taken.status == "conflict":  # said when what was kept aside is committed
        raise Refused(f"这一条已经存过，回执号 {taken.receipt}；后来改动的内容已另存，等工作人员核对。")
    return taken


def _raw(activity: Activity, values: Mapping[str, str]) -> dict[str, Any]:
    """The body a program would send: written when the meeting was held, in its station's name."""
    given = {name: value for name, value in values.items() if value.strip()}
    entry, provision = part_of(EntrySchema(), given), read_article(given.get("article", ""))
    raw: dict[str, Any] = {name: given[name].strip().replace("\r\n", "\n") for name in TAKEN_OVER if name in given}
    raw |= {"provision": provision} if provision else {}
    raw |= {"consultation_id": activity.consultation_id, "draft_version": entry["draft_version"], "channel": "meeting",
            "station_id": activity.station_id, "written_at": activity.held_at.isoformat(), "language": "zh-CN",
            "submitter": {"kind": "person", "public_name": entry["public_name"]}}
    if raw.get("stance") != "amend":
        raw.pop("proposed_text", None)
    return raw


def _seal(activity: Activity, values: dict[str, str]) -> None:
    """Replace a contact that came in the clear (no script) by its sealed text. Raises Invalid."""
    name, reached_at = values.pop("contact_name", ""), values.pop("contact_to", "")
    contact = read_contact(name, reached_at, activity.station_id)
    if contact is not None and ID.fullmatch(values.get("id", "")):
        keys = site().keys
        values["sealed_contact"] = seal_contact(keys.contact_keys[keys.contact_current], values["id"], contact)
        values["contact_key"] = keys.contact_current


def _placed(errors: Errors) -> Errors:
    """An opinion's provision is typed in the field of the article's number."""
    return {name.replace("provision", "article"): sentences for name, sentences in errors.items()}


def _picture(opinion: Opinion) -> str:
    address = f"{site().settings.public_url.rstrip('/')}/t/{opinion.receipt}"
    return segno.make(address, error="m").svg_data_uri(scale=3, border=2)


def _asked(session: Session, activity: Activity) -> Asked:
    return find_asked(session, activity.consultation_id or "")


def _articles(asked: Asked) -> dict[str, str]:
    """Each article as it is typed, with what the officer is shown for it."""
    return {write_article(eid): label for eid, label in labels_of(asked).items()}


def _page(activity_id: str, values: dict[str, str], status: int, errors: Errors | None = None) -> Page:
    number, keys = page_number(), site().keys
    with site().database.reading() as session:
        activity = find_meeting(session, activity_id)
        asked = _asked(session, activity)
        entries, names = list_entries(session, activity_id, number), station_names(session, [activity.station_id])
        invented = shows_invented(session)
    shown = {"id": new_id(), "draft_version": str(asked.draft.draft_version), "stance": "comment"} | values
    return render_template("intake/meeting.html", activity=activity, asked=asked, entries=entries, names=names,
                           page=number, values=shown, errors=errors, articles=_articles(asked), typed=write_article,
                           labels_of=labels_of(asked), stances=stance_words(), fingerprint=keys.contact_current,
                           key=keys.contact_keys[keys.contact_current], invented=invented), status
