"""Who may come in: every route names its roles, or says why it is open to all."""
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, request
from flask_wtf.csrf import validate_csrf
from sqlalchemy.orm import Session
from wtforms import ValidationError

from shared.identity import LIFETIME, Identity, read_token
from shared.refusals import NotAllowed, SignInNeeded
from shared.site import Site
from shared.web.bodies import DEFAULT_LIMIT
from shared.web.errors import wants_page

COOKIE = "minyi_token"
SAFE = {"GET", "HEAD", "OPTIONS"}
SIGN_IN = "/review/sign-in"
OPENROSA = "/openrosa/"
View = TypeVar("View", bound=Callable[..., Any])
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]+)")


def open_door(why: str) -> Callable[[View], View]:
    """Let everybody in; the reason is written at the door."""

    def mark(view: View) -> View:
        view.door = why  # type: ignore[attr-defined]
        return view

    return mark


def keyed_door(why: str) -> Callable[[View], View]:
    """Let in whoever's body carries a key of its own. Who is signed in does not matter there, so a forged form gains
    nothing by a cookie and needs no leave."""

    def mark(view: View) -> View:
        view.is_keyed = True  # type: ignore[attr-defined]  # the mark of a door
        return open_door(why)(view)

    return mark


def guarded(*roles: str) -> Callable[[View], View]:
    """Let in who holds one of *roles*; without roles, anyone who is signed in."""

    def mark(view: View) -> View:
        view.door = roles  # type: ignore[attr-defined]
        return view

    return mark


def site() -> Site:
    """The service that is answering."""
    found: Site = current_app.extensions["minyi"]
    return found


def whoever() -> Identity | None:
    """Who is asking, if anyone is signed in."""
    identity: Identity | None = g.get("identity")
    return identity


def me() -> Identity:
    """Who is asking; behind a guarded door there always is someone."""
    identity = whoever()
    if identity is None:
        raise SignInNeeded("请先登录。")
    return identity


def bearer() -> str | None:
    """The token of an Authorization: Bearer header."""
    match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    return match[1] if match else None


def keep_token(response: Response, token: str) -> Response:
    """Put a token where the browser keeps it and no script reads it."""
    response.set_cookie(COOKIE, token, max_age=int(LIFETIME.total_seconds()), httponly=True, samesite="Lax",
                        secure=site().settings.secure)
    return response


def check_doors(app: Flask) -> None:
    """Refuse to start with a route that has no door."""
    views = app.view_functions
    bare = [rule.endpoint for rule in app.url_map.iter_rules() if not hasattr(views[rule.endpoint], "door")]
    if bare:
        raise RuntimeError(f"routes without a door: {', '.join(sorted(set(bare)))}")


def open_doors(app: Flask) -> dict[str, str]:
    """Every open route with its reason, for a person to read."""
    doors = {str(rule): getattr(app.view_functions[rule.endpoint], "door", ()) for rule in app.url_map.iter_rules()}
    return {rule: door for rule, door in doors.items() if isinstance(door, str)}


def add_doors(app: Flask) -> None:
    """Stand at every door of *app*."""

    @app.before_request
    def stand() -> Response | None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None:
            return None
        request.max_content_length = getattr(view, "body_limit", DEFAULT_LIMIT)
        request.max_form_memory_size = request.max_content_length  # a draft may come as a field of a form
        by_cookie = _recognise()
        door = getattr(view, "door", ())
        if not isinstance(door, str):
            refusal = _refusal(door)
            if isinstance(refusal, Response):
                return refusal
        # A page elsewhere can make a browser post a form with our cookie, but not JSON (that needs our leave first).
        is_keyed = getattr(view, "is_keyed", False)
        if request.method not in SAFE and not is_keyed and (not _is_api() or (by_cookie and not request.is_json)):
            _check_csrf()
        return None


def _recognise() -> bool:
    """Find who is asking; True if a cookie said so (then a forged form must be ruled out)."""
    if request.path.startswith(OPENROSA):  # the token in the path is the key there: no cookie counts, none is guarded
        return False
    token, by_cookie = bearer(), False
    if token is None:
        token, by_cookie = request.cookies.get(COOKIE), True
    if not token or token.count(".") != 2:
        return False
    identity = read_token(site().keys.token_public, token, site().now())
    if identity is None or _is_closed(identity):
        return False
    g.identity = identity
    return by_cookie


def _is_closed(identity: Identity) -> bool:
    """Whether the account was closed after the token was signed."""
    with site().database.reading() as session:
        closed_at = site().service.find_closed(session, identity.account_id)
    return closed_at is not None and identity.signed_at <= closed_at


def never_closed(_session: Session, _account_id: str) -> datetime | None:
    """For a site without a deny list."""
    return None


def _refusal(roles: tuple[str, ...]) -> Response | None:
    identity = whoever()
    if identity is None:
        if wants_page() and request.method in SAFE:
            return _redirect(f"{SIGN_IN}?next={quote(request.full_path.rstrip('?'))}")
        raise SignInNeeded("请先登录；程序请带 Authorization: Bearer 令牌。")
    if roles and not identity.has(*roles):
        raise NotAllowed(f"这里需要以下身份之一：{'、'.join(roles)}。")
    return None


def _redirect(target: str) -> Response:
    answer = redirect(target)
    return Response(answer.get_data(), answer.status_code, headers=dict(answer.headers))


def _is_api() -> bool:
    return "/api/" in request.path or request.path.startswith(OPENROSA)


def _check_csrf() -> None:
    try:
        validate_csrf(request.headers.get("X-CSRFToken") or request.form.get("csrf_token"))
    except ValidationError:
        raise NotAllowed("页面放得太久或来自别处，请刷新页面后再提交一次。") from None
