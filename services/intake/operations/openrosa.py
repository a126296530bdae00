"""What XForms clients send is kept: bodies without their contacts, files beside them, what was not counted aside."""
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from services.intake.domain.submissions import Submission, key_of
from services.intake.media import MOST_BYTES, check_picture, check_sound
from services.intake.models import Attachment, Blob
from services.intake.models import Submission as Body
from services.intake.operations.blobs import keep_blob
from services.intake.queries.openrosa import find_later_edit
from shared.db import table_of
from shared.refusals import Invalid, NotFound, Refused
from shared.rows import insert_new

BODIES, BLOBS, ATTACHMENTS = table_of(Body), table_of(Blob), table_of(Attachment)
XML, UNKNOWN = "text/xml", "application/octet-stream"
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp")
LONGEST, TRIES = 255, 5


@dataclass(frozen=True, kw_only=True)
class Bringer:
    """Who brings a body and when; ``secret`` keys the digests of exact bytes."""

    device_id: str
    client_id: str
    secret: str = field(repr=False)
    now: datetime

    def digest(self, xml: bytes) -> str:
        """What tells the same bytes again; useless to whoever holds the database alone."""
        return hmac.new(self.secret.encode(), b"openrosa" + xml, sha256).hexdigest()


@dataclass(frozen=True)
class File:
    """A file as it came beside a body."""

    name: str
    media_type: str
    body: bytes = field(repr=False)


@dataclass
class Kept:
    """What became of the files of one request."""

    fresh: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def rows_of(submission: Submission, bringer: Bringer, opinion_id: str) -> Sequence[tuple[Table, dict[str, Any]]]:
    """The rows that are kept with the opinion made of a submission."""
    body = submission.kept
    digest = sha256(body).hexdigest()
    blob = {"sha256": digest, "media_type": XML, "size": len(body), "body": body, "kept_at": bringer.now}
    return (BLOBS, blob), (BODIES, _row_of(submission, bringer, opinion_id, digest))


def keep_aside(session: Session, submission: Submission, bringer: Bringer, opinion_id: str, aside: str,
               reason: str) -> None:
    """Keep a body that is not counted, with the reason, for a clerk. What differs from a body that is here already gets
    a key of its own; the same bytes again change nothing."""
    row = _row_of(submission, bringer, opinion_id, keep_blob(session, submission.kept, XML, bringer.now))
    row |= {"aside": aside, "reason": reason}
    if aside == "conflict":
        row["id"] = sha256(f"{row['id']}\0{row['digest']}".encode()).hexdigest()
    insert_new(session, BODIES, [row])


def find_deprecated(session: Session, submission: Submission) -> Body:
    """The body that an edit replaces; NotFound for one that never came, Refused for one replaced already."""
    key = key_of(submission.form_id, submission.deprecated_id or "")
    found = session.get(Body, key)
    if found is None:
        raise NotFound("没有收到过要修改的那一份，请先发送原来的那一份。")
    if find_later_edit(session, key, submission.key):
        raise Refused("那一份已经被另一次修改取代；这一份已另存，等工作人员核对。")
    return found


def keep_files(session: Session, opinion_id: str, files: Sequence[File], now: datetime) -> Kept:
    """Keep what came beside a body. Other bytes under a known name are kept beside the first; what is no picture
    although it says so is refused by name, and spoils nothing else."""
    kept = Kept()
    for file in files:
        try:
            kind, media_type = _judge(file)
        except Invalid as refused:
            kept.refused[file.name] = refused.sentence
        else:
            _keep_file(session, opinion_id, file, kind, keep_blob(session, file.body, media_type, now), kept, now)
    return kept


def _row_of(submission: Submission, bringer: Bringer, opinion_id: str, xml: str) -> dict[str, Any]:
    deprecated = submission.deprecated_id
    return {"id": submission.key, "form_id": submission.form_id[:LONGEST],
            "form_version": submission.version[:LONGEST], "instance_id": submission.instance_id,
            "deprecated_key": key_of(submission.form_id, deprecated) if deprecated else None,
            "opinion_id": opinion_id, "digest": bringer.digest(submission.xml), "xml": xml,
            "files": list(submission.files), "aside": None, "reason": None, "device_id": bringer.device_id,
            "client_id": bringer.client_id[:LONGEST], "received_at": bringer.now}


def _judge(file: File) -> tuple[str, str]:
    """What a file is by its content: a recording, a photograph, or something that is kept and never shown."""
    if not file.body:
        raise Invalid("文件是空的，请重新选择。")
    if len(file.body) > MOST_BYTES or file.body[8:12] in (b"heic", b"heix", b"avif", b"mif1"):
        return "file", UNKNOWN
    if file.media_type.startswith("image/") or file.name.lower().endswith(PICTURES):
        return "photo", check_picture(file.body, file.name).media_type
    try:
        return "recording", check_sound(file.body, file.name)
    except Invalid:
        return "file", UNKNOWN


def _keep_file(session: Session, opinion_id: str, file: File, kind: str, digest: str, kept: Kept,
               now: datetime) -> None:
    """Put a file in its place. Two may come under one name at the same moment: whoever finds the turn taken looks
    again."""
    for _ in range(TRIES):
        turns = _turns_of(session, opinion_id, file.name)
        if digest in turns:
            break
        row = {"id": str(uuid5(NAMESPACE_URL, f"minyi:{opinion_id}:{file.name}:{digest}")), "opinion_id": opinion_id,
               "name": file.name, "turn": len(turns) + 1, "kind": kind, "sha256": digest, "received_at": now}
        if insert_new(session, ATTACHMENTS, [row]):
            turns.append(digest)
            kept.fresh.append(file.name)
            break
    if turns[0] != digest:
        kept.differing.append(file.name)


def _turns_of(session: Session, opinion_id: str, name: str) -> list[str]:
    """The digests of what came under a name, in the order it came."""
    return list(session.scalars(select(Attachment.sha256).where(
        Attachment.opinion_id == opinion_id, Attachment.name == name).order_by(Attachment.turn)))
