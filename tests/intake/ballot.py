"""A box, its people and its paper, for tests of the box protocol; what is scanned and keyed goes the common way."""
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.api.admission import Admission
from services.intake.domain.senders import Sender
from services.intake.domain.slips import KINDS
from services.intake.models import Box, Opening, Slip, SlipBatch
from services.intake.operations.boxes import set_up_box
from services.intake.operations.keying import Desk, Keyed, key_slip, resolve_slip
from services.intake.operations.registry import add_station
from services.intake.operations.scanning import Origin, keep_scan, seal_in_contact
from services.intake.operations.stock import issue_batch
from services.intake.queries.boxes import list_slips
from services.intake.queries.drafts import DraftMemory
from services.intake.scans import Sheet
from services.intake.schemas.slips import ReadSchema
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


def scan(ballot: Ballot, session: Session, slip: Slip, who: Identity) -> None:
    """Keep a tiny picture of a slip, and that nothing stands on its contact strip."""
    sheet = Sheet(code=(slip.batch_id, slip.serial), turned=0, masked=b"picture", media_type="image/png", width=8,
                  height=6, crop=(0, 0, 8, 6), strip=b"strip")
    origin = Origin(sha256=f"{slip.serial:064d}", side="front", reads=False)
    keep_scan(session, ballot.house.sites["intake"].post, slip.opening_id, sheet, origin, who, NOON)
    seal_in_contact(session, slip.id, {"sealed_contact": None, "contact_key": None}, (), who, NOON)


def scan_all(ballot: Ballot, session: Session, opening_id: str, who: Identity) -> None:
    """Scan every slip of an opening."""
    for slip in list_slips(session, opening_id):
        scan(ballot, session, slip, who)


def key(ballot: Ballot, session: Session, slip: Slip, who: Identity, word: str = "一") -> Keyed:
    """Key a slip: the second key, another person's, lets the opinion go on if it is the same."""
    return key_slip(session, a_desk(ballot, session, who), slip.id, read_as(word))


def decide(ballot: Ballot, session: Session, slip: Slip, who: Identity, word: str) -> Keyed:
    """Decide what a slip says whose two keys differ."""
    return resolve_slip(session, a_desk(ballot, session, who), slip.id, read_as(word))


def read_as(word: str) -> dict[str, Any]:
    """What somebody reads on a slip: a word of an opinion, or that it is none."""
    return dict(ReadSchema().load({"text": word} if word not in KINDS else {"kind": word}))


def a_desk(ballot: Ballot, session: Session, who: Identity) -> Desk:
    """A keying desk before the common door of opinions."""
    site = ballot.house.sites["intake"]
    door = Admission(session=session, sender=Sender(is_staff=True), drafts=DraftMemory(),
                     contact_keys=site.keys.contact_keys, now=NOON)
    return Desk(post=site.post, admit=lambda _session, opinion, raw: door.admit(opinion, raw), who=who, now=NOON)


def openings_of(session: Session, box_ids: Sequence[str]) -> list[Opening]:
    """The openings of some boxes, the oldest first."""
    return list(session.scalars(select(Opening).where(Opening.box_id.in_(box_ids)).order_by(Opening.box_id,
                                                                                            Opening.no)))
