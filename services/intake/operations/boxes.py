"""A box is set up, its seal broken by two people, its slips counted twice; every step is written down."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.intake.domain.boxes import (
    StepRefused,
    agreed,
    check_counter,
    check_other,
    check_step,
    following,
)
from services.intake.domain.ledger import Line, seal_line, write_facts
from services.intake.models import Box, BoxStep, Count, Opening, Station
from services.intake.queries.boxes import (
    check_station,
    find_box,
    find_facts,
    find_opening,
    find_unfinished,
    list_counts,
    turns_of,
)
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, Refused

WRONG = "请按每个字段的提示改正后重新提交，什么都没有保存。"


def note_step(session: Session, box: Box, opening: Opening | None, act: str, who: Identity, now: datetime,
              **facts: Any) -> None:
    """Write one line of a box's log; the box must be locked."""
    line = Line(box_id=box.id, seq=box.steps + 1, opening_id=opening.id if opening else None, act=act,
                who=who.account_id, who_name=who.name, at=now, what=write_facts(facts))
    box.steps, box.head = line.seq, seal_line(box.head, line)
    session.add(BoxStep(box_id=line.box_id, seq=line.seq, opening_id=line.opening_id, act=line.act, who=line.who,
                        who_name=line.who_name, at=line.at, what=line.what, digest=box.head))


def set_up_box(session: Session, values: Mapping[str, Any], who: Identity, now: datetime) -> Box:
    """Set up a box under its first seal."""
    check_station(who, values["station_id"])
    if session.get(Station, values["station_id"]) is None:
        raise Invalid(WRONG, {"station_id": ["没有这个工作站。"]})
    check_seal_is_new(session, "seal_no", values["seal_no"])
    box = Box(id=new_id(), sealed_at=now, set_up_by=who.account_id, set_up_at=now, steps=0, head="", **values)
    session.add(box)
    session.flush()
    note_step(session, box, None, "set_up", who, now, seal_no=box.seal_no, name=box.name, place=box.place)
    return box


def begin_opening(session: Session, box_id: str, values: Mapping[str, Any], who: Identity, now: datetime) -> Opening:
    """The first person has read the seal and photographed it; the second must confirm before it is broken."""
    box = find_box(session, box_id, who, locked=True)
    unfinished = find_unfinished(session, box_id)
    if unfinished is not None:
        raise StepRefused(f"第 {unfinished.no} 次开箱还没有封存，不能再开。请先办完那一次。")
    found = _seal_of(box.seal_no, values) | {"photo": values["photo"]}
    last = session.scalar(select(func.max(Opening.no)).where(Opening.box_id == box_id)) or 0
    opening = Opening(id=new_id(), box_id=box_id, station_id=box.station_id, no=last + 1, state="sealed", round=1,
                      seal_no=box.seal_no, opener_id=who.account_id, opener_name=who.name, begun_at=now, **found)
    session.add(opening)
    session.flush()
    note_step(session, box, opening, "begin", who, now, seal_no=box.seal_no, **found)
    return opening


def correct_seal(session: Session, opening_id: str, values: Mapping[str, Any], who: Identity,
                 now: datetime) -> Opening:
    """The first person reads the seal once more, before the second confirms."""
    box, opening = take_opening(session, opening_id, who, "correct")
    if opening.opener_id != who.account_id:
        raise StepRefused(f"封条记录由 {opening.opener_name} 填写，只有本人能更正。")
    found = _seal_of(opening.seal_no, values)
    for name, value in found.items():
        setattr(opening, name, value)
    note_step(session, box, opening, "correct", who, now, **found)
    return opening


