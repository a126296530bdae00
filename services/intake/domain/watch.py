"""How a device is doing, judged from what is known of it."""
from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a device: when it was enrolled, last heard, revoked; how many are missing of its chain, how
    many links of it do not fit or came twice, and how much of what it sent waits aside for a clerk."""

    enrolled_at: datetime
    heard_at: datetime | None
    revoked_at: datetime | None
    missing: int
    odd: int
    aside: int


def judge_device(known: Known, now: datetime) -> str:
    """One word for how it is doing: revoked, missing, odd, silent, unheard, aside or well. The gravest counts."""
    if known.revoked_at is not None:
        return "revoked"
    if known.missing:
        return "missing"
    if known.odd:
        return "odd"
    if known.heard_at is None:
        return "unheard"
    if now - known.heard_at > SILENT_AFTER:
        return "silent"
    return "aside" if known.aside else "well"


ORDER = ("missing", "odd", "silent", "unheard", "aside", "well", "revoked")
