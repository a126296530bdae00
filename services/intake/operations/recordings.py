"""Recordings: what a person said, kept as the original."""
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.intake.media import check_sound
from services.intake.models import Attachment, Device, Opinion, Spoken
from services.intake.operations.blobs import keep_blob
from shared.ids import new_id
from shared.refusals import NotAllowed

NAME = "recording"


def keep_recording(session: Session, device: Device, opinion_id: str, body: bytes, now: datetime) -> str:
    """Keep what a device recorded for one of its opinions, here or still to come, and return its SHA-256. The same
    bytes again change nothing; others under the same id are kept beside the first, never over it."""
    owner = _owner_of(session, opinion_id)
    if owner not in (None, device.id):
        raise NotAllowed("这条意见不是这台设备交来的，不能给它加录音。")
    digest = keep_blob(session, body, check_sound(body, NAME), now)
    same = select(Attachment.id).where(Attachment.opinion_id == opinion_id, Attachment.sha256 == digest)
    if session.scalar(same.limit(1)) is None:
        turn = select(func.coalesce(func.max(Attachment.turn), 0)).where(
            Attachment.opinion_id == opinion_id, Attachment.name == NAME)
        session.add(Attachment(id=new_id(), opinion_id=opinion_id, name=NAME, turn=(session.scalar(turn) or 0) + 1,
                               kind="recording", sha256=digest, received_at=now))
    return digest


def _owner_of(session: Session, opinion_id: str) -> str | None:
    """The device that brought an opinion, if it is here."""
    spoken = session.get(Spoken, opinion_id)
    if spoken is not None:
        return spoken.device_id
    return session.scalar(select(Opinion.device_id).where(Opinion.id == opinion_id))
