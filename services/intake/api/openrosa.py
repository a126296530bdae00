"""The OpenRosa doors: forms, their files, submissions; the device's token in the path is the key (403, never 401: a
client asks for a password on 401). Every answer, refusals too, has OpenRosa's headers and its envelope."""
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from services.intake.api.patience import count_miss
from services.intake.domain.openrosa import write_list, write_manifest, write_response
from services.intake.domain.xforms import File, Form
from services.intake.models import Device
from services.intake.operations.devices import hear_device, is_heard_anew
from services.intake.queries.openrosa import Forms, list_drafts
from services.intake.queries.registry import find_device
from shared.refusals import NotAllowed, NotFound, Unreadable
from shared.web.doors import open_door, site
from shared.web.looks import languages

routes = Blueprint("openrosa", __name__, url_prefix="/openrosa/<token>")
PREFIX, ACCEPTED = "/openrosa/", 10_000_000  # a hint by which clients split; a single larger file is taken all the same
TEXT_XML = "text/xml; charset=utf-8"
WHY = "checked inside: an enrolled device's token in the path"
View = Callable[..., Response]


def translated(view: View) -> View:
    """Answer in the client's language."""

    @wraps(view)
    def answer(token: str, **rest: Any) -> Response:
        with force_locale(languages()[language()].locale):
            return view(token, **rest)

    return answer


def spoken(view: View) -> View:
    """Answer in the client's language, and only to clients that speak OpenRosa 1.0. What is a plain download asks for
    no more than its address."""

    @wraps(view)
    def answer(token: str, **rest: Any) -> Response:
        if request.headers.get("X-OpenRosa-Version") != "1.0":
            raise Unreadable(gettext("请求要带 X-OpenRosa-Version: 1.0，请用 OpenRosa 采集软件打开。"))
        return view(token, **rest)

    return translated(answer)


def language() -> str:
    """The code of a language that is offered here, as the client asks; zh otherwise."""
    return request.accept_languages.best_match(languages()) or "zh"


def refuse_token() -> NotAllowed:
    """Nobody's token, or a revoked one; misses are counted, so that nobody can try them out."""
    count_miss(request.remote_addr or "")
    return NotAllowed(gettext("这个地址里的设备令牌不对或已停用，请在工作站重新扫码设置。"))


def plain(content: bytes, status: int = 200, kind: str = TEXT_XML) -> Response:
    """An answer that holds some bytes."""
    return Response(content, status, content_type=kind)


@routes.after_app_request
def dress(response: Response) -> Response:
    """Give every answer under /openrosa/ what a client looks for, also where no route was found."""
    if not request.path.startswith(PREFIX):
        return response
    if response.mimetype == "application/problem+json":
        detail = (response.get_json(silent=True) or {}).get("detail", "")
        response.set_data(write_response(detail, "error"))
        response.content_type = TEXT_XML
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTED)
    response.headers["Content-Language"] = language()
    response.date = site().now()
    return response


@routes.get("/formList")
@open_door(WHY)
@spoken
def get_list(token: str) -> Response:
    """The forms of what is being asked now; ?formID= for one, ?listAllVersions=true for the older versions too."""
    wanted, everything = request.args.get("formID"), request.args.get("listAllVersions") == "true"
    with site().database.reading() as session:
        device = _device(session, token)
        drafts = list_drafts(session, device.station_id, site().now(), everything)
    if is_heard_anew(device, site().now()):
        with site().database.writing() as session:
            hear_device(session, device, site().now())
    forms = (_forms().of(asked, draft) for asked, draft in drafts if wanted in (None, asked.consultation_id))
    return plain(write_list(_listed(form, token) for form in forms))


@routes.get("/forms/<form_id>/<version>")
@open_door(WHY)
@translated
def get_form(token: str, form_id: str, version: str) -> Response:
    """One form."""
    return plain(_form(token, form_id, version).xform.body)


@routes.get("/manifest/<form_id>/<version>")
@open_door(WHY)
@spoken
def get_manifest(token: str, form_id: str, version: str) -> Response:
    """The files that a form shows."""
    form = _form(token, form_id, version)
    return plain(write_manifest(_described(each, form, token) for each in form.media))


@routes.get("/forms/<form_id>/<version>/<name>")
@open_door(WHY)
@translated
def get_media(token: str, form_id: str, version: str, name: str) -> Response:
    """One of those files."""
    found = next((each for each in _form(token, form_id, version).media if each.name == name), None)
    if found is None:
        raise NotFound(gettext("这份表单没有这个文件。"))
    return plain(found.body, kind="text/csv; charset=utf-8")


def _device(session: Session, token: str) -> Device:
    device = find_device(session, token)
    if device is None:
        raise refuse_token()
    return device


def _form(token: str, form_id: str, version: str) -> Form:
    with site().database.reading() as session:
        _device(session, token)
        return _forms().find(session, form_id, version)


def _forms() -> Forms:
    forms: Forms = current_app.extensions["intake.forms"]
    return forms


def _address(token: str, *parts: Iterable[str]) -> str:
    """An absolute address; the token stays in front, or the next request would come without it."""
    return "/".join((site().settings.public_url.rstrip("/"), "openrosa", token, *map(str, parts)))


def _listed(form: Form, token: str) -> dict[str, str]:
    found = {"formID": form.id, "name": form.title, "version": form.version, "hash": form.xform.hash,
             "downloadUrl": _address(token, "forms", form.id, form.version)}
    return found | ({"manifestUrl": _address(token, "manifest", form.id, form.version)} if form.media else {})


def _described(file: File, form: Form, token: str) -> dict[str, str]:
    return {"filename": file.name, "hash": file.hash,
            "downloadUrl": _address(token, "forms", form.id, form.version, file.name)}
