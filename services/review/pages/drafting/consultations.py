"""A consultation: imported, looked over, opened, closed."""
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.bounds import acting, may_change
from services.review.domain.outline import count_articles, outline
from services.review.operations.drafting.consultations import close_consultation, import_draft, open_consultation
from services.review.operations.drafting.drafts import read_draft
from services.review.pages.home import steps_of
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, level_words, sheet_words, vocabulary
from services.review.queries.consolidation.workbench import count_suggestions, list_articles, list_stations
from services.review.queries.drafting.consultations import count_balance, find_consultation, find_draft
from services.review.queries.drafting.places import count_asks
from services.review.queries.home import loops_of
from services.review.queries.staffing.groups import group_names, sectors_of
from services.review.schemas.desk import HERE, NewConsultationForm
from shared.refusals import Errors, Refused
from shared.web.bodies import limit, load_form
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("consultation_pages", __name__, url_prefix="/review/consultations")
DRAFT_LIMIT = 20 * 1024 * 1024


@pages.get("/new")
@guarded("group", "admin")
def show_new() -> Answer:
    """The form for a new draft."""
    return _new_page(200)


@pages.post("/new")
@guarded("group", "admin")
@limit(DRAFT_LIMIT)
def post_new() -> Answer:
    """Read and parse the draft, then show its structure to be checked."""
    try:
        values = load_form(NewConsultationForm())
        upload = request.files.get("file")
        name, content = (upload.filename or "", upload.read()) if upload else ("", b"")
        draft = read_draft(name, content, values["text"])
        with site().database.writing() as session:
            consultation = import_draft(session, values, draft, me(), site().now())
    except Refused as refused:
        return _new_page(status_of(refused), errors_of(refused))
    flash(_("已导入 %(n)s 条。请核对下面的条文，无误后打开。", n=count_articles(draft["provisions"])))
    return go(f"/review/consultations/{consultation.id}")


@pages.get("/<uuid:consultation_id>")
@guarded("officer", "adviser", "group", "leader", "admin")
def show_consultation(consultation_id: UUID) -> Answer:
    """Where it stands: dates, the balance that adds up, what can be done next, the structure."""
    return _page(str(consultation_id), 200)


@pages.post("/<uuid:consultation_id>/open")
@guarded("group", "admin")
def post_open(consultation_id: UUID) -> Answer:
    """Confirm the structure and put the draft to the people."""
    accepted = request.form.get("accept_warnings") == "true"
    try:
        with site().database.writing() as session:
            open_consultation(session, site().post, str(consultation_id), accepted, me(), site().now())
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), {"main": [refused.sentence]})
    return _done(consultation_id, _("已打开，群众现在可以提意见了。"))


@pages.post("/<uuid:consultation_id>/close")
@guarded("group", "admin")
def post_close(consultation_id: UUID) -> Answer:
    """End the asking before its time."""
    try:
        with site().database.writing() as session:
            close_consultation(session, site().post, str(consultation_id), site().now())
    except Refused as refused:
        return _page(str(consultation_id), status_of(refused), errors_of(refused))
    return _done(consultation_id, _("已截止，不再收新意见。"))


def _new_page(status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        stations, known = list_stations(session), sectors_of(session)
    return render_template("review/new.html", levels=level_words().items(), stations=stations,
                           sectors=[word for words in known.values() for word in words], values=request.form,
                           today=site().now().astimezone(HERE).date().isoformat(), errors=errors), status


def _done(consultation_id: UUID, words: str) -> Answer:
    flash(words)
    return go(f"/review/consultations/{consultation_id}")


def _page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        draft = find_draft(session, consultation)
        balance = count_balance(session, consultation_id)
        states = count_suggestions(session, consultation_id)
        articles = list_articles(session, consultation)
        loop = loops_of(session, [consultation_id])[consultation_id]
        asks, names = count_asks(session, consultation_id), group_names(session)
    counted = {"noted": len(draft.notes), "total": sum(not each.is_heading for each in outline(draft.provisions)),
               "asked": sum(not each["retired"] for each in draft.questions), "asks": asks}
    placed = {"group_name": names.get(consultation.group_id or ""), "any_group": bool(names), "who_is_group":
              me().has("group"), "may": may_change(consultation.group_id), "acting": acting(consultation.group_id)}
    return render_template("review/consultation.html", c=consultation, draft=draft, balance=balance, articles=articles,
                           steps=steps_of(loop), drafted=states["drafted"], gated=states["gated"], who=me(),
                           invented=consultation.invented, errors=errors, tables=sheet_words(), **counted, **placed,
                           **vocabulary()), status
