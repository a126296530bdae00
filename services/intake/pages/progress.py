"""Where an opinion stands: found by its receipt alone, and taken back with its secret."""
from flask import Blueprint, flash, render_template, request, session

from services.intake.models import Opinion
from services.intake.operations.opinions import ask_withdrawal
from services.intake.pages.door import follow
from services.intake.pages.home import glance
from services.intake.pages.reading import find_asked, labels_of, shows_invented
from services.intake.pages.timeline import find_way
from services.intake.pages.words import Page, _, errors_of, go, outcome_words, waiting_words
from services.intake.queries.progress import find_by_receipt
from services.intake.queries.waiting import show_waiting
from services.intake.schemas.opinions import WithdrawSchema
from shared.ids import read_receipt
from shared.refusals import Errors, Refused
from shared.web.bodies import load_form
from shared.web.doors import open_door, site
from shared.web.errors import status_of

pages = Blueprint("progress", __name__)
RECEIPT = "who holds the receipt may see the progress; it shows neither the words nor the contact"


@pages.get("/t")
@open_door("the field for a receipt")
def show_lookup() -> Page:
    """Ask for a receipt, and go to its page."""
    typed = request.args.get("receipt", "")
    if not typed.strip():
        return render_template("intake/lookup.html", typed="")
    receipt = read_receipt(typed)
    if receipt is not None:
        return go(f"/t/{receipt}")
    errors = {"receipt": [_("这个回执号不对，多半是抄错了一个字符。请对照回执再看一遍。")]}
    return render_template("intake/lookup.html", typed=typed[:40], errors=errors), 422


@pages.get("/t/<receipt>")
@open_door(RECEIPT)
def show_progress(receipt: str) -> Page:
    """The vertical line of stages, and the answer when there is one; so too of a recording and a social item."""
    with site().database.reading() as reading:
        waiting = show_waiting(reading, read_receipt(receipt))
        invented = waiting is not None and shows_invented(reading)
    if waiting is not None:
        return render_template("intake/waiting.html", way=waiting, words=waiting_words(), invented=invented)
    opinion = follow(receipt)
    return go(f"/t/{opinion.receipt}") if opinion.receipt != receipt else _progress_page(opinion, 200)


@pages.post("/t/<receipt>/withdraw")
@open_door("checked inside: only who has the secret")
def post_withdrawal(receipt: str) -> Page:
    """Ask for the opinion back; review decides."""
    opinion = follow(receipt)
    try:
        secret = load_form(WithdrawSchema())["secret"]
        with site().database.writing() as writing:
            ask_withdrawal(writing, site().post, find_by_receipt(writing, opinion.receipt), secret, site().now())
    except Refused as refused:
        return _progress_page(opinion, status_of(refused), errors_of(refused))
    flash(_("已经收到您的撤回申请。"))
    return go(f"/t/{opinion.receipt}")


def _progress_page(opinion: Opinion, status: int, errors: Errors | None = None) -> Page:
    with site().database.reading() as reading:
        way = find_way(reading, opinion)
        labels = glance().at(("labels", opinion.consultation_id, opinion.draft_version),
                             lambda: labels_of(find_asked(reading, opinion.consultation_id)))
    label = labels.get((opinion.provision or "").split("__")[0], "")
    return render_template(
        "intake/progress.html", way=way, label=label, outcomes=outcome_words(), errors=errors,
        own=session.get("left") == opinion.id,
        invented=bool(way.consultation and way.consultation.invented)), status
