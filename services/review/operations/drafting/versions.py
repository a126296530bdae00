"""Second readings: the next version of a draft is imported, looked over, issued; then opinions are carried."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.versions import sure_moves
from services.review.models import Consultation, Draft
from services.review.operations.consolidation.steps import record_step
from services.review.operations.drafting.consultations import open_consultation, tell_consultation
from services.review.operations.drafting.corrections import close_corrections
from services.review.operations.drafting.drafts import carry_asking
from services.review.queries.drafting.consultations import find_consultation, find_draft, find_pending
from services.review.queries.drafting.versions import find_version, stamp_of
from shared.contracts import ConsultationChanged
from shared.identity import Identity
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Refused


def import_version(session: Session, consultation_id: str, draft: Mapping[str, Any], seen: str, who: Identity,
                   now: datetime) -> Draft:
    """Keep a parsed draft as the next version, not issued yet; it replaces one that was waiting if that is still the
    one that the importer knew of (*seen*, its stamp). Before the opening it replaces the first version."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if consultation.state == "settled":
        raise Refused("这次征求意见已经办结，不能再导入新稿。")
    pending = find_pending(session, consultation)
    if stamp_of(pending) != seen:
        raise Refused("别人刚刚导入了另一份新稿，请先看一看；确要替换，请再导入一次。")
    if pending is None:
        pending = Draft(consultation_id=consultation_id, version=consultation.draft_version + 1, edits=0)
        session.add(pending)
    else:
        close_corrections(session, pending, who, now)
    for name, value in draft.items():
        setattr(pending, name, value)
    pending.imported_by, pending.imported_at = who.account_id, now
    session.flush()
    record_step(session, consultation_id, "import_version", who, now, before={"version": pending.version,
                                                                              "stamp": seen})
    return pending


def issue_version(session: Session, post: Postbox, consultation_id: str, version: int, accept_warnings: bool,
                  seen: str, who: Identity, now: datetime) -> Consultation:
    """Confirm the structure of the waiting version and put it to the people; *seen*, where it is given, is the stamp
    of the one that was looked over."""
    consultation = find_consultation(session, consultation_id, lock=True)
    draft = find_version(session, consultation_id, version)
    _check_issue(consultation, draft, seen, accept_warnings)
    if consultation.state == "draft":
        return open_consultation(session, post, consultation_id, accept_warnings, who, now)
    before = find_draft(session, consultation)
    lost = carry_asking(before, draft, sure_moves(before.provisions, draft.provisions))
    draft.confirmed_by, draft.confirmed_at = who.account_id, now
    consultation.draft_version = version
    record_step(session, consultation_id, "issue_version", who, now, before={"version": version - 1, "notes": lost})
    tell_consultation(session, post, consultation, ConsultationChanged)
    want(session, post, "carry", consultation_id)
    return consultation


def _check_issue(consultation: Consultation, draft: Draft, seen: str, accept_warnings: bool) -> None:
    if consultation.state == "settled":
        raise Refused("这次征求意见已经办结，不能再发布新稿。")
    if draft.confirmed_at is not None or draft.version < consultation.draft_version:
        raise Refused(f"第 {draft.version} 版已经发布过了。")
    if seen and seen != stamp_of(draft):
        raise Refused("您核对的那份新稿刚刚被替换了，请重新核对后再发布。")
    if draft.warnings and not accept_warnings:
        raise Refused("新稿结构还有提示没有处理；确认无误后请带 accept_warnings: true 再发布。",
                      {"warnings": draft.warnings})
