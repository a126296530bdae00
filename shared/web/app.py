"""A Flask app as all four services have it: request ids, doors, errors, headers, languages, health, OpenAPI."""
import logging
import re
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import Flask, Request, Response, g, request, send_from_directory
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import Babel, get_domain
from flask_smorest import Api
from flask_wtf.csrf import generate_csrf
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.ids import new_id
from shared.logging import request_id
from shared.refusals import NotFound
from shared.site import Site
from shared.web.doors import add_doors, check_doors, open_door, whoever
from shared.web.errors import add_error_handlers
from shared.web.health import add_health
from shared.web.languages import CHINESE_LOCALE, find_languages, translation_folders
from shared.web.looks import add_looks, language

HERE = Path(__file__).parent
POLICY = ("default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
          "frame-ancestors 'none'; form-action 'self'")
HEADERS = (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
           ("Content-Security-Policy", POLICY), ("Cross-Origin-Opener-Policy", "same-origin"))
_ASKED = re.compile(r"[A-Za-z0-9_.-]{8,64}")
log = logging.getLogger("minyi.access")


class _Api(Api):
    """flask-smorest's collection of routes; errors are answered by shared.web.errors."""

    def _register_error_handlers(self) -> None:
        pass


class _Json(DefaultJSONProvider):
    """Flask's own, in plain characters; half a character (a lone surrogate that came in JSON) becomes a question mark:
    an answer that names what was wrong must not fail over it."""

    ensure_ascii = False

    def dumps(self, obj: Any, **options: Any) -> str:
        """Write JSON text."""
        return super().dumps(obj, **options).encode("utf-8", "replace").decode()


class _Request(Request):
    """Flask's own; a file of a form stays in memory, where the front has the whole body already. werkzeug's own would
    be a second copy on the disk, left open where a form breaks off."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


class _Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie; a request without one is not given a signer only to find that out."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session's cookie, if there is one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def make_app(site: Site) -> Flask:
    """Build the app of *site*'s service and open its routes."""
    mount = site.service.mount
    app = Flask(site.service.name, root_path=str(site.service.folder), static_url_path=f"{mount}/static")
    app.config.update(_configuration(site))
    app.extensions["minyi"] = site
    app.extensions["languages"] = find_languages(translation_folders(site))
    app.session_interface = _Sessions()
    app.request_class = _Request
    app.jinja_loader = ChoiceLoader([FileSystemLoader(site.service.folder / "templates"),
                                     FileSystemLoader(HERE / "templates")])
    app.json = _Json(app)
    _number_requests(app)
    add_doors(app)
    add_error_handlers(app)
    Babel(app, locale_selector=_language)
    api = _Api(app)
    _serve_assets(app, mount)
    add_health(app, site)
    add_looks(app, site)
    site.service.add_routes(app, api)
    for endpoint in ("static", "api-docs.openapi_json"):
        # a partial, because a bound method takes no mark
        app.view_functions[endpoint] = open_door("the same for everybody")(partial(app.view_functions[endpoint]))
    check_doors(app)
    if site.settings.proxies:
        hops = site.settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _configuration(site: Site) -> dict[str, Any]:
    service, translations = site.service, [str(folder) for folder in translation_folders(site)]
    return {
        "SECRET_KEY": site.keys.secret, "SESSION_COOKIE_NAME": f"minyi_{service.name}",
        "SESSION_COOKIE_HTTPONLY": True, "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": site.settings.secure, "SESSION_COOKIE_PATH": service.mount or "/",
        "MAX_FORM_MEMORY_SIZE": 512 * 1024, "MAX_FORM_PARTS": 200, "WTF_CSRF_TIME_LIMIT": 8 * 3600,
        "BABEL_DEFAULT_LOCALE": CHINESE_LOCALE, "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": ";".join(translations) or "translations",
        "API_TITLE": f"Minyi {service.name}", "API_VERSION": "v1", "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": f"{service.mount}/api", "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {"info": {"description": service.base.__doc__ or ""}},
    }


def _number_requests(app: Flask) -> None:
    """Give each request an id, log it by its route (never by its path: a receipt may stand there), set headers."""
    always = list(HEADERS)
    if app.extensions["minyi"].settings.secure:
        always.append(("Strict-Transport-Security", "max-age=31536000"))

    @app.before_request
    def begin() -> None:
        asked = request.headers.get("X-Request-ID", "")
        g.request_id = asked if _ASKED.fullmatch(asked) else new_id()
        g.started = time.perf_counter()
        request_id.set(g.request_id)
        if "\0" in request.path:  # nothing has such a name, and PostgreSQL could not even be asked for it
            raise NotFound("这个地址下没有内容，请检查网址或编号。")

    @app.after_request
    def end(response: Response) -> Response:
        response.headers.extend(always)
        response.headers["X-Request-ID"] = g.get("request_id", "")
        response.headers.setdefault("Cache-Control", "no-store")
        if log.isEnabledFor(logging.INFO):
            rule = request.url_rule.rule if request.url_rule else "none"
            log.info("answered", extra={"method": request.method, "rule": rule, "status": response.status_code,
                     "ms": round(1000 * (time.perf_counter() - g.get("started", time.perf_counter())), 1)})
        return response


def _language() -> str:
    """``?lang=`` chooses and is remembered; Chinese otherwise."""
    return language().locale


def _spoken() -> Callable[..., str]:
    """gettext in the reader's language, which is looked up once for a page and not for each of its thousand words."""
    say = get_domain().get_translations().ugettext

    def speak(words: str, **values: Any) -> str:
        return str(say(words) % values if values else say(words))

    return speak


def _serve_assets(app: Flask, mount: str) -> None:
    @app.get(f"{mount}/assets/<path:name>")
    @open_door("stylesheets are the same for everybody")
    def assets(name: str) -> Response:
        return send_from_directory(HERE / "static", name, max_age=3600)

    app.context_processor(lambda: {"csrf_token": generate_csrf, "whoever": whoever, "_": _spoken(),
                                   "language": language().code, "mount": mount,
                                   "service": app.extensions["minyi"].service.name})
