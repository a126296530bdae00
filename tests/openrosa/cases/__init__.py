"""The cases, one topic a file; importing this brings all of them."""
from tests.openrosa.cases import (
    attachments,
    auth,
    concurrency,
    damage,
    duplicates,
    encoding,
    head,
    lists,
    manifests,
    submissions,
)

__all__ = ["attachments", "auth", "concurrency", "damage", "duplicates", "encoding", "head", "lists", "manifests",
           "submissions"]
