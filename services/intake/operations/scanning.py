"""Pictures of slips are kept without the contact strip; what stood on the strip is kept sealed, or not at all."""
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.slips import printed
from services.intake.models import Opening, Scan, Slip
from services.intake.operations.blobs import keep_blob
from services.intake.operations.boxes import advance, note_step, take_opening
from services.intake.operations.manifest import register_slips
from services.intake.queries.slips import find_slip
from services.intake.scans import Code, Sheet
from shared.identity import Identity
from shared.ids import new_id
from shared.messaging.agenda import want
from shared.messaging.postbox import Postbox
from shared.refusals import Invalid, Refused

NO_CONTACT = ""  # the strip was looked at, and nothing stands on it


class SlipElsewhere(Refused):
    """The slip is not one of this opening."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What is remembered of the file that a page came in: its digest, never its bytes."""

    sha256: str
    side: str
    reads: bool


def keep_scan(session: Session, post: Postbox, opening_id: str, sheet: Sheet, origin: Origin, who: Identity,
              now: datetime, slip_id: str | None = None) -> tuple[Scan, Slip, bool]:
    """Keep a page of a slip of this opening; True if it is new, False if the same page of the same file was kept
    before. A new picture of a side is kept beside the older ones and counts nothing twice."""
    box, opening = take_opening(session, opening_id, who, "scan")
    slip = _slip_of(session, opening, sheet.code, slip_id, who, now)
    known = session.scalar(select(Scan).where(Scan.slip_id == slip.id, Scan.side == origin.side,
                                              Scan.sha256 == origin.sha256))
    if known is not None:
        return known, slip, False
    turn = session.scalar(select(func.max(Scan.turn)).where(Scan.slip_id == slip.id, Scan.side == origin.side)) or 0
    scan = Scan(id=new_id(), slip_id=slip.id, side=origin.side, turn=turn + 1, sha256=origin.sha256,
                masked=keep_blob(session, sheet.masked, sheet.media_type, now), crop=list(sheet.crop),
                turned=sheet.turned, scanned_by=who.account_id, scanned_at=now)
    session.add(scan)
    session.flush()
    if sheet.strip is None and slip.sealed_contact is None and origin.side == "front":
        slip.sealed_contact = NO_CONTACT
    if origin.reads:
        want(session, post, "read_slip", scan.id)
    note_step(session, box, opening, "scan", who, now, serial=slip.serial, side=scan.side, turn=scan.turn,
              sha256=scan.sha256, masked=scan.masked)
    advance(session, box, opening, who, now)
    return scan, slip, True


def seal_in_contact(session: Session, slip_id: str, contact: Mapping[str, Any], keys: Container[str], who: Identity,
                    now: datetime) -> Slip:
    """Keep the sealed contact of a slip until its opinion goes on; none means that the strip is empty."""
    slip = find_slip(session, slip_id, who)
    box, opening = take_opening(session, slip.opening_id, who, "scan")
    session.refresh(slip)
    if slip.forwarded_at is not None:
        raise Refused("这张表的意见已经送出，联系方式不能再改。")
    if contact["sealed_contact"] and contact["contact_key"] not in keys:
        sentence = "联系方式用了不认识的公钥，请刷新页面后重新填写。"
        raise Invalid(sentence, {"contact_key": [sentence]})
    slip.sealed_contact = contact["sealed_contact"] or NO_CONTACT
    slip.contact_key = contact["contact_key"] if contact["sealed_contact"] else None
    note_step(session, box, opening, "contact", who, now, serial=slip.serial, sealed=bool(slip.sealed_contact))
    return slip


def note_reading(session: Session, scan_id: str, text: str, model: str) -> None:
    """Keep what a machine read on a picture beside it; a scan that is gone is no matter."""
    scan = session.get(Scan, scan_id)
    if scan is not None:
        scan.ocr_text, scan.ocr_model = text, model


def _registered(session: Session, opening: Opening, code: Code, who: Identity, now: datetime) -> Slip:
    """A numbered slip that lies here and was not registered by hand: its picture registers it, while that is open."""
    if opening.state != "counted":
        raise SlipElsewhere(f"{printed(code[1])} 号表没有登记到这次开箱：点数以后才能登记，登记满了就不能再加。")
    return register_slips(session, opening.id, [{"batch_id": code[0], "serial": code[1], "kind": "opinion"}], who,
                          now)[0]


def _slip_of(session: Session, opening: Opening, code: Code | None, slip_id: str | None, who: Identity,
             now: datetime) -> Slip:
    """The slip that a page shows, by its code or by what the clerk says. If both speak they must agree."""
    named = session.get(Slip, slip_id) if slip_id else None
    slip = named if code is None else _slip_with(session, opening, code, who, now)
    if slip is None:
        raise SlipElsewhere("没有登记这张意见表，请先登记再扫描。")
    if named is not None and named.id != slip.id:
        raise SlipElsewhere(f"图上的二维码是 {printed(slip.serial)} 号表，不是您选的 {printed(named.serial)} 号，"
                            "请核对。")
    if slip.opening_id != opening.id:
        raise SlipElsewhere(f"{printed(slip.serial)} 号表属于另一次开箱，没有收进这一次。请把它放回原来那一批。")
    return slip


def _slip_with(session: Session, opening: Opening, code: Code, who: Identity, now: datetime) -> Slip:
    """The slip that has this code, registered now if it lies here and was not yet."""
    found = session.scalar(select(Slip).where(Slip.batch_id == code[0], Slip.serial == code[1]))
    return found or _registered(session, opening, code, who, now)
