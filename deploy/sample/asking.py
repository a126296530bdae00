"""What the sample's drafts are asked with: articles in plain words, focus questions, and what people answer to them."""
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from random import Random
from typing import Any

from deploy.sample.draft import article_of

_WORDS = json.loads(files("deploy.sample.words").joinpath("asking.json").read_text(encoding="utf-8"))
NOTES: Mapping[str, Mapping[str, str]] = _WORDS["notes"]
QUESTIONS: Mapping[str, Sequence[Mapping[str, Any]]] = _WORDS["questions"]
_CHOICES = {"a": 5, "b": 4, "c": 3}
_NEARBY = {"well": 5, "tree": 4, "well tree": 4, "pond": 3, "well pond": 2, "well tree pond": 2, "none": 1}


def answers_to(provision: str | None, dice: Random) -> dict[str, str]:
    """What one person answers to the questions of the first draft: most answer none or one."""
    found = {}
    if provision is not None and article_of(provision) == "art_14" and dice.random() < 0.8:
        found["q1"] = _weighed(dice, _CHOICES)
    if dice.random() < 0.3:
        found["q2"] = _weighed(dice, _NEARBY)
    if dice.random() < 0.08:
        found["q3"] = dice.choice(_WORDS["worries"])
    return found


def _weighed(dice: Random, choices: Mapping[str, int]) -> str:
    return dice.choices(list(choices), list(choices.values()))[0]
