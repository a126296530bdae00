"""What becomes of an opinion, from what became of the suggestions it stands behind (domain.md, "States")."""
from collections.abc import Mapping, Sequence
from typing import Any

FINAL = ("decided", "not_forwarded")


def summary_of(outcomes: Sequence[str]) -> str:
    """Adopted or not adopted only if all agree, not forwarded if none was forwarded, else partially adopted."""
    kinds = set(outcomes)
    if len(kinds) == 1:
        return outcomes[0]
    return "not_adopted" if kinds == {"not_adopted", "not_forwarded"} else "partially_adopted"


def answer_of(suggestion: Mapping[str, Any]) -> dict[str, Any]:
    """One suggestion's outcome, as the person behind an opinion reads it."""
    forwarded = suggestion["state"] != "not_forwarded"
    return {"suggestion_no": suggestion["no"], "title": suggestion["title"],
            "outcome": suggestion["outcome"] if forwarded else "not_forwarded", "reason": suggestion["outcome_reason"],
            "enacted_provision": suggestion["enacted_provision"] if forwarded else None}
