"""Opinions: kept once, told to the others, asked back."""
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from services.intake.domain.bodies import aside_key, canonical
from services.intake.models import Conflict, Opinion
from services.intake.queries.progress import list_digests
from shared.contracts import AnswerWanted, OpinionReceived, WithdrawalAsked
from shared.db import table_of
from shared.logging import request_id
from shared.messaging.postbox import Postbox, Told
from shared.refusals import NotAllowed
from shared.rows import Executor, insert_new

OPINIONS, CONFLICTS = table_of(Opinion), table_of(Conflict)


@dataclass(frozen=True, kw_only=True)
class NewOpinion:
    """An opinion that has passed the door: ``values`` are its columns, ``raw`` its JSON as it came;
    ``recording`` is the SHA-256 of the sound that its words are in, where nobody has written them down yet."""

    values: dict[str, Any]
    raw: Mapping[str, Any]
    sealed_contact: str | None
    contact_key: str | None
    recording: str | None = None
    request_id: str = field(default_factory=request_id.get)

    @property
    def id(self) -> str:
        """The id the client made; the idempotency key."""
        id_: str = self.values["id"]
        return id_

    def facts(self) -> tuple[OpinionReceived, AnswerWanted]:
        """What the other services are told."""
        shared = {name: self.values[name] for name in ("consultation_id", "provision", "station_id", "language")}
        told = {name: self.values[name] for name in _TOLD}
        return (OpinionReceived(revision=1, opinion_id=self.id, **shared, **told),
                AnswerWanted(revision=1, opinion_id=self.id, **shared, sealed_contact=self.sealed_contact,
                             contact_key=self.contact_key))


_TOLD = ("draft_version", "anchor", "stance", "text", "proposed_text", "reason", "answers", "channel", "popup_id",
         "submitter_kind", "public_name", "late", "written_at", "received_at")


@dataclass(frozen=True)
class Taken:
    """What became of one opinion at the door: created, late, repeated or conflict."""

    id: str
    status: str
    receipt: str


def receive_opinions(session: Executor, post: Postbox, opinions: Sequence[NewOpinion], now: datetime) -> list[Taken]:
    """Keep opinions and tell the others. A repeated id with the same body gives the same receipt; with another
    body it is a conflict, kept aside."""
    firsts: dict[str, NewOpinion] = {}
    for opinion in opinions:
        firsts.setdefault(opinion.id, opinion)
    fresh = post.say_of_new(session, OPINIONS, [
        Told(row=each.values, events=each.facts(), request_id=each.request_id) for each in firsts.values()])
    known = list_digests(session, [each.id for each in opinions if each.id not in fresh])
    return [_taken(session, each, each is firsts[each.id] and each.id in fresh,
                   known.get(each.id, firsts[each.id].values["digest"]), now) for each in opinions]


def _taken(session: Executor, opinion: NewOpinion, is_new: bool, digest: str, now: datetime) -> Taken:
    receipt: str = opinion.values["receipt"]
    if is_new:
        return Taken(opinion.id, "late" if opinion.values["late"] else "created", receipt)
    if opinion.values["digest"] == digest:
        return Taken(opinion.id, "repeated", receipt)
    keep_conflict(session, opinion, now)
    return Taken(opinion.id, "conflict", receipt)


def keep_conflict(session: Executor, opinion: NewOpinion, now: datetime) -> None:
    """Keep a second body that came under a known id aside, for a clerk."""
    insert_new(session, CONFLICTS, [{
        "id": aside_key(opinion.id, opinion.values["digest"]), "opinion_id": opinion.id,
        "body": canonical(opinion.raw).decode(), "received_at": now, "kind": "conflict", "errors": {}} | {
        name: opinion.values[name] for name in ("digest", "device_id", "device_seq", "device_prev")}])


def ask_withdrawal(session: Session, post: Postbox, opinion: Opinion, secret: str, now: datetime) -> None:
    """Pass the wish for an opinion back on to review; the secret its client made must fit. A repeat changes nothing."""
    given = sha256(secret.encode()).hexdigest()
    if opinion.withdraw_hash is None or not hmac.compare_digest(given, opinion.withdraw_hash):
        raise NotAllowed("撤回口令不对，请和收到的口令对照。没有口令的意见不能在这里撤回，请联系工作站。")
    if opinion.withdrawal_asked_at is None:
        opinion.withdrawal_asked_at = now
        post.say(session, WithdrawalAsked(opinion_id=opinion.id, revision=1, asked_at=now))
