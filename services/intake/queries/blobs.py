"""Questions about bytes that are kept."""
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from services.intake.models import Attachment, Blob
from shared.refusals import NotFound


def find_blob(session: Session, sha256: str) -> Blob:
    """Some kept bytes with their media type, or NotFound."""
    found = session.get(Blob, sha256, options=[undefer(Blob.body)])
    if found is None:
        raise NotFound("没有这个文件。")
    return found


def list_attachments(session: Session, opinion_id: str) -> list[Attachment]:
    """What came with an opinion, in the order it came."""
    return list(session.scalars(select(Attachment).where(Attachment.opinion_id == opinion_id)
                                .order_by(Attachment.received_at, Attachment.id)))
