"""When a pop-up takes place that nobody has planned."""
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


def window_of(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """When it began, not after *now*, whatever the device's clock said; and when it ends: as was said, or with the day
    on which it began."""
    opens = min(opens_at or now, now)
    if closes_at is not None and closes_at > opens:
        return opens, closes_at
    tomorrow = opens.astimezone(HERE).date() + timedelta(days=1)
    return opens, datetime.combine(tomorrow, time(), HERE).astimezone(opens.tzinfo)
