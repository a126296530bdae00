"""What templates may use: moments as people say them, labels of states, the large-type choice."""
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, request
from flask_babel import gettext
from markupsafe import Markup, escape

from shared.site import Site
from shared.web.languages import Language

HERE = ZoneInfo("Asia/Shanghai")
TYPES = ("normal", "large")
YEAR = 365 * 24 * 3600


def add_looks(app: Flask, site: Site) -> None:
    """Register the filters and what every page knows."""

    @app.template_filter("moment")
    def moment(value: datetime | None) -> str | Markup:
        return show_moment(value, site.now()) if value else "—"

    app.template_filter("day")(show_day)
    app.template_filter("as_moment")(datetime.fromisoformat)
    app.template_filter("paragraphs")(paragraphs)
    app.template_filter("merge")(lambda args, **new: urlencode({**args, **new}))

    @app.context_processor
    def choices() -> dict[str, Any]:
        return {"large_type": chosen("type") == "large", "now": site.now(), "language_tag": language().tag,
                "languages": list(languages().values())}

    @app.after_request
    def remember(response: Response) -> Response:
        for name, values in choices_of().items() if request.query_string else ():
            if request.args.get(name) in values:
                response.set_cookie(f"minyi_{name}", request.args[name], max_age=YEAR, samesite="Lax", httponly=True,
                                    secure=site.settings.secure)
        return response


def languages() -> dict[str, Language]:
    """The languages that are offered here, by code, Chinese first."""
    found: dict[str, Language] = current_app.extensions["languages"]
    return found


def language() -> Language:
    """The reader's language."""
    return languages()[chosen("lang")]


def choices_of() -> dict[str, tuple[str, ...]]:
    """What a reader may choose, the default first."""
    return {"lang": tuple(languages()), "type": TYPES}


def chosen(name: str) -> str:
    """What the reader chose with ``?lang=`` or ``?type=``, now or earlier, at whichever of the four services."""
    asked, values = (request.args.get(name), request.cookies.get(f"minyi_{name}")), choices_of()[name]
    return next((value for value in asked if value in values), values[0])


def show_moment(value: datetime, now: datetime) -> Markup:
    """Say a moment as 今天 09:30, with the whole of it on hover."""
    local = value.astimezone(HERE)
    shown = f"{_near_day((local.date() - now.astimezone(HERE).date()).days) or show_day(value)} {local:%H:%M}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        local.isoformat(timespec="seconds"), f"{local:%Y-%m-%d %H:%M:%S}", shown)


def _near_day(away: int) -> str:
    """Yesterday, today and tomorrow by name; "" for a day that is further away."""
    if abs(away) > 1:
        return ""
    return str((gettext("今天"), gettext("明天"), gettext("昨天"))[away])


def show_day(value: datetime) -> str:
    """Say a day as 2026年11月23日 (Beijing time)."""
    local = value.astimezone(HERE) if isinstance(value, datetime) else value
    return str(gettext("%(year)s年%(month)s月%(day)s日", year=local.year, month=local.month, day=local.day))


def paragraphs(text: str) -> Markup:
    """Break a text into lines, escaped."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())
