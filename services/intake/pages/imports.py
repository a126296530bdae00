"""The desk for parcels on a USB stick: several files at once, and what came of each."""
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from services.intake.domain.parcels import MOST_BYTES
from services.intake.models import ParcelImport
from services.intake.operations.imports import SUMS, record_import
from services.intake.operations.parcels import Unpacked
from services.intake.pages.door import door
from services.intake.pages.reading import device_names, shows_invented
from services.intake.pages.words import Page, _
from services.intake.queries.imports import find_import, list_imports
from shared.refusals import Refused
from shared.web.bodies import limit
from shared.web.doors import guarded, me, site
from shared.web.looks import HERE, show_day

pages = Blueprint("imports", __name__, url_prefix="/staff/parcels")
CLERKS = ("officer", "admin")
MOST_FILES, MOST_UPLOAD = 20, 32 * 1024 * 1024
LONGEST_NAME = 200


@dataclass(frozen=True)
class Row:
    """One file of an import: what came of it, or why nothing did; ``before`` says when it was imported first."""

    name: str
    unpacked: Unpacked | None = None
    refusal: str = ""
    before: str = ""


@pages.get("")
@guarded(*CLERKS)
def show_imports() -> Page:
    """The files' door, and what was imported lately."""
    return _page(200, [])


@pages.post("")
@guarded(*CLERKS)
@limit(MOST_UPLOAD)
def post_files() -> Page:
    """Take the files one by one: a bad one costs no other."""
    files = [each for each in request.files.getlist("file") if each.filename]
    if not files or len(files) > MOST_FILES:
        return _page(422, [], _("请选 1 到 %(n)s 个 .minyi 文件，它们在平板导出时写进了 U 盘。", n=MOST_FILES))
    return _page(200, [_take(each) for each in files])


def _take(file: FileStorage) -> Row:
    """The same door as over the network; who brought the file and its digest are kept with the sums."""
    name = (file.filename or "").encode("utf-8", "replace").decode().replace("\0", "")[:LONGEST_NAME]
    data = file.read(MOST_BYTES + 1)
    digest = sha256(data).hexdigest()
    try:
        unpacked = door().take_parcel(data)
    except Refused as refused:
        return Row(name, refusal=refused.sentence)
    with site().database.writing() as session:
        before = find_import(session, digest)
        record_import(session, name, digest, unpacked, me(), site().now())
    return Row(name, unpacked, before=_moment_of(before) if before else "")


def _moment_of(before: ParcelImport) -> str:
    return f"{show_day(before.imported_at)} {before.imported_at.astimezone(HERE):%H:%M}"


def _page(status: int, rows: Sequence[Row], error: str = "") -> Page:
    with site().database.reading() as session:
        imports = list_imports(session)
        names = _names(session, rows, imports)
        invented = shows_invented(session)
    return render_template("intake/imports.html", rows=rows, imports=imports, names=names, sums=sum_words(),
                           errors={"file": [error]} if error else None, invented=invented), status


def _names(session: Session, rows: Sequence[Row], imports: Sequence[ParcelImport]) -> dict[str, str]:
    return device_names(session, [each.device_id for each in imports]
                        + [each.unpacked.device.id for each in rows if each.unpacked])


def sum_words() -> list[tuple[str, str]]:
    """What may become of a record, as the table's heads."""
    words = {"created": _("新收"), "late": _("迟到收录"), "repeated": _("早已收到"), "aside": _("待核对"),
             "conflict": _("编号重复"), "damaged": _("损坏")}
    return [(name, words[name]) for name in SUMS]
