"""HTTP bodies of what a draft is asked with: plain words by article, focus questions."""
import re

from marshmallow import fields, validate

from shared.contracts.consultations import QUESTION_KINDS
from shared.schemas import Eid, Pattern, Strict, Truth, Words

KEY = re.compile(r"[A-Za-z0-9_-]{1,20}")
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_NOTE = 50, 20, 2000


def _key() -> Pattern:
    return Pattern(KEY, "应为 1 到 20 个字母、数字、- 或 _，例如 q1。", required=True)


class NoteSchema(Strict):
    """An article in plain words; no words take the note away."""

    text = Words(required=True, most=LONGEST_NOTE)


class NoteForm(Strict):
    """A note as the adviser's page sends it: the article, and the one to show after it."""

    article = Words(required=True, least=1, most=120)
    text = Words(load_default="", most=LONGEST_NOTE)
    next = Words(load_default="", most=120)


class OptionSchema(Strict):
    """One choice; a retired one is offered no more."""

    id = _key()
    text = Words(required=True, least=1, most=100)
    retired = Truth(load_default=False)


class QuestionSchema(Strict):
    """A focus question: ``single`` is answered by one option's id, ``multiple`` by ids with a space between them,
    ``words`` by up to 500 characters. ``provision``: the provision it is about, null for the whole draft."""

    id = _key()
    text = Words(required=True, least=1, most=200)
    kind = fields.String(required=True, validate=validate.OneOf(
        QUESTION_KINDS, error="应为 single（单选）、multiple（多选）或 words（填写）。"))
    options = fields.List(fields.Nested(OptionSchema), load_default=list, validate=validate.Length(
        0, MOST_OPTIONS, error=f"一题最多 {MOST_OPTIONS} 个选项。"))
    provision = Eid(load_default=None, allow_none=True)
    retired = Truth(load_default=False)


class QuestionsSchema(Strict):
    """All focus questions of a draft, in their order."""

    questions = fields.List(fields.Nested(QuestionSchema), required=True, validate=validate.Length(
        0, MOST_QUESTIONS, error=f"最多 {MOST_QUESTIONS} 道焦点题。"))
