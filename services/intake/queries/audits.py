"""Questions about the third key: which slips were drawn, which wait, how many errors a station's slips have."""
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.domain.differences import error_rate
from services.intake.domain.sampling import drawn
from services.intake.models import Audit, Keying, Opening, Slip, Station
from services.intake.queries.slips import Held, find_held
from shared.identity import Identity

DRAWN_FROM = ("scanned", "keyed", "rekeyed", "reconciled", "resealed", "retained")


def list_drawn(session: Session, secret: str, opening: Opening) -> set[str]:
    """The slips of an opening that are keyed a third time; none before it is certain which slips there are."""
    if opening.state not in DRAWN_FROM:
        return set()
    return drawn(secret, session.scalars(select(Slip.id).where(Slip.opening_id == opening.id)))


def is_due(session: Session, secret: str, opening: Opening, held: Held) -> bool:
    """Whether a slip was drawn, is settled, and was not looked at again yet."""
    settled = held.state == "forwarded" or (held.state == "settled" and held.slip.kind != "opinion")
    return settled and "audit" not in held.keys and held.slip.id in list_drawn(session, secret, opening)


def next_to_audit(session: Session, secret: str, who: Identity) -> Slip | None:
    """The next slip drawn at the person's stations that they had no hand in."""
    for opening in _openings(session, who):
        for slip_id in sorted(list_drawn(session, secret, opening)):
            held = find_held(session, slip_id, who)
            if is_due(session, secret, opening, held) and not held.was_keyed_by(who.account_id):
                return held.slip
    return None


def audit_figures(session: Session, secret: str, who: Identity) -> list[dict[str, Any]]:
    """For each station with drawn slips: how many were drawn and keyed again, the characters read, the errors found,
    and errors per 1,000 characters; stations by name."""
    found: dict[str, dict[str, Any]] = {}
    for opening in _openings(session, who):
        row = found.setdefault(opening.station_id, {"drawn": 0})
        row["drawn"] += len(list_drawn(session, secret, opening))
    sums = {row.station_id: row for row in session.execute(
        select(Audit.station_id, func.count().label("audited"), func.sum(Audit.characters).label("characters"),
               func.sum(Audit.errors).label("errors")).group_by(Audit.station_id))}
    names = dict(session.execute(select(Station.id, Station.name).where(Station.id.in_(found))).all())
    rows = [_figures(station_id, names.get(station_id, ""), row["drawn"], sums.get(station_id))
            for station_id, row in found.items() if row["drawn"]]
    return sorted(rows, key=lambda row: str(row["station"]))


def count_disagreements(session: Session) -> dict[str, int]:
    """How many slips of each station had to be decided because two keys differed."""
    query = (select(Opening.station_id, func.count()).join(Slip, Slip.opening_id == Opening.id)
             .join(Keying, Keying.slip_id == Slip.id).where(Keying.turn == "resolved").group_by(Opening.station_id))
    return dict(session.execute(query).all())


def _figures(station_id: str, name: str, number: int, sums: Any) -> dict[str, Any]:
    audited, characters, errors = (sums.audited, int(sums.characters), int(sums.errors)) if sums else (0, 0, 0)
    return {"station_id": station_id, "station": name, "drawn": number, "audited": audited, "characters": characters,
            "errors": errors, "errors_per_1000": error_rate(errors, characters)}


def _openings(session: Session, who: Identity) -> list[Opening]:
    query = select(Opening).where(Opening.state.in_(DRAWN_FROM)).order_by(Opening.begun_at, Opening.id)
    if who.stations and not who.has("admin"):
        query = query.where(Opening.station_id.in_(who.stations))
    return list(session.scalars(query))
