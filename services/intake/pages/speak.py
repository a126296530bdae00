"""Leaving an opinion without an account: the form, and the receipt."""
import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import segno
from flask import Blueprint, render_template, request, session

from services.intake.domain.contents import article_of, offered
from services.intake.operations.opinions import Taken
from services.intake.pages.door import follow, take
from services.intake.pages.forms import ANSWER, DIGITS, contact_of, opinion_of, quoted_in
from services.intake.pages.home import asked_of
from services.intake.pages.outline import Article, Sentence, find_article, find_sentence, find_words, list_sentences
from services.intake.pages.reading import Asked, find_heard
from services.intake.pages.words import Page, _, errors_of, go, stance_words, submitter_words
from shared.ids import new_id
from shared.refusals import Errors, Invalid, NotFound, Refused
from shared.schemas import ID
from shared.sealing import seal_contact
from shared.web.doors import open_door, site
from shared.web.errors import status_of
from shared.web.looks import language

pages = Blueprint("speak", __name__)
ANYONE = "anyone may speak, without an account (law 9)"


@pages.get("/c/<consultation_id>/speak")
@open_door(ANYONE)
def show_form(consultation_id: str) -> Page:
    """The form; the opinion's id is made here, so that a second click is a repeat."""
    asked = _asked(consultation_id)
    if not asked.is_open(site().now()):
        return go(f"/c/{consultation_id}")
    provision = request.args.get("provision", "")
    article = find_article(asked.chapters, provision)
    if provision and article is None:
        raise NotFound("这一版草案里没有这一条，请回到草案里重新选择。")
    marked = _marked(article, provision)
    return _form_page(asked, {"id": new_id(), "written_at": site().now().isoformat(), "provision": provision,
                              "draft_version": str(asked.draft.draft_version), "submitter": "person",
                              "sentence": marked.place if marked else ""}, 200)


@pages.post("/c/<consultation_id>/speak")
@open_door(ANYONE)
def post_form(consultation_id: str) -> Page:
    """Take the opinion through the same door as the API, then show the receipt."""
    asked = _asked(consultation_id)
    values = {name: " ".join(each) if name.startswith(ANSWER) else each[0] for name, each in request.form.lists()}
    values.pop("csrf_token", None)
    try:
        taken = _take(asked, values)
    except Refused as refused:
        return _form_page(asked, values, status_of(refused), _placed(errors_of(refused)))
    if taken.status == "conflict":
        known = _("这张表单已经交过一次，回执号 %(receipt)s。如果这是另一条意见，请再按一次提交。",
                  receipt=taken.receipt)
        return _form_page(asked, values | {"id": new_id()}, 409, {"main": [known]})
    session["left"] = taken.id
    return go(f"/t/{taken.receipt}/thanks")


@pages.get("/t/<receipt>/thanks")
@open_door("the receipt of who has just left an opinion")
def show_thanks(receipt: str) -> Page:
    """The number in large type, its picture, and how to take the opinion back."""
    opinion = follow(receipt)
    consultation = _asked(opinion.consultation_id).consultation
    address = f"{site().settings.public_url.rstrip('/')}/t/{opinion.receipt}"
    picture = segno.make(address, error="m").svg_data_uri(scale=6, border=2)
    secret = withdraw_secret(opinion.id)
    return render_template("intake/thanks.html", opinion=opinion, address=address, picture=picture,
                           own=session.get("left") == opinion.id, invented=consultation.invented,
                           secret=secret if opinion.withdraw_hash == _hash(secret) else None)


def withdraw_secret(opinion_id: str) -> str:
    """The secret for browsers that make none themselves: derived, so that it need not be kept."""
    return hmac.new(site().keys.secret.encode(), f"withdraw:{opinion_id}".encode(), sha256).hexdigest()[:32]


def _take(asked: Asked, values: dict[str, str]) -> Taken:
    """Seal, check, keep. *values* loses a contact in the clear before anything else can see it."""
    values["id"] = values.get("id", "")
    _seal(values)
    article = find_article(asked.chapters, values.get("provision", ""))
    _drop_unchanged(article, values)
    if ID.fullmatch(values["id"]) and not values.get("withdraw_hash"):
        values["withdraw_hash"] = _hash(withdraw_secret(values["id"]))
    opinion, raw = opinion_of(values, asked.consultation.consultation_id, language().tag,
                              quoted_in(values, article))
    return take(opinion, raw)


def _seal(values: dict[str, str]) -> None:
    """Replace a contact that came in the clear by its sealed text. Raises Invalid."""
    clear = {name: values.pop(name, "") for name in ("contact_channel", "contact_name", "contact_email")}
    try:
        contact = contact_of(clear)
    except Invalid as refused:
        values["contact_channel"] = "email"
        raise refused
    if contact is not None and ID.fullmatch(values["id"]):
        keys = site().keys
        values["sealed_contact"] = seal_contact(keys.contact_keys[keys.contact_current], values["id"], contact)
        values["contact_key"] = keys.contact_current


def _drop_unchanged(article: Article | None, values: dict[str, str]) -> None:
    """The article's own words, sent back as they were put into the field, propose nothing."""
    proposed = values.get("proposed_text", "")
    if article is not None and "".join(proposed.split()) == "".join(article.text.split()):
        values.pop("proposed_text", None)


def _marked(article: Article | None, provision: str) -> Sentence | None:
    """The words that were marked on the page of the draft."""
    quote, start = request.args.get("quote", ""), request.args.get("start", "")
    place = int(start) if start.isdecimal() and len(start) < DIGITS else 0
    return find_words(article, provision, quote, place) if article and quote else None


def _placed(errors: Errors) -> Errors:
    """An answer's errors point at its field on the page, those of a quotation at the list of sentences."""
    return {re.sub(r"^answers\.([^.]*).*", rf"{ANSWER}\1", name).replace("anchor", "sentence"): sentences
            for name, sentences in errors.items()}


def _questions(asked: Asked, article: Article | None) -> list[dict[str, Any]]:
    """The focus questions about an article, then those about no article in particular."""
    about = [(each, article_of(each["provision"] or "")) for each in offered(asked.draft.questions)]
    own = [each for each, eid in about if article and eid == article.eid]
    return own + [each for each, eid in about if not eid.startswith(("art_", "annex_"))]


def _sentences(article: Article | None, place: str) -> list[Sentence]:
    """The sentences of an article, before them what was marked if that is something else."""
    found = list_sentences(article) if article else []
    marked = find_sentence(article, place) if article and place not in [each.place for each in found] else None
    return [marked, *found] if marked else found


def _form_page(asked: Asked, values: Mapping[str, str], status: int, errors: Errors | None = None) -> Page:
    article = find_article(asked.chapters, values.get("provision", ""))
    questions = _questions(asked, article)
    return render_template(
        "intake/speak.html", asked=asked, consultation=asked.consultation, article=article, values=values,
        questions=questions, asked_labels={ANSWER + each["id"]: each["text"] for each in questions},
        sentences=_sentences(article, values.get("sentence", "")),
        proposed=values.get("proposed_text") or _text_of(article), stances=stance_words(),
        submitters=submitter_words(), errors=errors, invented=asked.consultation.invented), status


def _text_of(article: Article | None) -> str:
    return article.text if article is not None else ""


def _asked(consultation_id: str) -> Asked:
    with site().database.reading() as reading:
        return asked_of(reading, find_heard(reading, consultation_id))


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
