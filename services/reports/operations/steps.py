"""The steps of a submission, each taken by a person: draft, check, approve, offer, receipt, revise."""
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.reports.domain import steps
from services.reports.domain.content import Material, compose, seal_content
from services.reports.models import Content, Counter, Member, Submission
from shared.db import table_of
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import NotFound, Refused
from shared.rows import insert_new

SUBMISSIONS, CONTENTS, COUNTERS = table_of(Submission), table_of(Content), table_of(Counter)
Row = dict[str, Any]


def lock_submission(session: Session, submission_id: str) -> Row:
    """Take a submission for a change of state, or raise NotFound."""
    query = select(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id).with_for_update()
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("没有这份报告，请检查编号。")
    return dict(row)


def draft_submission(session: Session, material: Material, who: Identity, now: datetime, *, kind: str | None,
                     empty_return: bool, office: str, addressee: str) -> str:
    """Draft a report from what no other living report holds; an open draft is given back instead. Returns its id."""
    for living in material.living:
        if living["state"] in steps.OPEN:
            return str(living["id"])
    steps.check_whole(material.batches)
    kind = kind or ("supplement" if material.mains() else "main")
    steps.check_kind(kind, material.mains())
    steps.check_amount(len(material.suggestions), empty_return, kind)
    return _keep_draft(session, material, who, now, kind=kind, revision=1, replaces=None, office=office,
                       addressee=addressee)


def revise_submission(session: Session, material: Material, submission: Row, who: Identity, now: datetime, *,
                      office: str, addressee: str) -> str:
    """Draft the next revision, which names the one it replaces; that one is superseded. Returns the new id."""
    allowed = [state for state in steps.STATES if state not in (*steps.UNDER_WAY, "superseded")]
    steps.check_step(submission["state"], allowed, "修订")
    if any(each["state"] in steps.OPEN for each in material.living):
        raise Refused("这次征求意见已有一份正在拟的报告，请先完成它。")
    steps.check_whole(material.batches)
    _change(session, submission["id"], state="superseded")
    return _keep_draft(session, material, who, now, kind=submission["kind"], revision=submission["revision"] + 1,
                       replaces=submission, office=office, addressee=addressee)


def check_submission(session: Session, submission_id: str, who: Identity, now: datetime) -> None:
    """核稿: a second person has read it. Repeated by the same person it changes nothing."""
    row = lock_submission(session, submission_id)
    if row["state"] == "checked" and row["checked_by"] == who.account_id:
        return
    steps.check_step(row["state"], ("drafted",), "核稿")
    steps.check_persons(who.account_id, {row["drafted_by"]: "拟稿"}, "核稿")
    _change(session, submission_id, state="checked", checked_by=who.account_id, checker=who.name, checked_at=now)


def approve_submission(session: Session, post: Postbox, submission_id: str, who: Identity, now: datetime,
                       prefix: str) -> None:
    """签发: a third person gives it its number and freezes its content; the files are made next."""
    row = lock_submission(session, submission_id)
    if row["approved_by"] == who.account_id and row["state"] != "superseded":
        return
    steps.check_step(row["state"], ("checked",), "签发")
    steps.check_persons(who.account_id, {row["drafted_by"]: "拟稿", row["checked_by"]: "核稿"}, "签发")
    number = _next_number(session, prefix, steps.year_of(now))
    body, digest = seal_content(_content(session, submission_id), number, _people(row, who, now))
    session.execute(update(CONTENTS).where(CONTENTS.c.submission_id == submission_id).values(body=body))
    _change(session, submission_id, state="approved", number=number, digest=digest, approved_by=who.account_id,
            signer=who.name, approved_at=now)
    want(session, post, "render", submission_id)


def queue_offer(session: Session, post: Postbox, submission_id: str) -> None:
    """Let a rendered report go to the legislature; asked again it tries at once."""
    row = lock_submission(session, submission_id)
    if row["state"] in (*steps.TAKEN, "offered"):
        return
    steps.check_step(row["state"], ("signed", "queued"), "报送")
    _change(session, submission_id, state="queued")
    want(session, post, "offer", submission_id)


def record_receipt(session: Session, submission_id: str, who: Identity, now: datetime, *, digest: str | None,
                   note: str | None, received_at: datetime | None) -> None:
    """Record that the legislature has confirmed it; a digest that is echoed must be ours."""
    row = lock_submission(session, submission_id)
    steps.check_step(row["state"], steps.TAKEN, "登记回执")
    steps.check_digest(digest, row["digest"])
    steps.check_received(received_at, row["approved_at"], now)
    if row["state"] == "receipted":
        if (note or row["receipt_note"]) != row["receipt_note"]:
            raise Refused("回执已经登记过，内容不同；要更正请联系管理员。")
        return
    _change(session, submission_id, state="receipted", receipted_at=now, receipted_by=who.account_id,
            receipt_digest=digest, receipt_note=note, receipt_received_at=received_at or now)


def _keep_draft(session: Session, material: Material, who: Identity, now: datetime, *, kind: str, revision: int,
                replaces: Row | None, office: str, addressee: str) -> str:
    new, heard = new_id(), material.consultation
    replaced = (replaces["number"] or replaces["id"]) if replaces else None
    content = compose(material, submission_id=new, kind=kind, revision=revision, replaces=replaced, office=office,
                      addressee=steps.addressee_of(heard["level"], addressee), now=now)
    session.execute(insert(SUBMISSIONS).values(
        id=new, consultation_id=heard["consultation_id"], kind=kind, revision=revision,
        replaces_id=replaces["id"] if replaces else None, state="drafted", suggestions=len(material.suggestions),
        drafted_by=who.account_id, drafter=who.name, drafted_at=now, offers=0))
    session.execute(insert(CONTENTS).values(submission_id=new, body=json.dumps(content, ensure_ascii=False)))
    insert_new(session, table_of(Member), _members(new, content["suggestions"]))
    return new


def _members(submission_id: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{"submission_id": submission_id, "suggestion_id": row["suggestion_id"], "suggestion_no": row["no"],
             "title": row["title"]} for row in rows]


def _next_number(session: Session, prefix: str, year: int) -> str:
    """Count on within this transaction: a roll-back gives the number back, so the year's row has no gaps."""
    insert_new(session, COUNTERS, [{"year": year, "last": 0}])
    counted = session.scalar(update(COUNTERS).where(COUNTERS.c.year == year).values(last=COUNTERS.c.last + 1)
                             .returning(COUNTERS.c.last))
    return steps.number_of(prefix, year, counted or 0)


def _content(session: Session, submission_id: str) -> dict[str, Any]:
    body = session.scalar(select(CONTENTS.c.body).where(CONTENTS.c.submission_id == submission_id))
    return dict(json.loads(body or "{}"))


def _people(row: Row, signer: Identity, now: datetime) -> dict[str, dict[str, str]]:
    return {"drafted": {"name": row["drafter"], "at": row["drafted_at"].isoformat(timespec="seconds")},
            "checked": {"name": row["checker"], "at": row["checked_at"].isoformat(timespec="seconds")},
            "approved": {"name": signer.name, "at": now.isoformat(timespec="seconds")}}


def _change(session: Session, submission_id: str, **values: Any) -> None:
    session.execute(update(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id).values(**values))
