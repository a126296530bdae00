"""Correcting the structure of a draft before it is put to the people; who and when are kept, all can be undone."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.review.domain.statute import Mark, corrections
from services.review.models import Correction, Draft
from services.review.operations.drafting.drafts import cut_draft
from services.review.queries.drafting.consultations import find_consultation
from services.review.queries.drafting.corrections import find_last, find_proof, marks_of, may_correct, rows_of
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, Refused


def correct_draft(session: Session, consultation_id: str, edits: int, values: Mapping[str, Any], who: Identity,
                  now: datetime) -> Draft:
    """Do one correction: *values* are ``kind`` and what belongs to it. *edits* is the count the officer saw."""
    draft = _take(session, consultation_id, edits)
    before = _retitle(draft, values["title"]) if values["kind"] == "title" else _recut(draft, values)
    draft.edits += 1
    session.add(Correction(id=new_id(), consultation_id=draft.consultation_id, version=draft.version, edit=draft.edits,
                           kind=values["kind"], payload=dict(values), before=before, made_by=who.account_id,
                           made_by_name=who.name, made_at=now))
    session.flush()
    return draft


def undo_correction(session: Session, consultation_id: str, edits: int, who: Identity, now: datetime) -> Draft:
    """Take back the last correction that was not taken back yet; it stays in the history, marked."""
    draft = _take(session, consultation_id, edits)
    last = find_last(session, draft)
    if last is None:
        raise Refused("没有可以撤销的更正。")
    if last.kind == "title":
        draft.title = last.before["title"]
    else:
        added = [Mark(*each) for each in last.before["added"]]
        kept = [mark for mark in marks_of(draft) if mark not in added]
        cut_draft(draft, sorted([*kept, *(Mark(*each) for each in last.before["removed"])]))
    last.undone_by, last.undone_by_name, last.undone_at = who.account_id, who.name, now
    draft.edits += 1
    session.flush()
    return draft


def close_corrections(session: Session, draft: Draft, who: Identity, now: datetime) -> None:
    """Another text takes the place of a draft: what was corrected in the old one stays in the history, undone."""
    session.execute(update(Correction).where(
        Correction.consultation_id == draft.consultation_id, Correction.version == draft.version,
        Correction.undone_at.is_(None)).values(undone_by=who.account_id, undone_by_name=who.name, undone_at=now))
    draft.edits += 1


def _take(session: Session, consultation_id: str, edits: int) -> Draft:
    """The draft, locked, if it may be corrected and is as the officer saw it."""
    consultation = find_consultation(session, consultation_id, lock=True)
    draft = find_proof(session, consultation)
    session.refresh(draft)  # it may have been read before the lock was ours
    if not may_correct(consultation, draft):
        raise Refused("这一版草案已经公布征求意见，条文不能再更正；要改请导入新的一版。")
    if draft.edits != edits:
        raise Refused("您看到的条文之后又有人更正过，这次没有保存：请看过最新的条文再改。")
    return draft


def _retitle(draft: Draft, title: str) -> dict[str, Any]:
    if title == draft.title:
        raise Invalid("标题没有变。", {"title": ["和现在的标题一样，没有什么可改。"]})
    before = {"title": draft.title}
    draft.title = title
    return before


def _recut(draft: Draft, values: Mapping[str, Any]) -> dict[str, Any]:
    before = marks_of(draft)
    after = corrections.correct(draft.text, before, corrections.Correction(**values))
    cut_draft(draft, after)
    return {"removed": rows_of(set(before) - set(after)), "added": rows_of(set(after) - set(before))}
