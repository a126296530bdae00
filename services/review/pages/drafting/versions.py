"""Second readings: the next version is imported, compared article by article, issued."""
from collections import Counter
from uuid import UUID

from flask import Blueprint, flash, render_template, request

from services.review.bounds import acting
from services.review.operations.drafting.drafts import read_draft
from services.review.operations.drafting.versions import import_version, issue_version
from services.review.pages.paths import Answer, go
from services.review.pages.words import _, errors_of, vocabulary
from services.review.queries.drafting.consultations import find_consultation, find_pending
from services.review.queries.drafting.places import count_asks, name_of
from services.review.queries.drafting.versions import compare, find_matches, find_version, list_versions, stamp_of
from shared.refusals import Errors, NotFound, Refused
from shared.web.bodies import limit
from shared.web.doors import guarded, me, site
from shared.web.errors import status_of

pages = Blueprint("version_pages", __name__, url_prefix="/review/consultations/<uuid:consultation_id>/versions")
DRAFT_LIMIT = 20 * 1024 * 1024
STAFF = ("officer", "adviser", "group", "leader", "admin")


@pages.get("")
@guarded(*STAFF)
def show_versions(consultation_id: UUID) -> Answer:
    """All versions, and the form for the next one."""
    return _list_page(str(consultation_id), 200)


@pages.post("")
@guarded("group", "admin")
@limit(DRAFT_LIMIT)
def post_version(consultation_id: UUID) -> Answer:
    """Read and parse the next version, then show what changed; nobody else sees it yet."""
    try:
        seen = request.form.get("stamp", "")
        upload = request.files.get("file")
        name, content = (upload.filename or "", upload.read()) if upload else ("", b"")
        draft = read_draft(name, content, request.form.get("text", ""))
        with site().database.writing() as session:
            version = import_version(session, str(consultation_id), draft, seen, me(), site().now()).version
    except NotFound:
        raise
    except Refused as refused:
        return _list_page(str(consultation_id), status_of(refused), errors_of(refused))
    flash(_("新稿已导入，还没有发布。请逐条核对。"))
    return go(f"/review/consultations/{consultation_id}/versions/{version}")


@pages.get("/<int:version>")
@guarded(*STAFF)
def show_version(consultation_id: UUID, version: int) -> Answer:
    """The version beside the one before, article by article."""
    return _page(str(consultation_id), version, 200)


@pages.post("/<int:version>/open")
@guarded("group", "admin")
def post_open(consultation_id: UUID, version: int) -> Answer:
    """Issue it; opinions are carried to it meanwhile."""
    accepted = request.form.get("accept_warnings") == "true"
    try:
        with site().database.writing() as session:
            issue_version(session, site().post, str(consultation_id), version, accepted,
                          request.form.get("stamp", ""), me(), site().now())
    except NotFound:
        raise
    except Refused as refused:
        return _page(str(consultation_id), version, status_of(refused), {"main": [refused.sentence]})
    flash(_("第 %(n)s 版已发布，意见正在对应到新稿，稍后刷新可以看到结果。", n=version))
    return go(f"/review/consultations/{consultation_id}/versions/{version}")


def _list_page(consultation_id: str, status: int, errors: Errors | None = None) -> tuple[str, int]:
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        versions = list_versions(session, consultation)
        stamp = stamp_of(find_pending(session, consultation))
    return render_template("review/versions.html", c=consultation, versions=versions, stamp=stamp,
                           who=acting(consultation.group_id),
                           invented=consultation.invented, errors=errors, **vocabulary()), status


def _page(consultation_id: str, version: int, status: int, errors: Errors | None = None) -> tuple[str, int]:
    changed = request.args.get("changed") == "1"
    with site().database.reading() as session:
        consultation = find_consultation(session, consultation_id)
        draft = find_version(session, consultation_id, version)
        matches = find_matches(session, consultation_id, version)
        rows = compare(session, consultation, matches, version) if matches else []
        asks = count_asks(session, consultation_id)
    shown = [row for row in rows if row.state != "same"] if changed else rows
    return render_template("review/comparison.html", c=consultation, draft=draft, version=version, rows=shown,
                           counts=Counter(row.state for row in rows), total=len(rows), changed=changed, asks=asks,
                           stamp=stamp_of(draft), name_of=name_of, who=acting(consultation.group_id),
                           invented=consultation.invented, errors=errors, **vocabulary()), status
