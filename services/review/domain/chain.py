"""A history that shows tampering: each step carries a digest of its own words and of the digest before it."""
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

FIRST = "0" * 64
NAMES = ("consultation_id", "no", "id", "suggestion_id", "opinion_id", "kind", "why", "before", "who", "who_name", "at")


def seal(step: Mapping[str, Any], before: str) -> str:
    """The digest (SHA-256, hex) of one step after the one whose digest is *before*; ``at`` is RFC 3339 text in UTC."""
    words = json.dumps([before, *(step[name] for name in NAMES)], ensure_ascii=False, sort_keys=True,
                       separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def find_faults(steps: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Where a history, oldest first, was tampered with: the number of the step, and "missing" (steps before it are
    gone), "changed" (its words are others), or "undone" (marked as undone though no step says so, or the reverse)."""
    faults: list[tuple[int, str]] = []
    last, no = FIRST, 0
    undone: dict[str, int] = {}
    told: dict[str, int] = {}
    for step in steps:
        if step["no"] != no + 1:
            faults.append((step["no"], "missing"))
        elif step["digest"] != seal(step, last):
            faults.append((step["no"], "changed"))
        last, no = step["digest"], step["no"]
        if step["undone"]:
            undone[step["id"]] = no
        if step["kind"] == "undo":
            told[step["before"].get("step", "")] = no
    return faults + [(number, "undone") for one, other in ((undone, told), (told, undone))
                     for each, number in one.items() if each not in other]
