"""Slips are keyed twice, the second time blind and by another person; what differs is decided and written down; then
the opinion goes through the same door as every other."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.domain.boxes import SamePerson, check_step
from services.intake.domain.keyed import body_of, written_at
from services.intake.models import Box, Consultation, Keying, Opening, Slip, SlipBatch
from services.intake.operations.boxes import advance, note_step, take_opening
from services.intake.operations.manifest import say_kind
from services.intake.operations.opinions import NewOpinion, receive_opinions
from services.intake.queries.slips import Held, check_read, find_held, find_slip, list_held, list_scans
from services.intake.schemas.opinions import OpinionSchema
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.postbox import Postbox
from shared.refusals import Refused

Admit = Callable[[Session, dict[str, Any], Mapping[str, Any]], NewOpinion]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who keys now, and how an opinion is let in."""

    post: Postbox
    admit: Admit
    who: Identity
    now: datetime


@dataclass(frozen=True)
class Keyed:
    """What became of a key: keyed (the first), differs, settled, forwarded; and why an opinion could not go on."""

    slip: Slip
    turn: str
    state: str
    hindered: str = ""


def key_slip(session: Session, desk: Desk, slip_id: str, fields: Mapping[str, Any], verified: bool = False) -> Keyed:
    """Keep one person's key as the first or the second; the second is never by the person of the first. Two that
    agree make the opinion."""
    box, opening, held = _take(session, slip_id, desk, "key")
    if len(held.keys) > 1 or held.slip.kind != "opinion":
        raise Refused("这张表已经录过两遍，不用再录。请取下一张。")
    if held.was_keyed_by(desk.who.account_id):
        raise SamePerson("第一遍是您录的，第二遍要由另一个人用自己的账号来录，而且看不到第一遍。")
    if held.slip.sealed_contact is None:
        raise Refused("这张表联系栏还没有处理：请先在扫描页上密封联系方式，或者标明没有填写。")
    turn = "second" if held.keys else "first"
    _check(session, held.slip, fields)
    if verified:
        _check_draft(session, held, turn)
    held = _keep(session, held, turn, dict(fields) | ({"verified": True} if verified else {}), desk)
    note_step(session, box, opening, "key", desk.who, desk.now, serial=held.slip.serial, turn=turn, verified=verified,
              differs=held.state == "differs")
    return _go_on(session, desk, box, opening, held, turn)


def resolve_slip(session: Session, desk: Desk, slip_id: str, fields: Mapping[str, Any]) -> Keyed:
    """Keep what somebody decides where two keys differ: either of the two people, or a third."""
    box, opening, held = _take(session, slip_id, desk, "key")
    if held.state != "differs":
        raise Refused("这张表没有需要裁定的不同：两遍还没有录完，或者已经定下来了。")
    _check(session, held.slip, fields)
    _check_two(held, fields, desk.who)
    held = _keep(session, held, "resolved", fields, desk)
    note_step(session, box, opening, "resolve", desk.who, desk.now, serial=held.slip.serial,
              fields=[each.field for each in held.differences])
    return _go_on(session, desk, box, opening, held, "resolved")


def forward_settled(session: Session, desk: Desk, opening_id: str) -> list[Keyed]:
    """Try once more to let on what is settled and could not go on before."""
    box, opening = take_opening(session, opening_id, desk.who, "key")
    waiting = [each for each in list_held(session, opening_id)
               if each.state == "settled" and each.slip.kind == "opinion"]
    return [_go_on(session, desk, box, opening, each, "resolved") for each in waiting]


def _take(session: Session, slip_id: str, desk: Desk, act: str) -> tuple[Box, Opening, Held]:
    """Lock the opening of a slip and look at its keys."""
    slip = find_slip(session, slip_id, desk.who)
    box, opening = take_opening(session, slip.opening_id, desk.who, act)
    check_step(opening.state, act)
    return box, opening, find_held(session, slip_id, desk.who)


def _check_draft(session: Session, held: Held, turn: str) -> None:
    """Only the second person may start from a machine's reading, and only where there is one."""
    if turn == "first":
        raise Refused("第一遍要从图像上录，不能用机读的稿子。")
    if not any(each.ocr_text for each in list_scans(session, held.slip.id)):
        raise Refused("这张表没有机读的稿子可以核对，请从图像上录。")


def _check(session: Session, slip: Slip, fields: Mapping[str, Any]) -> None:
    if not list_scans(session, slip.id):
        raise Refused("这张表还没有扫描，请先扫描再录入。")
    check_read(session, slip, fields)


def _check_two(held: Held, fields: Mapping[str, Any], who: Identity) -> None:
    """Nobody decides alone that a slip is no opinion: somebody else must have keyed that too."""
    behind = {each.who for each in held.keys.values() if each.fields.get("kind") not in ("opinion", None)}
    if fields["kind"] != "opinion" and not behind - {who.account_id}:
        raise SamePerson("说这张表不是意见的只有您一个人，请由另一个人裁定。")


def _keep(session: Session, held: Held, turn: str, fields: Mapping[str, Any], desk: Desk) -> Held:
    key = Keying(id=new_id(), slip_id=held.slip.id, turn=turn, who=desk.who.account_id, who_name=desk.who.name,
                 fields=dict(fields), at=desk.now)
    session.add(key)
    session.flush()
    return Held(held.slip, held.keys | {turn: key})


def _go_on(session: Session, desk: Desk, box: Box, opening: Opening, held: Held, turn: str) -> Keyed:
    """Let a settled slip go where it belongs."""
    hindered = ""
    if held.state == "settled":
        say_kind(held.slip, "opinion", desk.who)
        held.slip.kind = held.fields["kind"] or "opinion"
        if held.slip.kind == "opinion":
            hindered = _forward(session, desk, opening, held)
        note_step(session, box, opening, "settle", desk.who, desk.now, serial=held.slip.serial, kind=held.slip.kind,
                  forwarded=held.slip.forwarded_at is not None)
    advance(session, box, opening, desk.who, desk.now)
    return Keyed(held.slip, turn, held.state, hindered)


def _forward(session: Session, desk: Desk, opening: Opening, held: Held) -> str:
    """Let the opinion in by the common door; what the door says if it will not have it. The keys stay either way."""
    raw = body_of(held.fields, _place(session, opening, held.slip))
    try:
        new = desk.admit(session, OpinionSchema().load(raw), raw)
    except Refused as refused:
        return next((each for sentences in refused.errors.values() for each in sentences), refused.sentence)
    taken = receive_opinions(session, desk.post, [new], desk.now)[0]
    if taken.status == "conflict":
        return "这个编号下已有一条内容不同的意见，这一份已另存，请在“待核对的重复”里核对。"
    held.slip.forwarded_at = desk.now
    return ""


def _place(session: Session, opening: Opening, slip: Slip) -> dict[str, Any]:
    """What is known of an opinion from where its slip lay."""
    batch = session.get_one(SlipBatch, slip.batch_id)
    consultation = session.get_one(Consultation, slip.consultation_id)
    moment = written_at(opening.opened_at or opening.begun_at, consultation.closes_at)
    return {"id": slip.opinion_id, "consultation_id": slip.consultation_id, "draft_version": batch.draft_version,
            "station_id": opening.station_id, "language": batch.language, "written_at": moment.isoformat(),
            "sealed_contact": slip.sealed_contact or None, "contact_key": slip.contact_key}

