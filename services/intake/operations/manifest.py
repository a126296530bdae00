"""Which slips lay in a box: registered by their numbers, once and nowhere else."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.boxes import StepRefused, check_other
from services.intake.domain.slips import opinion_id_of, printed
from services.intake.models import Keying, Opening, Scan, Slip, SlipBatch
from services.intake.operations.boxes import advance, note_step, take_opening
from shared.identity import Identity
from shared.ids import new_id
from shared.refusals import Invalid, NotFound, Refused


def register_slips(session: Session, opening_id: str, items: Sequence[Mapping[str, Any]], who: Identity,
                   now: datetime) -> list[Slip]:
    """Register slips, each of ``batch_id``, ``serial``, ``kind``; all of them or none. One that is no opinion waits for
    another person's word. What is registered here already changes nothing; what lay in another opening, is no paper of
    ours, or is more than was counted is refused."""
    box, opening = take_opening(session, opening_id, who, "register")
    found = [_register(session, opening, item, f"slips.{place}", who, now) for place, item in enumerate(items)]
    registered = session.scalar(select(func.count()).where(Slip.opening_id == opening_id)) or 0
    if registered > (opening.counted or 0):
        raise Refused(f"点数是 {opening.counted} 张，登记了 {registered} 张，"
                      "请核对多出来的号码；确实多的，请重新清点。")
    fresh = [_line(slip) for slip, is_new in found if is_new]
    if fresh:
        note_step(session, box, opening, "register", who, now, slips=fresh)
    advance(session, box, opening, who, now)
    return [slip for slip, _ in found]


def strike_slip(session: Session, opening_id: str, slip_id: str, reason: str, who: Identity, now: datetime) -> None:
    """Take out a slip that was registered by mistake; once it has a picture or was keyed it stays."""
    box, opening = take_opening(session, opening_id, who, "strike")
    slip = find_slip(session, opening_id, slip_id)
    if any(session.scalar(select(each.id).where(each.slip_id == slip_id).limit(1)) for each in (Scan, Keying)):
        raise StepRefused(f"{printed(slip.serial)} 号表已有扫描件或录入，不能删去。请改它的类别，或重新清点。")
    note_step(session, box, opening, "strike", who, now, slip=_line(slip), reason=reason)
    session.delete(slip)


def classify_slip(session: Session, opening_id: str, slip_id: str, kind: str, who: Identity, now: datetime) -> Slip:
    """Say what a slip is. That it is no opinion takes two people: the first one's word is kept, another's equal word
    settles it, an unequal one takes its place; back to an opinion takes one."""
    box, opening = take_opening(session, opening_id, who, "classify")
    slip = find_slip(session, opening_id, slip_id)
    if slip.forwarded_at is not None and kind != "opinion":
        raise StepRefused(f"{printed(slip.serial)} 号表的意见已经送出，不能改为别的类别。")
    if kind == slip.kind and (kind != "opinion" or slip.said_kind is None):
        return slip
    if kind == slip.said_kind:
        _agree(slip, who)
    else:
        say_kind(slip, kind, who)
    note_step(session, box, opening, "classify", who, now, serial=slip.serial, kind=kind, doubted=slip.kind != kind)
    advance(session, box, opening, who, now)
    return slip


def say_kind(slip: Slip, kind: str, who: Identity) -> None:
    """Keep one person's word that a slip is no opinion, or drop what was said; until another agrees it is one."""
    is_doubt = kind != "opinion"
    slip.kind, slip.agreed_by = "opinion", None
    slip.said_kind, slip.said_by, slip.said_by_name = (
        (kind, who.account_id, who.name) if is_doubt else (None, None, None))


def _agree(slip: Slip, who: Identity) -> None:
    """Let the second person's equal word settle what a slip is."""
    check_other(slip.said_by or "", who.account_id,
                f"{printed(slip.serial)} 号表不是意见，您已经说过，请另一位工作人员用自己的账号确认。")
    slip.kind, slip.agreed_by = slip.said_kind or slip.kind, who.account_id


def find_slip(session: Session, opening_id: str, slip_id: str) -> Slip:
    """A slip of an opening, or NotFound."""
    slip = session.get(Slip, slip_id)
    if slip is None or slip.opening_id != opening_id:
        raise NotFound("这次开箱里没有这张表。")
    return slip


def _register(session: Session, opening: Opening, item: Mapping[str, Any], field: str, who: Identity,
              now: datetime) -> tuple[Slip, bool]:
    """The slip of one item, and whether it is new here."""
    batch, serial = _batch(session, item, field), item["serial"]
    known = session.scalar(select(Slip).where(Slip.consultation_id == batch.consultation_id, Slip.serial == serial))
    if known is not None:
        _check_known(session, known, opening, item["kind"], field)
        return known, False
    if batch.settled_at is not None:
        _reopen_account(batch, serial, field)
    slip = Slip(id=new_id(), opening_id=opening.id, batch_id=batch.id, consultation_id=batch.consultation_id,
                serial=serial, opinion_id=opinion_id_of(batch.id, serial), registered_by=who.account_id,
                registered_at=now)
    say_kind(slip, item["kind"], who)
    session.add(slip)
    session.flush()
    return slip, True


def _batch(session: Session, item: Mapping[str, Any], field: str) -> SlipBatch:
    batch, serial = session.get(SlipBatch, item["batch_id"], with_for_update=True), item["serial"]
    if batch is None:
        sentence = "没有发过这一批表。请扫描表上的二维码，或从发放记录里选；不是我们的纸，请贴上编号标签再登记。"
        raise Invalid(sentence, {f"{field}.batch_id": [sentence]})
    if not batch.from_serial <= serial <= batch.to_serial:
        sentence = (f"{printed(serial)} 不在这一批（{printed(batch.from_serial)}–{printed(batch.to_serial)}）里，"
                    "请核对号码。")
        raise Invalid(sentence, {f"{field}.serial": [sentence]})
    return batch


def _check_known(session: Session, known: Slip, opening: Opening, kind: str, field: str) -> None:
    number = printed(known.serial)
    if known.opening_id != opening.id:
        other = session.get_one(Opening, known.opening_id)
        sentence = f"{number} 号表在另一次开箱（第 {other.no} 次，{other.begun_at:%Y-%m-%d}）里已经登记，不能算两次。"
    elif (known.said_kind or known.kind) != kind:
        sentence = f"{number} 号表已经登记为另一类别。要改类别，请在这张表上改。"
    else:
        return
    raise Refused(sentence, {f"{field}.serial": [sentence]})


def _reopen_account(batch: SlipBatch, serial: int, field: str) -> None:
    """A slip of a batch whose account is settled was missing there; if none was, the account was wrong."""
    if not batch.missing:
        sentence = f"{printed(serial)} 号表所在的批次已经结清，没有下落不明的表。请先更正那一批的结清记录。"
        raise Refused(sentence, {f"{field}.serial": [sentence]})
    batch.missing -= 1


def _line(slip: Slip) -> str:
    return f"{slip.batch_id}/{slip.serial} {slip.said_kind or slip.kind}"
