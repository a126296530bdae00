"""Drawing up focus questions (焦点题): one form holds all of them; each button sends it and shows it again, changed."""
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from werkzeug.datastructures import MultiDict

from services.review.bounds import acting
from services.review.domain.outline import outline
from services.review.domain.questions import Question, moved, name_options, next_id
from services.review.operations.drafting.asking import set_questions
from services.review.operations.drafting.consultations import change_window
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, entry_label, errors_of, question_words, vocabulary
from services.review.queries.drafting.consultations import find_consultation, find_draft, is_changeable
from services.review.schemas.asking import MOST_OPTIONS, MOST_QUESTIONS, QuestionsSchema
from shared.refusals import Errors, Refused
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("questions", __name__, url_prefix="/review/consultations")
BLANKS = 2
STEPS = {"up": -1, "down": 1}


@pages.get("/<uuid:consultation_id>/questions")
@guarded("officer", "adviser", "group", "admin")
def show_questions(consultation_id: UUID) -> Answer:
    """The focus questions as they are, ready to be changed."""
    return _page(str(consultation_id), None, 200)


@pages.post("/<uuid:consultation_id>/questions")
@guarded("officer", "group")
def post_questions(consultation_id: UUID) -> Answer:
    """Save; or add, move and take away in the form alone, which is shown again."""
    questions = _read(request.form, _kept(str(consultation_id)))
    if request.form.get("act") != "save":
        return _page(str(consultation_id), questions, 200)
    try:
        body = load_values(QuestionsSchema(), {"questions": [_sent(each) for each in questions]})
        with site().database.writing() as session:
            set_questions(session, site().post, str(consultation_id), body["questions"], me(), site().now())
    except Refused as refused:
        return _page(str(consultation_id), questions, status_of(refused), _placed(errors_of(refused), questions))
    flash(_("已保存 %(n)s 道焦点题。", n=len(questions)))
    return go(f"/review/consultations/{consultation_id}/questions")


@pages.post("/<uuid:consultation_id>/counts")
@guarded("group", "admin")
def post_counts(consultation_id: UUID) -> Answer:
    """Show how many opinions each article has, or show it no more."""
    shows = request.form.get("shows_counts") == "true"
    with site().database.writing() as session:
        change_window(session, site().post, str(consultation_id), {"shows_counts": shows}, me(), site().now())
    flash(_("群众现在看得到每一条的意见数。") if shows else _("群众现在看不到每一条的意见数。"))
    return go(f"/review/consultations/{consultation_id}")


def _kept(consultation_id: str) -> list[Question]:
    with site().database.reading() as session:
        return find_draft(session, find_consultation(session, consultation_id)).questions


def _read(form: MultiDict[str, str], kept: Sequence[Question]) -> list[Question]:
    """The questions that a form holds, in its order."""
    return [{"id": id_, "text": form.get(f"{id_}-text", "").strip(), "kind": form.get(f"{id_}-kind", "single"),
             "provision": form.get(f"{id_}-provision") or None,
             "options": name_options(_options_in(form, id_), _options_of(kept, id_))}
            for id_ in form.getlist("question")[:MOST_QUESTIONS]]


def _options_in(form: MultiDict[str, str], id_: str) -> list[Question]:
    """A question's options as a form holds them; one without words is none, one without an id is new."""
    pairs = zip(form.getlist(f"{id_}-option"), form.getlist(f"{id_}-words"), strict=False)
    return [{"id": key, "text": text.strip()} for key, text in pairs if text.strip()]


def _sent(question: Question) -> Question:
    """A question as a program would send it: a page keeps the options of one that is answered in words."""
    return question | {"options": [] if question["kind"] == "words" else question["options"]}


def _changed(questions: list[Question], kept: Sequence[Question], act: str) -> list[Question]:
    """What a button makes of the questions in the form: add, drop:q1, up:q1, down:q1, back:q1."""
    verb, _colon, id_ = act.partition(":")
    if verb == "add":
        return [*questions, _blank(questions, kept)][:MOST_QUESTIONS]
    if verb == "back":
        return [*questions, *(_shown(each) for each in _retired(kept, questions) if each["id"] == id_)]
    if verb == "drop":
        return [each for each in questions if each["id"] != id_]
    return moved(questions, id_, STEPS.get(verb, 0))


def _blank(questions: Sequence[Question], kept: Sequence[Question]) -> Question:
    known = {each["id"] for each in (*questions, *kept)}
    return {"id": next_id("q", known), "text": "", "kind": "single", "provision": None, "options": []}


def _shown(question: Question) -> Question:
    """A question as the form holds it: retired options stay out of sight."""
    return question | {"options": [each for each in question["options"] if not each["retired"]]}


def _placed(errors: Errors, questions: Sequence[Question]) -> Errors:
    """Errors at the fields of the page: questions.1.options.0.text is at the options of the second question."""
    placed: dict[str, list[str]] = {}
    for name, sentences in errors.items():
        found = re.match(r"questions\.(\d+)\.(\w+)", name)
        place = f"{questions[int(found[1])]['id']}-{found[2]}" if found else name
        placed[place] = [*placed.get(place, []), *(each for each in sentences if each not in placed.get(place, []))]
    return placed


def _page(consultation_id: str, given: list[Question] | None, status: int, errors: Errors | None = None
          ) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        draft = find_draft(session, consultation)
    stored = [_shown(each) for each in draft.questions if not each["retired"]]
    questions = stored if given is None else _changed(given, draft.questions, request.form.get("act", ""))
    questions = questions or [_blank(questions, draft.questions)]
    who = acting(consultation.group_id)
    return render_template(
        "review/questions.html", c=consultation, questions=questions, stored=stored, errors=errors, who=who,
        retired=_retired(draft.questions, questions), kinds=question_words(), most=MOST_OPTIONS, blanks=BLANKS,
        more=request.form.get("act", "").removeprefix("more:"),
        places=_places(draft.provisions, questions), state=consultation.state, invented=consultation.invented,
        may=who.has("officer", "group") and is_changeable(consultation), labels=_labels(questions),
        **vocabulary()), status


def _options_of(kept: Sequence[Question], id_: str) -> list[Question]:
    return next((each["options"] for each in kept if each["id"] == id_), [])


def _retired(kept: Sequence[Question], questions: Sequence[Question]) -> list[Question]:
    """Questions that people have seen and that are not in the form."""
    shown = {each["id"] for each in questions}
    return [each for each in kept if each["retired"] and each["id"] not in shown]


def _places(provisions: Sequence[dict[str, Any]], questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What a question may be about: the whole draft, an article, and whatever one is about already."""
    found = [("", _("整部草案"))] + [(each.key, f"{entry_label(each)} {each.caption}".strip())
                                    for each in outline(provisions) if not each.is_heading]
    known = {key for key, _words in found}
    return found + [(each["provision"], each["provision"]) for each in questions
                    if each["provision"] and each["provision"] not in known]


def _labels(questions: Sequence[Question]) -> dict[str, str]:
    """The fields of each question by name, for the summary of errors."""
    names = {"text": _("题目"), "kind": _("题型"), "options": _("选项"), "provision": _("针对哪一条")}
    return {f"{each['id']}-{field}": _("第 %(n)s 题", n=number) + " · " + words
            for number, each in enumerate(questions, 1) for field, words in names.items()}
