"""In time or not."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.refusals import Refused

GRACE = timedelta(days=14)
SKEW = timedelta(minutes=5)


class ConsultationClosedAlready(Refused):
    """The opinion was written after the closing."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a consultation takes opinions; ``closes_at`` is the moment it really ended, if earlier than planned."""

    opens_at: datetime
    closes_at: datetime
    is_open: bool


@dataclass(frozen=True)
class Arrival:
    """How an opinion came in time: ``late`` = written before the closing, arrived after it; ``ahead`` = its clock
    shows a future moment."""

    late: bool
    ahead: bool


def judge_arrival(window: Window, written_at: datetime, now: datetime, writing_counts: bool,
                  grace: timedelta | None = GRACE) -> Arrival:
    """Decide whether an opinion is in time (interfaces.md, "Late").

    From the web the arrival counts; from an enrolled device the writing counts, for 14 days; from boxes and meetings,
    which staff open and enter, the writing counts without end (*grace* None).
    A time in the future is kept and flagged. Raises ConsultationClosedAlready.
    """
    ahead = written_at > now + SKEW
    if window.is_open and now <= window.closes_at:
        return Arrival(late=False, ahead=ahead)
    if not writing_counts:
        raise ConsultationClosedAlready("这次征求意见已经结束，不能再提交。")
    if written_at > window.closes_at:
        raise ConsultationClosedAlready("这条意见写于征求意见结束之后，不能收录。")
    if grace is not None and now > window.closes_at + grace:
        raise ConsultationClosedAlready("征求意见结束已超过 14 天，不能再补交。")
    return Arrival(late=True, ahead=ahead)
