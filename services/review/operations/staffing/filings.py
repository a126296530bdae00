"""Filing review (备案审查): taken in, given to experts, reviewed, concluded."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.review.documents import read_document, read_pasted
from services.review.domain.pool import day_of
from services.review.domain.recusals import must_recuse, read_recusals
from services.review.models import Expert, Filing, FilingReview, Group
from services.review.operations.staffing.groups import group_for
from services.review.operations.staffing.people import WRONG
from services.review.operations.staffing.records import change, record
from services.review.queries.staffing.filings import find_filing, list_given, parties_of
from services.review.queries.staffing.people import find_account
from services.review.queries.staffing.pool import list_serving
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, NotAllowed, NotFound, Refused


def read_filing(name: str, content: bytes, pasted: str) -> str:
    """The words of a document, uploaded or pasted; what cannot be read is refused in a sentence."""
    if pasted.strip() and content:
        raise Invalid("文件没有登记。", {"text": ["文件和粘贴的文字只能交一样：请清空其中一处。"]})
    if not pasted.strip() and (not name or not content):
        raise Invalid("没有收到文件，什么都没有保存。",
                      {"file": ["请选择文件（.docx、.pdf、.txt 或 .md），或者粘贴全文。"]})
    return read_pasted(pasted) if pasted.strip() else read_document(name, content)


def take_filing(session: Session, values: Mapping[str, Any], text: str, who: Identity, now: datetime) -> Filing:
    """Keep a document that was sent in; its sector brings it to its group. The same number of the same body twice is
    refused."""
    if values["number"] and session.scalar(select(Filing.id).where(
            Filing.number == values["number"], Filing.issuer == values["issuer"])):
        raise Refused("这个制定机关的这个文号已经登记过。", {"number": ["已经登记过这个文号，请核对。"]})
    names = ("title", "issuer", "number", "sector", "received_on", "due_on")
    filing = Filing(id=new_id(), text=text, created_by=who.account_id, created_at=now, state="received", version=1,
                    group_id=group_for(session, values["sector"]), **{name: values[name] for name in names})
    session.add(filing)
    session.flush()
    record(session, filing.id, "entered", who, now)
    return filing


def choose_filing_group(session: Session, filing_id: str, group_id: str, who: Identity, now: datetime) -> Filing:
    """Give a filing to a group by a person's decision."""
    filing = find_filing(session, filing_id, lock=True)
    if session.get(Group, group_id) is None:
        raise Invalid(WRONG, {"group_id": ["没有这个工作小组，请从列表里选。"]})
    if before := change(filing, {"group_id": group_id}):
        record(session, filing_id, "group", who, now, before=before)
    return filing


def offer_filing(session: Session, filing_id: str, expert_ids: Sequence[str], who: Identity, now: datetime) -> Filing:
    """Give a filing to experts of the pool; who is away, full, must step back or has it already is refused by name."""
    filing = find_filing(session, filing_id, lock=True)
    if filing.state == "concluded":
        raise Refused("这份文件已经有审查结论，不能再分给专家；要重新审查请先重新打开。")
    able = {each.account_id: each for each in list_serving(session, "filing", day_of(now))}
    given = {review.expert_id for review, _ in list_given(session, filing_id)}
    for expert_id in expert_ids:
        if sentence := _obstacle(filing, able.get(expert_id), expert_id in given):
            name = find_account(session, expert_id).name
            raise Invalid("没有分出去，请按提示改选。", {"expert_ids": [f"{name}：{sentence}"]})
    session.add_all([FilingReview(id=new_id(), filing_id=filing_id, expert_id=each, state="offered", offered_at=now)
                     for each in expert_ids])
    filing.state = "reviewing"
    filing.version += 1
    names = "、".join(find_account(session, each).name for each in expert_ids)
    record(session, filing_id, "offered", who, now, why=names)
    return filing


def _obstacle(filing: Filing, expert: Expert | None, has_it: bool) -> str | None:
    """Why an expert cannot be given a filing."""
    if has_it:
        return "已经分给过，不能再分一次。"
    if expert is None:
        return "今天不在可分派的备案审查专家里（外出、聘期已过、退出或不承担备案审查）。"
    recusal = must_recuse(read_recusals(expert.recusals, expert.organisation), parties_of(filing))
    return f"须回避“{recusal.word}”。" if recusal else None


def review_filing(session: Session, review_id: str, values: Mapping[str, Any], who: Identity,
                  now: datetime) -> FilingReview:
    """Keep an expert's verdict; it may be mended until the group has concluded."""
    review, filing = _own(session, review_id, who)
    if review.state == "declined":
        raise Refused("这份文件您已经推辞，不能再审查。")
    first = review.state == "offered"
    review.answers, review.verdict, review.note = dict(values["answers"]), values["verdict"], values["note"]
    review.state, review.closed_at = "reviewed", now
    record(session, filing.id, "reviewed" if first else "mended", who, now)
    return review


def decline_filing(session: Session, review_id: str, reason: str, who: Identity, now: datetime) -> FilingReview:
    """Hand a filing back with a reason."""
    review, filing = _own(session, review_id, who)
    if review.state != "offered":
        raise Refused("已经审查或推辞过，不能再推辞。")
    review.state, review.declined_reason, review.closed_at = "declined", reason, now
    record(session, filing.id, "declined", who, now, why=reason)
    return review


def conclude_filing(session: Session, filing_id: str, values: Mapping[str, Any], who: Identity,
                    now: datetime) -> Filing:
    """Keep the group's conclusion with its reason; what experts still have open is closed."""
    filing = _current(session, filing_id, values["version"])
    if filing.state == "concluded":
        raise Refused("这份文件已经有审查结论；要改请先重新打开。")
    filing.conclusion, filing.reason = values["conclusion"], values["reason"]
    filing.concluded_by_name, filing.concluded_at, filing.state = who.name, now, "concluded"
    session.execute(update(FilingReview).where(FilingReview.filing_id == filing_id, FilingReview.state == "offered")
                    .values(state="closed", closed_at=now))
    record(session, filing_id, "concluded", who, now, why=filing.reason, before={"conclusion": filing.conclusion})
    return filing


def reopen_filing(session: Session, filing_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> Filing:
    """Take a concluded filing up again, with a reason; the former conclusion stays in the history."""
    filing = _current(session, filing_id, values["version"])
    if filing.state != "concluded":
        raise Refused("这份文件还没有审查结论，不用重新打开。")
    before = change(filing, {"state": "reviewing", "conclusion": None, "reason": None, "concluded_by_name": None,
                             "concluded_at": None})
    record(session, filing_id, "reopened", who, now, why=values["reason"], before=before)
    return filing


def _current(session: Session, filing_id: str, version: int) -> Filing:
    """A filing as the person who decides has seen it, one version higher from now on."""
    filing = find_filing(session, filing_id, lock=True)
    if filing.version != version:
        raise Refused("这份文件刚刚被别人改过，请刷新页面，看过新的情况再定。")
    filing.version += 1
    return filing


def _own(session: Session, review_id: str, who: Identity) -> tuple[FilingReview, Filing]:
    """An expert's own review of a filing that has no conclusion yet, the filing locked."""
    review = session.get(FilingReview, review_id)
    if review is None:
        raise NotFound("没有这项备案审查任务。")
    if review.expert_id != who.account_id:
        raise NotAllowed("这项备案审查任务不是分给您的。")
    filing = find_filing(session, review.filing_id, lock=True)
    session.refresh(review)
    if filing.state == "concluded" or review.state == "closed":
        raise Refused("这份文件已经有审查结论，不能再改。")
    return review, filing
