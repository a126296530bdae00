"""Questions about slips on their way from picture to opinion. Nothing here shows a first key to the second person."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from services.intake.domain.differences import Difference, differences
from services.intake.domain.keyed import check_fields, settled_fields
from services.intake.models import Box, Draft, Keying, Opening, Scan, Slip, SlipBatch
from services.intake.queries.boxes import find_opening
from services.intake.queries.drafts import question_of
from shared.identity import Identity
from shared.refusals import NotFound

HALVES = ("first", "second")
AT_WORK = ("opened", "counted", "scanned", "keyed", "rekeyed", "reconciled")
_HAS_SCAN = exists().where(Scan.slip_id == Slip.id)
_WAITS = and_(Slip.kind == "opinion", Slip.forwarded_at.is_(None), Slip.sealed_contact.is_not(None), _HAS_SCAN)


@dataclass(frozen=True)
class Held:
    """A slip and the keys that were made of it, by turn."""

    slip: Slip
    keys: dict[str, Keying]

    @property
    def state(self) -> str:
        """new, keyed (once), differs, settled (waits to go on, or is no opinion), forwarded."""
        if self.slip.forwarded_at is not None:
            return "forwarded"
        if "second" not in self.keys:
            return "keyed" if self.keys else "new"
        return "differs" if "resolved" not in self.keys and self.differences else "settled"

    @property
    def differences(self) -> list[Difference]:
        """Where the two keys differ, their kind first; only once both are there."""
        if "second" not in self.keys:
            return []
        first, second = (self.keys[half].fields for half in HALVES)
        return differences(_compared(first), _compared(second))

    @property
    def fields(self) -> dict[str, Any]:
        """What the slip says, once that is settled."""
        return settled_fields(self.keys["resolved" if "resolved" in self.keys else "first"].fields)

    def was_keyed_by(self, account_id: str) -> bool:
        """Whether somebody has had a hand in this slip."""
        return any(each.who == account_id for each in self.keys.values())


def find_slip(session: Session, slip_id: str, who: Identity) -> Slip:
    """One slip from a box of the person's stations."""
    slip = session.get(Slip, slip_id, populate_existing=True)
    if slip is None:
        raise NotFound("没有登记这张意见表。")
    find_opening(session, slip.opening_id, who)
    return slip


def find_held(session: Session, slip_id: str, who: Identity) -> Held:
    """One slip with its keys."""
    slip = find_slip(session, slip_id, who)
    return Held(slip, {each.turn: each for each in session.scalars(select(Keying).where(Keying.slip_id == slip_id))})


def list_held(session: Session, opening_id: str) -> list[Held]:
    """All slips of an opening with their keys, by number."""
    slips = list(session.scalars(select(Slip).where(Slip.opening_id == opening_id)
                                 .order_by(Slip.consultation_id, Slip.serial)))
    keys: dict[str, dict[str, Keying]] = {each.id: {} for each in slips}
    for key in session.scalars(select(Keying).join(Slip).where(Slip.opening_id == opening_id)):
        keys[key.slip_id][key.turn] = key
    return [Held(slip, keys[slip.id]) for slip in slips]


def next_to_key(session: Session, opening_id: str, who: Identity, skip: Sequence[str] = ()) -> Slip | None:
    """The next slip that this person may key: one that lacks a half and that they have not keyed; those that lie half
    done come first."""
    own = exists().where(Keying.slip_id == Slip.id, Keying.who == who.account_id)
    query = select(Slip).where(Slip.opening_id == opening_id, _WAITS, ~own, ~_has("second"), Slip.id.not_in(skip))
    return session.scalar(query.order_by(_has("first").desc(), Slip.consultation_id, Slip.serial).limit(1))


def next_differing(session: Session, opening_id: str) -> Held | None:
    """The next slip whose two keys differ and wait for a decision."""
    return next((each for each in list_held(session, opening_id) if each.state == "differs"), None)


