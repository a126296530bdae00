"""The invented people behind the accounts: experts and how they were chosen, officers, advisers; and the filings."""
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from random import Random
from typing import Any

from deploy.sample.records import Expert, Filing, Group, Selection, Staff

_WORDS: Mapping[str, Any] = json.loads(files("deploy.sample.words").joinpath("people.json").read_text(encoding="utf-8"))
CRITERIA: Mapping[str, Sequence[str]] = _WORDS["criteria"]
TERM_YEARS = 3
AWAY = {4: (40, 47, "外出参加培训"), 21: (33, 35, "出差")}  # days after the first one
RECUSALS = {6: ("sector", "水利"), 17: ("organisation", "清溪市文物管理所"), 29: ("other", "产业园区")}


def selections(dice: Random, experts: Sequence[Expert]) -> tuple[Selection, ...]:
    """How each expert was chosen; every ninth is in the second term."""
    return tuple(_selection(dice, number, each) for number, each in enumerate(experts, start=1))


def _selection(dice: Random, number: int, expert: Expert) -> Selection:
    posts = _WORDS["posts"][expert.specialties[0]]
    organisation, position = posts[number % len(posts)]
    criteria = tuple((name, dice.choice((3, 4, 4, 4, 5, 5)), dice.choice(words)) for name, words in CRITERIA.items())
    kind, word = RECUSALS.get(number, ("", ""))
    return Selection(expert.account, organisation, position, criteria, dice.choice(_WORDS["recommended_by"]),
                     _WORDS["panel"], "reappointed" if number % 9 == 0 else "appointed",
                     ("opinion",) if number % 6 == 0 else ("opinion", "filing"),
                     ({"kind": kind, "word": word},) if kind else (), AWAY.get(number))


def profiles(staff: Sequence[Staff]) -> Mapping[str, Mapping[str, str]]:
    """What is known of officers and advisers, by account."""
    found: dict[str, Mapping[str, str]] = {}
    for role in ("officer", "adviser"):
        holders = [each.account for each in staff if role in each.roles]
        found |= {account: _WORDS[f"{role}s"][at % len(_WORDS[f"{role}s"])] for at, account in enumerate(holders)}
    return found


def filings() -> tuple[Filing, ...]:
    """Three normative documents: one concluded, one under review, one that has just come."""
    return tuple(Filing(**each) for each in _WORDS["filings"])


def leader_of(number: int, groups: Sequence[Group], staff: Sequence[Staff]) -> str:
    """The account of the leader who is in charge of a group: they take turns."""
    leaders = [each.account for each in staff if "leader" in each.roles]
    return leaders[number * len(leaders) // len(groups)]
