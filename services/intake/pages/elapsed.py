"""How long ago something was, with the whole moment on hover."""
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from services.intake.pages.words import _

HERE = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = 60, 3600, 86400


def show_elapsed(value: datetime | None, now: datetime) -> Markup:
    """Say a moment as 12 分钟前; none as a dash."""
    if value is None:
        return Markup("—")
    local = value.astimezone(HERE)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        local.isoformat(timespec="seconds"), f"{local:%Y-%m-%d %H:%M:%S}", say_elapsed((now - value).total_seconds()))


def say_elapsed(seconds: float) -> str:
    """A number of seconds, in the largest unit that fits."""
    if seconds < MINUTE:
        return _("刚刚")
    if seconds < HOUR:
        return _("%(n)s 分钟前", n=int(seconds // MINUTE))
    if seconds < DAY:
        return _("%(n)s 小时前", n=int(seconds // HOUR))
    return _("%(n)s 天前", n=int(seconds // DAY))
