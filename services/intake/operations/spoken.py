"""Opinions of a recording alone: kept until somebody has written their words down, then told on as they are."""
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.intake.models import Opinion, Spoken
from services.intake.operations.opinions import NewOpinion, Taken, keep_conflict, receive_opinions
from services.intake.queries.spoken import find_waiting
from shared.db import table_of
from shared.identity import Identity
from shared.messaging.postbox import Postbox
from shared.refusals import NotAllowed
from shared.rows import insert_new

SPOKEN = table_of(Spoken)
OWN = ("text", "written_at", "received_at", "receipt", "digest", "consultation_id", "station_id",
       "device_id", "device_seq", "device_prev")


def keep_spoken(session: Session, new: NewOpinion, now: datetime) -> Taken:
    """Keep an opinion whose words are in its recording. A repeat gives the same receipt; another body under its id is
    kept aside."""
    values = new.values
    row = {name: values[name] for name in OWN if name != "text"} | {
        "opinion_id": new.id, "recording": new.recording, "sealed_contact": new.sealed_contact,
        "contact_key": new.contact_key, "transcribed_at": None, "transcribed_by": None, "transcriber": None,
        "values": {name: value for name, value in values.items() if name not in OWN}}
    written = session.get(Opinion, new.id)
    if written is None and insert_new(session, SPOKEN, [row]):
        return Taken(new.id, "late" if values["late"] else "created", values["receipt"])
    kept = written or session.get_one(Spoken, new.id)
    if kept.digest == values["digest"]:
        return Taken(new.id, "repeated", values["receipt"])
    keep_conflict(session, new, now)
    return Taken(new.id, "conflict", values["receipt"])


def transcribe(session: Session, post: Postbox, opinion_id: str, written: dict[str, Any], who: Identity,
               now: datetime) -> Taken:
    """Write down what a recording says: it becomes the opinion, with the same id, receipt and moment of writing. The
    contact that waited with it goes on to notify and is forgotten here."""
    spoken = find_waiting(session, opinion_id)
    if not may_hear(who, spoken.station_id):
        raise NotAllowed("只能整理自己工作站的录音。")
    values = spoken.values | {name: getattr(spoken, name) for name in OWN if name != "text"} | written
    opinion = NewOpinion(values=values | {"id": opinion_id}, raw=values, sealed_contact=spoken.sealed_contact,
                         contact_key=spoken.contact_key)
    [taken] = receive_opinions(session, post, [opinion], now)
    spoken.transcribed_at, spoken.transcribed_by, spoken.transcriber = now, who.account_id, who.name
    spoken.sealed_contact = None
    return taken


def may_hear(who: Identity, station_id: str | None) -> bool:
    """Whether somebody may listen to what was said at a station: administrators all, officers at theirs."""
    return who.has("admin") or not who.stations or station_id in who.stations
