"""Questions about boxes, their openings and what lies on the table."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from services.intake.domain.boxes import Facts, Turn
from services.intake.domain.ledger import Line, find_break
from services.intake.models import Box, BoxStep, Count, Keying, Opening, Scan, Signature, Slip
from services.intake.queries.registry import page_of
from shared.identity import Identity
from shared.refusals import NotAllowed, NotFound

UNFINISHED = ("sealed", "opened", "counted", "scanned", "keyed", "rekeyed", "reconciled")


def check_station(who: Identity, station_id: str) -> None:
    """Refuse staff of other stations."""
    if who.stations and station_id not in who.stations and not who.has("admin"):
        raise NotAllowed("这只票箱属于别的工作站，只有那个工作站的人员和管理员能办。")


def find_box(session: Session, box_id: str, who: Identity, locked: bool = False) -> Box:
    """One box of the person's stations; locked, nobody else takes a step at it meanwhile."""
    box = session.get(Box, box_id, with_for_update=locked or None, populate_existing=locked)
    if box is None:
        raise NotFound("没有这只意见征集箱。")
    check_station(who, box.station_id)
    return box


def find_opening(session: Session, opening_id: str, who: Identity) -> Opening:
    """One opening at the person's stations."""
    opening = session.get(Opening, opening_id)
    if opening is None:
        raise NotFound("没有这次开箱记录。")
    check_station(who, opening.station_id)
    return opening


def list_boxes(session: Session, who: Identity, page: int = 1) -> dict[str, Any]:
    """The boxes of the person's stations, in the order they were set up."""
    query = select(Box).order_by(Box.id)
    if who.stations and not who.has("admin"):
        query = query.where(Box.station_id.in_(who.stations))
    return page_of(session, query, page, show_box)


def list_openings(session: Session, box_ids: Sequence[str]) -> list[Opening]:
    """All openings of some boxes, the newest first."""
    return list(session.scalars(select(Opening).where(Opening.box_id.in_(box_ids))
                                .order_by(Opening.box_id, Opening.no.desc())))


def find_unfinished(session: Session, box_id: str) -> Opening | None:
    """The opening of a box that is not sealed up again yet."""
    return session.scalar(select(Opening).where(Opening.box_id == box_id, Opening.state.in_(UNFINISHED)))


def list_counts(session: Session, opening: Opening) -> list[Count]:
    """The counts of the present round, in their order."""
    return list(session.scalars(select(Count).where(Count.opening_id == opening.id, Count.round == opening.round)
                                .order_by(Count.turn)))


def turns_of(counts: Sequence[Count]) -> list[Turn]:
    """The counts as the rules take them."""
    return [Turn(each.who, each.number) for each in counts]


def list_signatures(session: Session, opening_id: str) -> list[Signature]:
    """Who has signed for what, in the order of signing."""
    return list(session.scalars(select(Signature).where(Signature.opening_id == opening_id)
                                .order_by(Signature.at, Signature.id)))


def list_slips(session: Session, opening_id: str) -> list[Slip]:
    """The slips of an opening by consultation and number."""
    return list(session.scalars(select(Slip).where(Slip.opening_id == opening_id)
                                .order_by(Slip.consultation_id, Slip.serial)))


def list_steps(session: Session, box_id: str) -> list[BoxStep]:
    """A box's log from its first line."""
    return list(session.scalars(select(BoxStep).where(BoxStep.box_id == box_id).order_by(BoxStep.seq)))


def find_tampering(session: Session, box: Box) -> int | None:
    """The first line of a box's log that is not as it was written; None if all is well."""
    lines = [(line_of(each), each.digest) for each in list_steps(session, box.id)]
    return find_break(lines, box.steps, box.head)


def line_of(step: BoxStep) -> Line:
    """A stored line as it was sealed."""
    return Line(box_id=step.box_id, seq=step.seq, opening_id=step.opening_id, act=step.act, who=step.who,
                who_name=step.who_name, at=step.at, what=step.what)


def find_facts(session: Session, opening: Opening) -> Facts:
    """What lies on the table of an opening, counted afresh."""
    opinion = Slip.kind == "opinion"
    counted: dict[str, ColumnElement[bool]] = {
        "scanned": exists().where(Scan.slip_id == Slip.id), "opinions": opinion,
        **{kind: Slip.kind == kind for kind in ("blank", "spoilt", "foreign")},
        "keyed": and_(opinion, _keyed("first")), "rekeyed": and_(opinion, _keyed("second", "resolved")),
        "forwarded": and_(opinion, Slip.forwarded_at.is_not(None)),
        "doubted": and_(opinion, Slip.said_kind.is_not(None))}
    row = session.execute(select(func.count().label("registered"), *(
        func.count().filter(condition).label(name) for name, condition in counted.items()))
        .select_from(Slip).where(Slip.opening_id == opening.id)).one()
    return Facts(counted=opening.counted, **row._mapping)


def _keyed(*turns: str) -> ColumnElement[bool]:
    return exists().where(Keying.slip_id == Slip.id, Keying.turn.in_(turns))


def show_box(box: Box) -> dict[str, Any]:
    """A box as lists show it."""
    names = ("id", "station_id", "name", "place", "seal_no", "steps", "head")
    return {name: getattr(box, name) for name in names} | {"sealed_at": box.sealed_at.isoformat()}
