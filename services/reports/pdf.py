"""The report as a PDF. Every word comes from the content."""
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.reports.domain.steps import HERE

_TEMPLATES = Path(__file__).parent / "templates"
MOST_IN_A_LINE = 20
_NUMERALS = "一二三四五六七八九十"
_WHOLE = re.compile(r"(草案修改稿|征求意见稿|条例|办法|规定|规则|决定|草案|征求|意见|情况|报告|补充)")


def show_day(text: str) -> str:
    """Write an RFC 3339 moment as a day in Beijing: 2026年11月24日."""
    local = datetime.fromisoformat(text).astimezone(HERE)
    return f"{local.year}年{local.month}月{local.day}日"


def show_minute(text: str) -> str:
    """Write an RFC 3339 moment to the minute, Beijing time."""
    local = datetime.fromisoformat(text).astimezone(HERE)
    return f"{show_day(text)} {local:%H:%M}"


def title_of(content: Mapping[str, Any]) -> str:
    """The report's title."""
    what = "征求意见情况的补充报告" if content["kind"] == "supplement" else "征求意见情况的报告"
    return f"关于《{content['consultation']['draft_title']}》{what}"


def keep_words(title: str) -> Markup:
    """The title with its usual words whole: no line ends inside 条例 or 报告."""
    parts = _WHOLE.split(title)
    return Markup("").join(Markup("<span>{}</span>").format(part) if _WHOLE.fullmatch(part) else part for part in parts)


def write_html(content: Mapping[str, Any], digest: str) -> str:
    """The report as HTML, every value escaped."""
    page = _ENVIRONMENT.get_template("reports/report.html")
    return page.render(content=content, title=title_of(content), digest=digest, title_width=_width(title_of(content)),
                       rows=_without_repeats(content["suggestions"]))


def render_report(content: Mapping[str, Any], digest: str) -> bytes:
    """Make the PDF. The same content gives the same bytes with the same libraries and fonts."""
    from services.reports.printing import print_html  # a second to load, and only the worker ever prints

    return print_html(write_html(content, digest), digest.encode()[:32])


def _width(title: str) -> int:
    """A width in characters that spreads the title evenly over its lines."""
    lines = -(-len(title) // MOST_IN_A_LINE)
    return -(-len(title) // lines) + 1


def _without_repeats(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Print a provision's words once: the rows below say with which row they share them."""
    shown: dict[tuple[int, str | None], int] = {}
    table = []
    for place, row in enumerate(rows, start=1):
        key = (row["draft_version"], row["provision"])
        first = shown.setdefault(key, place)
        table.append({**row, "place": place, "same_as": first if first != place and row["original"] else None})
    return table


_ENVIRONMENT = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
                           trim_blocks=True, lstrip_blocks=True)
_ENVIRONMENT.filters.update(day=show_day, minute=show_minute, whole=keep_words,
                            numeral=lambda number: _NUMERALS[number - 1])