def list_scans(session: Session, slip_id: str) -> list[Scan]:
    """A slip's pictures: the newest of each side, the front first."""
    newest: dict[str, Scan] = {}
    for scan in session.scalars(select(Scan).where(Scan.slip_id == slip_id).order_by(Scan.turn)):
        newest[scan.side] = scan
    return [newest[side] for side in ("front", "back") if side in newest]


def find_scan(session: Session, scan_id: str, who: Identity) -> Scan:
    """One picture of a slip of the person's stations."""
    scan = session.get(Scan, scan_id)
    if scan is None:
        raise NotFound("没有这幅扫描件。")
    find_slip(session, scan.slip_id, who)
    return scan


def is_label(session: Session, batch_id: str) -> bool:
    """Whether a batch is of labels for people's own paper: then nobody knows where a contact stands."""
    return session.scalar(select(SlipBatch.kind).where(SlipBatch.id == batch_id)) == "label"


def language_of(session: Session, slip: Slip) -> str:
    """The language that a slip was printed in."""
    return session.get_one(SlipBatch, slip.batch_id).language


def find_draft(session: Session, slip: Slip) -> Draft:
    """The version of the draft that a slip was printed for."""
    batch = session.get_one(SlipBatch, slip.batch_id)
    return session.get_one(Draft, (batch.consultation_id, batch.draft_version))


def check_read(session: Session, slip: Slip, fields: Mapping[str, Any]) -> None:
    """Refuse what cannot stand on a slip of this draft."""
    draft = find_draft(session, slip)
    check_fields(fields, {each["eid"] for each in draft.provisions},
                 {each["id"]: question_of(each) for each in draft.questions})


def list_at_work(session: Session, who: Identity) -> list[tuple[Opening, Box]]:
    """The openings at the person's stations whose slips are on the table, each with its box, the oldest first."""
    query = (select(Opening, Box).join(Box, Box.id == Opening.box_id).where(Opening.state.in_(AT_WORK))
             .order_by(Opening.begun_at, Opening.id))
    if who.stations and not who.has("admin"):
        query = query.where(Opening.station_id.in_(who.stations))
    return [(opening, box) for opening, box in session.execute(query)]


def count_work(session: Session, opening_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each opening how many slips there are, have a picture, wait for their contact, for a first and a second key,
    went on."""
    found = {each: dict.fromkeys(("slips", "scanned", "contact", "new", "keyed", "forwarded"), 0)
             for each in opening_ids}
    conditions: dict[str, ColumnElement[bool]] = {
        "scanned": _HAS_SCAN, "contact": and_(_HAS_SCAN, Slip.kind == "opinion", Slip.sealed_contact.is_(None)),
        "new": and_(_WAITS, ~_has("first")), "keyed": and_(_WAITS, _has("first"), ~_has("second")),
        "forwarded": Slip.forwarded_at.is_not(None)}
    rows = session.execute(select(Slip.opening_id, func.count().label("slips"), *(
        func.count().filter(condition).label(name) for name, condition in conditions.items()))
        .where(Slip.opening_id.in_(opening_ids)).group_by(Slip.opening_id))
    return found | {row.opening_id: {name: value for name, value in row._mapping.items() if name != "opening_id"}
                    for row in rows}


def show_held(held: Held) -> dict[str, Any]:
    """A slip as lists show it: how far it is, who had it, never what was keyed."""
    return {"slip_id": held.slip.id, "serial": held.slip.serial, "kind": held.slip.kind, "state": held.state,
            "has_contact": bool(held.slip.sealed_contact),
            "keyed_by": {turn: each.who_name for turn, each in held.keys.items()}}


def _has(turn: str) -> ColumnElement[bool]:
    return exists().where(Keying.slip_id == Slip.id, Keying.turn == turn)


def _compared(fields: dict[str, Any]) -> dict[str, Any]:
    """What is compared of a key: of one that is no opinion only that it is none."""
    return fields if fields.get("kind") == "opinion" else {"kind": fields.get("kind")}


def find_masked(session: Session, scan_id: str) -> str | None:
    """The digest of a scan's picture, if it has not been read by machine yet."""
    return session.scalar(select(Scan.masked).where(Scan.id == scan_id, Scan.ocr_text.is_(None)))
