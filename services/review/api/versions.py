"""JSON routes of second readings: import the next version, look it over, issue it, compare."""
from typing import Any

from services.review.api.consultations import DRAFT_LIMIT, STAFF, read_fields, read_upload
from services.review.operations.drafting.versions import import_version, issue_version
from services.review.queries.drafting.consultations import find_consultation, find_pending, show_consultation
from services.review.queries.drafting.versions import (
    compare,
    find_matches,
    list_versions,
    show_matches,
    show_row,
    stamp_of,
)
from services.review.schemas.consultations import IssueSchema, PastedSchema
from shared.web.bodies import JsonRoutes, limit, load_values
from shared.web.doors import guarded, me, site

routes = JsonRoutes("versions", __name__, url_prefix="/review/api/v1/consultations/<consultation_id>/versions")


@routes.post("")
@guarded("group", "admin")
@routes.doc(requestBody={"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
    "file": {"type": "string", "format": "binary"}, "text": {"type": "string"}}}}}})
@limit(DRAFT_LIMIT)
def post_version(consultation_id: str) -> tuple[dict[str, Any], int]:
    """Import the next version; nothing changes for anybody until it is issued."""
    with site().database.reading() as session:
        seen = stamp_of(find_pending(session, find_consultation(session, consultation_id)))
    draft = read_upload(load_values(PastedSchema(), read_fields())["text"])
    with site().database.writing() as session:
        version = import_version(session, consultation_id, draft, seen, me(), site().now()).version
    with site().database.reading() as session:
        matches = find_matches(session, consultation_id, version)
    return {"version": version, "provisions": draft["provisions"], "warnings": draft["warnings"],
            "matches": show_matches(matches)}, 201


@routes.get("")
@guarded(*STAFF)
def get_versions(consultation_id: str) -> dict[str, Any]:
    """All versions, the newest first; ``stamp`` tells what was looked over when it is issued."""
    with site().database.reading() as session:
        items = list_versions(session, find_consultation(session, consultation_id))
    return {"items": items, "total": len(items), "next": None}


@routes.post("/<int:version>/open")
@guarded("group", "admin")
@routes.arguments(IssueSchema, required=False)
def post_open(body: dict[str, Any], consultation_id: str, version: int) -> dict[str, Any]:
    """Confirm the structure and issue the version; opinions are carried to it."""
    with site().database.writing() as session:
        return show_consultation(issue_version(
            session, site().post, consultation_id, version, bool(body.get("accept_warnings")), body.get("stamp", ""),
            me(), site().now()))


@routes.get("/<int:version>/differences")
@guarded(*STAFF)
def get_differences(consultation_id: str, version: int) -> dict[str, Any]:
    """Article by article beside the version before."""
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        matches = find_matches(session, consultation_id, version)
        rows = compare(session, consultation, matches, version) if matches else []
    return {"version": version, "items": [show_row(each) for each in rows], "total": len(rows), "next": None}
