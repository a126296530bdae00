"""What a draft is asked with: plain words by article, focus questions; each change is a step with who and when."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.questions import faults_after, faults_of, keep_asked
from services.review.models import Consultation, Draft
from services.review.operations.consolidation.steps import record_step
from services.review.operations.drafting.consultations import WRONG, tell_change
from services.review.queries.drafting.consultations import find_changeable, find_draft
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, NotFound

NOTED = ("article", "annex")


def write_note(session: Session, post: Postbox, consultation_id: str, eid: str, text: str, who: Identity,
               now: datetime) -> str:
    """Say an article in plain words (大白话); no words take the note away. What is open is told to the others."""
    consultation, draft = _locked(session, consultation_id)
    _check_article(draft, eid)
    before = draft.notes.get(eid, "")
    if text != before:
        draft.notes = {name: words for name, words in (draft.notes | {eid: text}).items() if words}
        record_step(session, consultation_id, "note", who, now, before={"eid": eid, "text": before})
        tell_change(session, post, consultation)
    return text


def set_questions(session: Session, post: Postbox, consultation_id: str, questions: Sequence[dict[str, Any]],
                  who: Identity, now: datetime) -> list[dict[str, Any]]:
    """Put these focus questions (焦点题); what people have seen already is retired instead of dropped."""
    consultation, draft = _locked(session, consultation_id)
    asked = draft.questions if consultation.state != "draft" else []
    faults = faults_of(questions, {each["eid"] for each in draft.provisions}) | faults_after(asked, questions)
    if faults:
        raise Invalid(WRONG, faults)
    wanted = keep_asked(asked, questions)
    if wanted != draft.questions:
        record_step(session, consultation_id, "questions", who, now, before={"questions": draft.questions})
        draft.questions = wanted
        tell_change(session, post, consultation)
    return wanted


def _locked(session: Session, consultation_id: str) -> tuple[Consultation, Draft]:
    consultation = find_changeable(session, consultation_id)
    return consultation, find_draft(session, consultation)


def _check_article(draft: Draft, eid: str) -> None:
    """A note stands under an article or an annex as a whole."""
    kind = next((each["kind"] for each in draft.provisions if each["eid"] == eid), None)
    if kind is None:
        raise NotFound("这一版草案里没有这一条，请从条文列表里选。")
    if kind not in NOTED:
        raise Invalid(WRONG, {"eid": ["大白话按条来写：请用条或附件的编号，例如 art_12。"]})
