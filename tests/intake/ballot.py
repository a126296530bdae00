"""A box, its people and its paper, for tests of the box protocol; scanning and keying stand in as rows."""
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.models import Box, Keying, Opening, Scan, Slip, SlipBatch
from services.intake.operations.boxes import advance, set_up_box, take_opening
from services.intake.operations.registry import add_station
from services.intake.operations.stock import issue_batch
from shared.identity import Identity
from shared.ids import new_id
from tests.builders import NOON, a_consultation
from tests.house import House

PEOPLE = [Identity(account_id=new_id(), name=name, roles=frozenset({"officer"})) for name in ("甲", "乙", "丙")]
ONE, TWO, THREE = PEOPLE


@dataclass(frozen=True)
class Ballot:
    """A station with a box and a batch of twenty forms."""

    house: House
    station_id: str
    consultation_id: str
    box_id: str
    batch_id: str


def a_ballot(house: House, number: int = 20) -> Ballot:
    """Set up a station, a box and a batch."""
    site, consultation = house.sites["intake"], a_consultation()
    house.hear("intake", consultation)
    with site.database.writing() as session:
        station = add_station(session, site.post, {"name": new_id(), "kind": "fixed", "township": "枫香乡",
                                                   "address": "井边一号", "population": 900})
        box, batch = a_box(session, station.id), a_batch(session, station.id, consultation.consultation_id, number)
        return Ballot(house, station.id, consultation.consultation_id, box.id, batch.id)


def a_box(session: Session, station_id: str) -> Box:
    """A box under a seal of its own."""
    values = {"station_id": station_id, "name": "井台票箱", "place": "井台", "seal_no": new_id()}
    return set_up_box(session, values, ONE, NOON)


def a_batch(session: Session, station_id: str, consultation_id: str, number: int = 20) -> SlipBatch:
    """Numbered forms for a station."""
    return issue_batch(session, {"station_id": station_id, "consultation_id": consultation_id, "kind": "form",
                                 "language": "zh-CN", "number": number}, ONE, NOON)


def a_photo() -> bytes:
    """A small picture."""
    body = BytesIO()
    Image.new("RGB", (8, 6), "white").save(body, "PNG")
    return body.getvalue()


def seal_read(session: Session, box_id: str, **other: Any) -> dict[str, Any]:
    """What the first person reads on the seal, as it stands in the books."""
    values = {"seal_no": session.get_one(Box, box_id).seal_no, "is_intact": True, "note": "", "photo": "0" * 64}
    return values | other


def scan(session: Session, opening_id: str, slips: Sequence[Slip], who: Identity) -> None:
    """Put a picture beside each slip that has none."""
    box, opening = take_opening(session, opening_id, who, "scan")
    scanned = set(session.scalars(select(Scan.slip_id)))
    session.add_all(Scan(id=new_id(), slip_id=each.id, side="front", turn=1, sha256="0" * 64, masked="0" * 64, turned=0,
                         scanned_by=who.account_id, scanned_at=NOON) for each in slips if each.id not in scanned)
    advance(session, box, opening, who, NOON)


def key(session: Session, opening_id: str, slip: Slip, who: Identity) -> None:
    """Key a slip once more; the second keying, another person's, lets its opinion go on."""
    box, opening = take_opening(session, opening_id, who, "key")
    before = list(session.scalars(select(Keying).where(Keying.slip_id == slip.id)))
    if slip.kind == "opinion" and len(before) < 2 and who.account_id not in {each.who for each in before}:
        turn = "second" if before else "first"
        session.add(Keying(id=new_id(), slip_id=slip.id, turn=turn, who=who.account_id, who_name=who.name,
                           fields={"text": "一"}, at=NOON))
        slip.forwarded_at = NOON if before else None
    advance(session, box, opening, who, NOON)


def openings_of(session: Session, box_ids: Sequence[str]) -> list[Opening]:
    """The openings of some boxes, the oldest first."""
    return list(session.scalars(select(Opening).where(Opening.box_id.in_(box_ids)).order_by(Opening.box_id,
                                                                                            Opening.no)))
