"""Consultations: imported, opened, closed, settled; each change tells the others the whole fact."""
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from services.review.domain.questions import provisions_asked
from services.review.models import Consultation, Draft
from services.review.operations.assignment.closing import tidy
from services.review.operations.consolidation.steps import record_step
from services.review.operations.drafting.drafts import carry_asking, cut_draft
from services.review.operations.outgoing.answers import release_rest
from services.review.operations.staffing.groups import place_consultation
from services.review.queries.drafting.consultations import (
    count_balance,
    find_changeable,
    find_consultation,
    find_draft,
)
from services.review.queries.drafting.corrections import marks_of
from services.review.queries.outgoing.settling import find_rest
from shared.contracts import ConsultationChanged, ConsultationClosed, ConsultationFact, ConsultationOpened
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def import_draft(session: Session, values: Mapping[str, Any], draft: Mapping[str, Any], who: Identity,
                 now: datetime) -> Consultation:
    """Keep a parsed draft as a new consultation. *draft*: title, text, provisions, warnings."""
    if values["closes_at"] <= values["opens_at"]:
        raise Invalid(WRONG, {"closes_at": ["结束时间要晚于开始时间。"]})
    names = ("title", "level", "sector", "audience", "opens_at", "closes_at", "stations", "invented",
             "shows_counts")
    consultation = Consultation(id=new_id(), created_by=who.account_id, created_at=now, state="draft", revision=0,
                                **{name: values[name] for name in names})
    place_consultation(session, consultation)
    session.add(consultation)
    session.flush()
    session.add(Draft(consultation_id=consultation.id, version=1, **draft))
    session.flush()
    return consultation


def open_consultation(session: Session, post: Postbox, consultation_id: str, accept_warnings: bool, who: Identity,
                      now: datetime) -> Consultation:
    """Confirm the structure and put the draft to the people; open warnings must be accepted by name of the act."""
    consultation = find_consultation(session, consultation_id, lock=True)
    draft = find_draft(session, consultation)
    if consultation.state != "draft":
        raise Refused("这次征求意见已经开启过了。")
    if consultation.closes_at <= now:
        raise Refused("结束时间已经过去，请改日期后再开启。")
    if draft.marks is None and draft.text:
        cut_draft(draft, marks_of(draft))  # what is opened is what could be looked over
    if draft.warnings and not accept_warnings:
        raise Refused("草案结构还有提示没有处理；确认无误后请带 accept_warnings: true 再开启。",
                      {"warnings": draft.warnings})
    draft.confirmed_by, draft.confirmed_at = who.account_id, now
    carry_asking(draft, draft, dict.fromkeys((*draft.notes, *provisions_asked(draft.questions))) | {
        each["eid"]: each["eid"] for each in draft.provisions})
    consultation.state = "open"
    tell_consultation(session, post, consultation, ConsultationOpened)
    return consultation


def change_window(session: Session, post: Postbox, consultation_id: str, changes: Mapping[str, Any], who: Identity,
                  now: datetime) -> Consultation:
    """Change title, sector, dates, audience, stations, or whether counts are shown; what is open is told to the others.
    Another sector may bring it to another group."""
    consultation = find_changeable(session, consultation_id)
    before = {name: getattr(consultation, name) for name in changes}
    for name, value in changes.items():
        setattr(consultation, name, value)
    if "sector" in changes:
        place_consultation(session, consultation)
    if consultation.closes_at <= consultation.opens_at:
        raise Invalid(WRONG, {"closes_at": ["结束时间要晚于开始时间。"]})
    record_step(session, consultation_id, "window", who, now, before={
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()})
    tell_change(session, post, consultation)
    return consultation


def tell_change(session: Session, post: Postbox, consultation: Consultation) -> None:
    """Tell the others what is other than before; of what is not open yet nobody has heard."""
    if consultation.state == "open":
        tell_consultation(session, post, consultation, ConsultationChanged)


def close_consultation(session: Session, post: Postbox, consultation_id: str, now: datetime) -> Consultation:
    """End the asking; ended early, the real moment of the closing counts from now on."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if consultation.state != "open":
        raise Refused("只有正在进行的征求意见才能结束。")
    consultation.state = "closed"
    _end(consultation, now)
    tell_consultation(session, post, consultation, ConsultationClosed)
    return consultation


def settle_consultation(session: Session, post: Postbox, consultation_id: str, who: Identity,
                        now: datetime) -> Consultation:
    """Close the matter: nobody waits, no suggestion is without its end; who has no answer yet gets it by this."""
    consultation = find_consultation(session, consultation_id, lock=True)
    if consultation.state == "settled":
        return consultation
    if consultation.state == "draft":
        raise Refused("还没有开启，不能办结；不再征求的草案留在这里即可。")
    rest = find_rest(session, consultation_id)
    if not rest.is_done:
        raise Refused(rest.sentence(), rest.errors())
    record_step(session, consultation_id, "settle", who, now, before={
        "state": consultation.state, "balance": count_balance(session, consultation_id)})
    consultation.state = "settled"
    _end(consultation, now)
    tell_consultation(session, post, consultation, ConsultationClosed)
    release_rest(session, post, consultation_id, now)
    tidy(session, consultation_id, now)
    return consultation


def _end(consultation: Consultation, now: datetime) -> None:
    """Let the real end count; what ends before it began was open for no more than a second."""
    consultation.closes_at = min(consultation.closes_at, now)
    consultation.opens_at = min(consultation.opens_at, consultation.closes_at - timedelta(seconds=1))


def tell_consultation(session: Session, post: Postbox, consultation: Consultation,
                      kind: type[ConsultationFact]) -> None:
    """Say the whole fact, one revision higher."""
    draft = find_draft(session, consultation)
    consultation.revision += 1
    names = ("title", "level", "sector", "audience", "opens_at", "closes_at", "stations", "invented", "draft_version",
             "state", "revision", "shows_counts")
    session.flush()
    post.say(session, kind(consultation_id=consultation.id, draft_title=draft.title, provisions=draft.provisions,
                           notes=draft.notes, questions=draft.questions,
                           **{name: getattr(consultation, name) for name in names}))
