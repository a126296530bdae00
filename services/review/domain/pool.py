"""Rules of the expert pool (专家库): kinds of task, the five criteria, who serves today."""
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

TASKS = ("opinion", "filing")
# 工作经历、政治素质、法治意识、群众基础、沟通协调能力: the criteria by which members are chosen.
CRITERIA = ("experience", "politics", "law", "roots", "communication")
RESULTS = ("appointed", "reappointed", "not_chosen")
# 村（居）民小组、企事业单位、行业协会、社会组织、网格单元: where officers are found.
SOURCES = ("village_group", "enterprise", "association", "social", "grid", "other")
HERE = ZoneInfo("Asia/Shanghai")
STANDINGS = ("serving", "away", "waiting", "ended", "left", "closed")


@dataclass(frozen=True, kw_only=True)
class Membership:
    """What decides whether an expert may be asked on a day; ``away``: an absence covers it."""

    is_closed: bool
    has_left: bool
    term_from: date | None
    term_to: date | None
    away: bool


def day_of(moment: datetime) -> date:
    """The day it is here."""
    return moment.astimezone(HERE).date()


def standing_on(membership: Membership, day: date) -> str:
    """One of STANDINGS: account closed, left the pool, term not begun or ended, away, or serving."""
    if membership.is_closed:
        return "closed"
    if membership.has_left:
        return "left"
    if membership.term_to is not None and membership.term_to < day:
        return "ended"
    if membership.term_from is not None and membership.term_from > day:
        return "waiting"
    return "away" if membership.away else "serving"
