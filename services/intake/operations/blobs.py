"""Bytes kept as they came, once, under their own digest."""
from datetime import datetime
from hashlib import sha256

from services.intake.models import Blob
from shared.db import table_of
from shared.rows import Executor, insert_new

BLOBS = table_of(Blob)


def keep_blob(session: Executor, body: bytes, media_type: str, now: datetime) -> str:
    """Keep *body* and return its SHA-256 (hexadecimal); the same bytes again change nothing."""
    digest = sha256(body).hexdigest()
    insert_new(session, BLOBS, [{"sha256": digest, "media_type": media_type, "size": len(body), "body": body,
                                 "kept_at": now}])
    return digest
