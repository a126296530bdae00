"""An opening as programs and desks show it: who did what, what is next, and nobody's count before its time."""
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from services.intake.domain.boxes import NEXT, faults_of
from services.intake.domain.slips import printed
from services.intake.models import BoxStep, Count, Opening, Signature, Slip
from services.intake.queries.boxes import (
    find_facts,
    list_counts,
    list_signatures,
    list_slips,
    list_steps,
)
from shared.identity import Identity

SHOWN = ("id", "box_id", "station_id", "no", "state", "is_intact", "note", "photo", "opener_name", "witness_name",
         "round", "counted", "envelope_seal", "new_seal")
MOMENTS = ("begun_at", "opened_at", "reconciled_at", "resealed_at", "retained_at", "destroyed_at")


def show_opening(session: Session, opening: Opening, who: Identity) -> dict[str, Any]:
    """One opening with its counts, its balance, its signatures and what comes next."""
    facts = find_facts(session, opening)
    return brief(opening) | {
        "seal_no": opening.seal_found if may_see_seal(opening, who) else None, "next": NEXT[opening.state],
        "counts": [show_count(each, opening, who) for each in list_counts(session, opening)],
        "balance": asdict(facts) | {"faults": faults_of(facts) if opening.counted is not None else []},
        "signatures": [show_signature(each) for each in list_signatures(session, opening.id)],
        "slips": [show_slip(each, who) for each in list_slips(session, opening.id)]}


def brief(opening: Opening) -> dict[str, Any]:
    """An opening as lists show it."""
    moments = {name: getattr(opening, name) for name in MOMENTS}
    return {name: getattr(opening, name) for name in SHOWN} | {
        name: moment.isoformat() if moment else None for name, moment in moments.items()} | {
        "keep_until": opening.keep_until.isoformat() if opening.keep_until else None}


def may_see_seal(opening: Opening, who: Identity) -> bool:
    """The second person reads the seal by himself: until then only the first sees what was read."""
    return opening.state != "sealed" or opening.opener_id == who.account_id


def may_see_count(count: Count, opening: Opening, who: Identity) -> bool:
    """A count is shown to nobody but who made it, until two have counted the same."""
    return opening.counted is not None or count.round < opening.round or count.who == who.account_id


def show_count(count: Count, opening: Opening, who: Identity) -> dict[str, Any]:
    """One count; its number only for who may see it."""
    return {"turn": count.turn, "who_name": count.who_name, "at": count.at.isoformat(),
            "number": count.number if may_see_count(count, opening, who) else None}


def show_signature(signature: Signature) -> dict[str, Any]:
    """Who has signed for what, and when."""
    return {"act": signature.act, "who_name": signature.who_name, "at": signature.at.isoformat()}


def show_slip(slip: Slip, who: Identity) -> dict[str, Any]:
    """A slip without what was written on it."""
    return {"id": slip.id, "batch_id": slip.batch_id, "serial": slip.serial, "number": printed(slip.serial),
            "kind": slip.kind, "said_kind": slip.said_kind, "said_by": slip.said_by_name,
            "said_by_you": slip.said_by == who.account_id,
            "doubted": is_doubted(slip), "forwarded": slip.forwarded_at is not None}


def is_doubted(slip: Slip) -> bool:
    """Whether one person calls a slip no opinion, and another must confirm it."""
    return slip.kind == "opinion" and slip.said_kind is not None


def list_log(session: Session, box_id: str, opening: Opening | None = None) -> list[BoxStep]:
    """A box's log, or the part of it that is about one opening."""
    return [each for each in list_steps(session, box_id) if opening is None or each.opening_id == opening.id]


def show_step(step: BoxStep, unfinished: Opening | None, who: Identity) -> dict[str, Any]:
    """A line of the log; the digest is hidden with the facts, because it could be tried out."""
    hidden = hides(step, unfinished, who)
    return {"seq": step.seq, "opening_id": step.opening_id, "act": step.act, "who_name": step.who_name,
            "at": step.at.isoformat(), "what": None if hidden else step.what,
            "digest": None if hidden else step.digest}


def hides(step: BoxStep, unfinished: Opening | None, who: Identity) -> bool:
    """Whether a line of the log would tell the second person what the first has read or counted."""
    if unfinished is None or step.opening_id != unfinished.id or step.who == who.account_id:
        return False
    if step.act in ("begin", "correct"):
        return unfinished.state == "sealed"
    return step.act == "count" and unfinished.counted is None
