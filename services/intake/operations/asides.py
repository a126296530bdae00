"""What is kept aside: put there once, and settled by a clerk. Nothing is dropped."""
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.domain.bodies import SEALED, aside_key, mark_of
from services.intake.models import Conflict
from services.intake.operations.opinions import CONFLICTS, NewOpinion, Taken, receive_opinions
from services.intake.schemas.opinions import HEX64
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import Errors, Invalid, Refused
from shared.rows import Executor, insert_new

LEAST_NOTE, MOST_NOTE = 2, 500


@dataclass(frozen=True, kw_only=True)
class NewAside:
    """A body that a device brought and the door does not admit."""

    id: str
    raw: Mapping[str, Any]
    seq: int | None
    errors: Errors

    @property
    def digest(self) -> str:
        """What the same body is told by."""
        return mark_of(self.raw)


def keep_asides(session: Executor, asides: Sequence[NewAside], device_id: str, now: datetime) -> None:
    """Keep bodies for a clerk; the same again changes nothing."""
    insert_new(session, CONFLICTS, [
        {"id": aside_key(each.id, each.digest), "opinion_id": each.id, "body": json.dumps(each.raw),
         "received_at": now, "kind": "inadmissible", "digest": each.digest,
         "errors": {name: list(sentences) for name, sentences in each.errors.items()},
         "device_id": device_id, "device_seq": each.seq, "device_prev": _prev_of(each.raw)} for each in asides])


def mend(body: Mapping[str, Any], provision: str | None, draft_version: int | None) -> dict[str, Any]:
    """The body under another provision (None: the whole draft) of another version, as it would have been written then;
    a quotation goes with the provision that it was taken from."""
    mended = {**body, "provision": provision, "draft_version": draft_version}
    if provision != body.get("provision"):
        mended["anchor"] = None
    return {name: value for name, value in mended.items() if value is not None}


def take_aside_in(session: Session, post: Postbox, aside: Conflict, new: NewOpinion, who: Identity,
                  now: datetime) -> Taken:
    """Take in what a clerk has mended; it keeps the id that its receipt was made from."""
    taken = receive_opinions(session, post, [new], now)[0]
    if taken.status == "conflict":
        raise Refused("这个编号已经用于另一条内容不同的意见，不能收录；请核对后填写理由关闭。")
    _settle(aside, "taken", None, who, now)
    return taken


def close_aside(session: Session, aside: Conflict, note: str, who: Identity, now: datetime) -> None:
    """Close what cannot be taken in; the words stay, and so does the reason."""
    if not LEAST_NOTE <= len(note.strip()) <= MOST_NOTE:
        raise Invalid("请写明关闭的理由。", {"note": [f"请写明理由，{LEAST_NOTE} 到 {MOST_NOTE} 个字。"]})
    _settle(aside, "closed", note.strip(), who, now)


def _settle(aside: Conflict, outcome: str, note: str | None, who: Identity, now: datetime) -> None:
    """A sealed contact is kept no longer than it is needed: intake owns none."""
    body = {name: value for name, value in json.loads(aside.body).items() if name not in SEALED}
    aside.body, aside.outcome, aside.note = json.dumps(body), outcome, note
    aside.settled_by, aside.settled_at = who.account_id, now


def _prev_of(raw: Mapping[str, Any]) -> str | None:
    device = raw.get("device")
    prev = device.get("prev") if isinstance(device, Mapping) else None
    return prev if isinstance(prev, str) and HEX64.fullmatch(prev) else None