def confirm_opening(session: Session, opening_id: str, seal_read: str, who: Identity, now: datetime) -> Opening:
    """The second person has read the seal too: both read the same, and the seal may be broken."""
    box, opening = take_opening(session, opening_id, who, "confirm")
    check_other(opening.opener_id, who.account_id, "开箱要两个人：您已经是第一人，请另一位工作人员用自己的账号确认。")
    if seal_read != opening.seal_found:
        sentence = (f"您读到的封条号和第一人读到的不一样。请两人一起再看一遍；"
                    f"第一人（{opening.opener_name}）可以更正记录。")
        raise Refused(sentence, {"seal_no": [sentence]})
    opening.witness_id, opening.witness_name, opening.opened_at = who.account_id, who.name, now
    reach(session, box, opening, "opened", who, now, seal_read=seal_read)
    return opening


def add_count(session: Session, opening_id: str, number: int, who: Identity, now: datetime) -> Opening:
    """One person has counted the slips; the number stands once the next person has counted the same."""
    box, opening = take_opening(session, opening_id, who, "count")
    counts = list_counts(session, opening)
    check_counter(turns_of(counts), who.account_id)
    count = Count(id=new_id(), opening_id=opening.id, round=opening.round, turn=len(counts) + 1, number=number,
                  who=who.account_id, who_name=who.name, at=now)
    session.add(count)
    session.flush()
    note_step(session, box, opening, "count", who, now, round=count.round, turn=count.turn, number=number)
    found = agreed(turns_of([*counts, count]))
    if found is not None:
        opening.counted = found
        reach(session, box, opening, "counted", who, now, counted=found)
        advance(session, box, opening, who, now)
    return opening


def recount(session: Session, opening_id: str, reason: str, who: Identity, now: datetime) -> Opening:
    """Count anew: what was registered, scanned and keyed stays, the agreed number goes."""
    box, opening = take_opening(session, opening_id, who, "recount")
    before, opening.counted, opening.round = opening.counted, None, opening.round + 1
    reach(session, box, opening, "opened", who, now, recount=reason, counted_before=before)
    return opening


def take_opening(session: Session, opening_id: str, who: Identity, act: str) -> tuple[Box, Opening]:
    """Lock an opening and its box for a step of *who*, and refuse the step if the state forbids it."""
    box = find_box(session, find_opening(session, opening_id, who).box_id, who, locked=True)
    opening = session.get_one(Opening, opening_id, with_for_update=True, populate_existing=True)
    check_step(opening.state, act)
    return box, opening


def advance(session: Session, box: Box, opening: Opening, who: Identity, now: datetime) -> None:
    """Go on as far as what lies on the table allows, one state after the other, each written down."""
    session.flush()
    facts = find_facts(session, opening)
    while (state := following(opening.state, facts)) is not None:
        reach(session, box, opening, state, who, now)


def check_seal_is_new(session: Session, field: str, seal: str) -> None:
    """Refuse a seal number that was ever on a box or an envelope: seals are used once."""
    used = session.scalar(select(Box.id).where(Box.seal_no == seal).limit(1)) or session.scalar(
        select(Opening.id).where(or_(Opening.seal_no == seal, Opening.envelope_seal == seal)).limit(1))
    if used is not None:
        sentence = f"封条号 {seal} 已经用过，封条只能用一次。请核对号码，或换一枚新封条。"
        raise Refused(sentence, {field: [sentence]})


def reach(session: Session, box: Box, opening: Opening, state: str, who: Identity, now: datetime,
           **facts: Any) -> None:
    """Put an opening into its next state and write that down; the state before must have been checked."""
    opening.state = state
    note_step(session, box, opening, state, who, now, **facts)


def _seal_of(expected: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was read on a seal; one that is broken, or not the one in the books, must be explained."""
    found = {"seal_found": values["seal_no"], "is_intact": values["is_intact"], "note": values["note"]}
    if found["note"] or (found["is_intact"] and found["seal_found"] == expected):
        return found
    sentence = "封条破损，请写明情况。" if not found["is_intact"] else (
        f"封条号和登记的 {expected} 不一样，请再看一遍；确实不一样的，请写明情况。")
    raise Invalid(sentence, {"note": [sentence]})
