"""The expert's desk: a draft is kept while it is written, put off, and ends when the assessment is saved."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.review.models import Assignment, Consultation, DeskDraft
from services.review.operations.assignment.assignments import assess, decline
from services.review.queries.assignment.desk import filled, find_own, given_in
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import Refused
from shared.rows import insert_new

DRAFTS = table_of(DeskDraft)


class Overtaken(Refused):
    """Another window has kept something newer; nothing was kept of this one."""


def keep_draft(session: Session, assignment_id: str, given: Mapping[str, Any], version: int, who: Identity,
               now: datetime) -> DeskDraft:
    """Keep what was begun. A draft that another window has kept since *version* is not written over."""
    assignment = find_own(session, who.account_id, assignment_id)
    _check_unsettled(session, assignment)
    draft = _locked(session, assignment_id)
    if filled(given) != given_in(assignment, draft):
        _check_version(draft, version)
        draft.given, draft.version, draft.saved_at = filled(given), draft.version + 1, now
    return draft


def put_off(session: Session, assignment_id: str, given: Mapping[str, Any], version: int, who: Identity,
            now: datetime) -> DeskDraft:
    """Leave an assignment for later, with what was begun: it goes behind everything else in the queue."""
    draft = keep_draft(session, assignment_id, given, version, who, now)
    draft.put_off_at = now
    return draft


def save_assessment(session: Session, post: Postbox, assignment_id: str, values: Mapping[str, Any], version: int | None,
                    who: Identity, now: datetime) -> Assignment:
    """Say it, and the draft is done with. Without a *version* whatever was kept meanwhile is passed over."""
    draft = _locked(session, assignment_id)
    own = find_own(session, who.account_id, assignment_id)
    if version is not None and filled(values) != given_in(own, draft):
        _check_version(draft, version)
    saved = assess(session, post, assignment_id, values, who, now)
    draft.given, draft.version, draft.saved_at, draft.put_off_at = {}, draft.version + 1, None, None
    return saved


def hand_back(session: Session, post: Postbox, assignment_id: str, reason: str, instead: str | None, who: Identity,
              now: datetime) -> Assignment:
    """Step back from an assignment; what was begun goes with it."""
    session.execute(delete(DeskDraft).where(DeskDraft.assignment_id == assignment_id))
    find_own(session, who.account_id, assignment_id)
    return decline(session, post, assignment_id, reason, instead, who, now)


def _locked(session: Session, assignment_id: str) -> DeskDraft:
    """The draft's row, ours until the end of the transaction; always the first that is locked."""
    insert_new(session, DRAFTS, [{"assignment_id": assignment_id, "version": 0, "given": {}}])
    return session.get_one(DeskDraft, assignment_id, with_for_update=True, populate_existing=True)


def _check_version(draft: DeskDraft, version: int) -> None:
    if draft.version != version:
        raise Overtaken("您在另一个窗口或另一台设备上存过更新的内容：两份都在下面，请选一份；什么都没有丢。")


def _check_unsettled(session: Session, assignment: Assignment) -> None:
    if session.get_one(Consultation, assignment.consultation_id).state == "settled":
        raise Refused("这次征求意见已经办结，评议不能再改。")
