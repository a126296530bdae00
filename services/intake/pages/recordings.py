"""待整理录音: what was spoken at kiosks, for an officer who writes it down."""
from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from sqlalchemy.orm import Session

from services.intake.models import Attachment, Draft, Spoken
from services.intake.operations.spoken import may_hear, transcribe
from services.intake.pages.desks import my_stations
from services.intake.pages.outline import Article, find_article, read_outline
from services.intake.pages.reading import shows_invented, station_names
from services.intake.pages.words import Page, _, errors_of, go, page_number, stance_words
from services.intake.queries.blobs import find_blob
from services.intake.queries.spoken import Desk, recordings_of, show_desk
from services.intake.schemas.office import TranscriptionSchema
from shared.refusals import Errors, NotAllowed, NotFound, Refused
from shared.web.bodies import load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("transcribing", __name__, url_prefix="/staff/recordings")
CLERKS = ("officer", "admin")


@pages.get("")
@guarded(*CLERKS)
def show_recordings() -> Page:
    """What waits, the oldest first; what was done; recordings whose opinion has not come."""
    return _page(200)


@pages.post("/<opinion_id>")
@guarded(*CLERKS)
def post_transcription(opinion_id: str) -> Page:
    """Write a recording down: it becomes the opinion."""
    try:
        written = load_form(TranscriptionSchema())
        with site().database.writing() as session:
            taken = transcribe(session, site().post, opinion_id, written, me(), site().now())
    except Refused as refused:
        return _page(status_of(refused), opinion_id, errors_of(refused))
    if taken.status == "conflict":
        flash(_("这个编号已经有一条文字意见，整理的文字另存在“待核对的意见”里。"), "refusal")
    else:
        flash(_("已整理成意见，回执号 %(receipt)s。", receipt=taken.receipt))
    return go("/staff/recordings")


@pages.get("/<opinion_id>/sound/<sha256>")
@guarded(*CLERKS)
def get_sound(opinion_id: str, sha256: str) -> Response:
    """The sound of one recording; a player may ask for a part of it."""
    with site().database.reading() as session:
        spoken = session.get(Spoken, opinion_id)
        if spoken is not None and not may_hear(me(), spoken.station_id):
            raise NotAllowed("只能听自己工作站的录音。")
        if sha256 not in [each.sha256 for each in recordings_of(session, [opinion_id])[opinion_id]]:
            raise NotFound("没有这段录音。")
        blob = find_blob(session, sha256)
        answer = Response(blob.body, mimetype=blob.media_type)
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=len(blob.body))
    return answer


def _page(status: int, focused: str = "", errors: Errors | None = None) -> Page:
    number = page_number()
    with site().database.reading() as session:
        desk = show_desk(session, my_stations(), number)
        shown = _shown(session, desk)
        invented = shows_invented(session)
    return render_template("intake/recordings.html", desk=desk, page=number, focused=focused, errors=errors,
                           values=request.form, stances=stance_words(), invented=invented, **shown), status


def _shown(session: Session, desk: Desk) -> dict[str, Any]:
    sounds: dict[str, list[Attachment]] = recordings_of(
        session, [each.opinion_id for each in (*desk.waiting, *desk.done)])
    stations = station_names(session, [each.station_id for each in desk.waiting if each.station_id])
    return {"sounds": sounds, "stations": stations,
            "articles": {each.opinion_id: _article_of(session, each) for each in desk.waiting}}


def _article_of(session: Session, spoken: Spoken) -> Article | None:
    """The article that was spoken about, in the version it was read in."""
    draft = session.get(Draft, (spoken.consultation_id, spoken.values["draft_version"]))
    provision = spoken.values["provision"]
    return find_article(read_outline(draft.provisions), provision) if draft and provision else None
